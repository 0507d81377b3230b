"""The store: what it writes, what it refuses, and what stands whatever dies."""
