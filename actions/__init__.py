"""rasa-sdk actions: read the tracker, call one function of the core, speak."""
