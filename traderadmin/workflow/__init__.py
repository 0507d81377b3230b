"""What the GUI, the CLI and the tests drive: load, review, apply, pause, resume, recover, halt.

Everything that decides lives here or below; no Qt, no terminal.
"""
