"""The config keeper: the store beside the volume, spoken to in frames over stdin and stdout.

`python -m traderadmin.store.keeper` is one session; `frames` and `wire` are shared with its
client. Started by exec for each operator, so it imports little.
"""
