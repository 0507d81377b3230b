"""The command line: each command on a target in memory, and real runs with real services."""
