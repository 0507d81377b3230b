"""TraderAdmin's tests: by layer in `unit`, real widgets in `gui`, real processes in `processes`."""
