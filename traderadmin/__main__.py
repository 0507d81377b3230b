"""`python -m traderadmin` is the command `traderadmin`."""

from traderadmin.cli.main import main

main()
