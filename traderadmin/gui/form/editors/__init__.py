"""The editors: each shows a value without changing it, and emits what a person makes of it."""
