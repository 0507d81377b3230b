"""`traderadmin restore`: a backup's file again, by a normal apply."""

import click

from traderadmin.cli import options
from traderadmin.cli.applying import Request, carry_out
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import Output
from traderadmin.cli.transact import reported
from traderadmin.config.document import Edited
from traderadmin.contract.history import Event
from traderadmin.contract.names import BACKUP_PREFIX
from traderadmin.errors import RefusedError
from traderadmin.workflow.events import ApplyResult


@click.command()
@click.argument("backup")
@options.reason
@click.option("--dry-run", is_flag=True, help="Show what would be done; change nothing.")
@options.yes
@options.json_lines
@click.pass_obj
def restore(
    invocation: Invocation, *, backup: str, reason: str, dry_run: bool, yes: bool, as_json: bool
) -> int:
    """Apply BACKUP, one of `traderadmin backups`; the file as it is becomes a backup, too.

    The backup's time will do as well: 20261123_165217.
    """
    output = Output(as_json=as_json)
    request = Request(Event.RESTORE, reason, dry_run=dry_run, yes=yes)
    name = backup if backup.startswith(BACKUP_PREFIX) else f"{BACKUP_PREFIX}{backup}"

    def command() -> int:
        program = invocation.program()
        content = program.backend.read_backup(name)
        loaded = program.backend.load()
        if content == loaded.file.content:
            raise RefusedError("Nothing to restore", f"config.toml is what {name} holds already.")

        def save(_: bytes) -> ApplyResult:
            return program.backend.restore(name, reason, baseline=loaded.file.revision)

        return carry_out(program, output, request, loaded, Edited(content), save)

    return reported(output, command)
