"""The config keeper as a real process, its client over pipes."""
