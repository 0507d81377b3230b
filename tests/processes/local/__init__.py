"""The local target with real processes."""
