"""The front door: the only part the internet sees."""
