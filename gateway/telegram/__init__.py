"""Wegwijzer on Telegram: a process of its own, so that nothing wrong with Telegram touches the web."""
