"""A long, random run of a real orchestrator against an oracle; `python -m tests.soak`."""
