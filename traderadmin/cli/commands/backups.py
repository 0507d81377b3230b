"""`traderadmin backups`: what `restore` can bring back."""

import click

from traderadmin.cli import options
from traderadmin.cli.asjson import backup_json
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import Output


@click.command()
@options.json_document
@click.pass_obj
def backups(invocation: Invocation, *, as_json: bool) -> int:
    """List the backups of the configuration, newest first."""
    output = Output(as_json=as_json)
    found = invocation.program().backend.backups()
    if as_json:
        output.document([backup_json(backup) for backup in found])
    elif found:
        rows = [
            (backup.name, f"{backup.made:%Y-%m-%d %H:%M:%S} UTC", f"{backup.size} bytes")
            for backup in found
        ]
        output.table(("BACKUP", "MADE", "SIZE"), rows)
    else:
        output.line("There are no backups yet: each apply makes one.")
    return 0
