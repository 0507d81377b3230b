"""The command line: parsing, asking, printing. What it does, it does through `workflow`."""
