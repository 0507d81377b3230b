"""The transaction on the real local target, with real processes."""
