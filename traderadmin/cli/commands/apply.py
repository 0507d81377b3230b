"""`traderadmin apply`: change values or the whole file, and restart the services with it."""

import click
from typing_extensions import override

from traderadmin.cli import options
from traderadmin.cli.applying import Request, carry_out
from traderadmin.cli.edits import Wishes, edited
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import Output
from traderadmin.cli.transact import reported
from traderadmin.contract.history import Event
from traderadmin.errors import RefusedError
from traderadmin.workflow.events import ApplyResult

_SHAPE = "Values are given as --set KEY=VALUE; quote the whole of it where it has blanks."


class _Careful(click.Command):
    """Says what is wrong with its arguments without repeating them: one may be a secret."""

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            meant = f" Did you mean {error.possibilities[0]}?" if error.possibilities else ""
            raise click.UsageError(f"There is no such option.{meant} {_SHAPE}", ctx) from None
        if ctx.args:
            message = f"{len(ctx.args)} more than expected stood on the command line. {_SHAPE}"
            raise click.UsageError(message, ctx)
        return rest


@click.command(cls=_Careful, context_settings={"allow_extra_args": True})
@click.option(
    "--set",
    "sets",
    metavar="KEY=VALUE",
    multiple=True,
    help="Set a key. KEY=@- reads the value from standard input, KEY=@FILE from a file; "
    "so secrets stay off the command line.",
)
@click.option(
    "--unset", "unsets", metavar="KEY", multiple=True, help="Remove a key; its default applies."
)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    metavar="NEW.toml",
    help="Take a whole new file (- is standard input); --set and --unset then change it.",
)
@options.reason
@click.option("--dry-run", is_flag=True, help="Show what would be done; change nothing.")
@options.yes
@options.json_lines
@click.pass_obj
def apply(
    invocation: Invocation,
    *,
    sets: tuple[str, ...],
    unsets: tuple[str, ...],
    file: str | None,
    reason: str,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Change the configuration: stop services, save, start them, and see that each runs it.

    Values are read by the type of the key: text as it is, true or false, numbers, and TOML for
    lists and tables: --set 'trading_schedule.days_of_week=["Mon", "Tue"]'.
    """
    wishes = Wishes(sets, unsets, file)
    wishes.check()
    output = Output(as_json=as_json)
    request = Request(Event.APPLY, reason, dry_run=dry_run, yes=yes)

    def command() -> int:
        program = invocation.program()
        if not dry_run:
            program.ensure_config(output)
        loaded = program.backend.load()
        change = edited(wishes, loaded, output)
        if change.content == loaded.file.content:
            raise RefusedError("Nothing to apply", "The configuration has these values already.")

        def save(content: bytes) -> ApplyResult:
            return program.backend.save_configuration_and_restart(
                content, baseline=loaded.file.revision, reason=reason
            )

        return carry_out(program, output, request, loaded, change, save)

    return reported(output, command)
