"""The workflow against a target in memory."""
