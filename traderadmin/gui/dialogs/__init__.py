"""Questions the window asks. Opened with `open()`, answered by signals; none of them decides."""
