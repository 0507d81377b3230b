"""What crosses a process border: revision, status, halt record, journal, history line.

Plain frozen data with `to_json`/`from_json`; no files, no network, no clocks.
"""
