"""The command `traderadmin` itself: its options, its list of commands, and how it ends."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
from click.core import ParameterSource
from typing_extensions import override

from traderadmin import __version__
from traderadmin.cli import failures
from traderadmin.cli.invocation import PROGRAM, Invocation, TargetOptions
from traderadmin.cli.lazy import Entry, LazyGroup
from traderadmin.errors import TraderAdminError

_COMMANDS = "traderadmin.cli.commands"
_CONFIG = "Configuration"
_SERVICES = "Services"
_SESSION = "Trading session"
_RECORDS = "Records"
_TARGETS = "Targets"
_PROGRAM = "Program"

ENTRIES = {
    "show": Entry(f"{_COMMANDS}.show:show", "Show the configuration, or one key of it.", _CONFIG),
    "validate": Entry(
        f"{_COMMANDS}.validate:validate", "Check a file and list all its problems.", _CONFIG
    ),
    "apply": Entry(
        f"{_COMMANDS}.apply:apply", "Change the configuration and restart the services.", _CONFIG
    ),
    "restore": Entry(f"{_COMMANDS}.restore:restore", "Apply a backup.", _CONFIG),
    "status": Entry(f"{_COMMANDS}.status:status", "Show services, session and lock.", _SERVICES),
    "preflight": Entry(
        f"{_COMMANDS}.preflight:preflight", "Check whether an apply could be made.", _SERVICES
    ),
    "pause": Entry(f"{_COMMANDS}.services:pause", "Stop the services.", _SERVICES),
    "resume": Entry(f"{_COMMANDS}.services:resume", "Start the services again.", _SERVICES),
    "recover": Entry(f"{_COMMANDS}.recover:recover", "End an unfinished change.", _SERVICES),
    "logs": Entry(f"{_COMMANDS}.logs:logs", "Show the end of a service's log.", _SERVICES),
    "session": Entry(
        f"{_COMMANDS}.session:session", "Show the trading session; halt or release it.", _SESSION
    ),
    "sessions": Entry(
        f"{_COMMANDS}.sessions:sessions", "List the coming sessions of a schedule.", _SESSION
    ),
    "history": Entry(f"{_COMMANDS}.history:history", "Show what was done, and by whom.", _RECORDS),
    "backups": Entry(f"{_COMMANDS}.backups:backups", "List the backups.", _RECORDS),
    "targets": Entry(
        f"{_COMMANDS}.targets:targets", "List, add and remove Kubernetes targets.", _TARGETS
    ),
    "gui": Entry(f"{_COMMANDS}.gui:gui", "Open the window.", _PROGRAM),
    "install-launcher": Entry(
        f"{_COMMANDS}.launcher:launcher", "Add TraderAdmin to the desktop's menu.", _PROGRAM
    ),
}


class Root(LazyGroup):
    """The outermost command: turns every way of ending into a sentence and an exit code."""

    entries = ENTRIES

    @override
    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run a command and exit: 0 done, 1 failed, 2 usage, 3 and 4 as the command says."""
        try:
            code = super().main(args, prog_name or PROGRAM, complete_var, False, **extra)
        except click.exceptions.Abort:
            code = failures.aborted()
        except click.ClickException as error:
            code = failures.usage(error)
        except TraderAdminError as error:
            code = failures.report(error)
        except Exception as error:  # noqa: BLE001 - the outermost frame: said, logged, exit code
            code = failures.unexpected(error)
        failures.settle_streams()
        sys.exit(code if isinstance(code, int) else 0)


class Choosing(click.Option):
    """An option that says where to work. Empty, it is a script's unset variable, never a choice."""

    @override
    def consume_value(
        self, ctx: click.Context, opts: Mapping[str, Any]
    ) -> tuple[Any, ParameterSource]:
        value, source = super().consume_value(ctx, opts)
        if source is ParameterSource.COMMANDLINE and value == "":
            message = "It is empty: a variable that is not set? Nothing was done."
            raise click.BadParameter(message, ctx, self)
        return value, source


@click.group(
    PROGRAM,
    cls=Root,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        "Exit codes: 0 done; 1 refused or failed, everything as before; 2 usage; "
        "3 saved, but not all services are back; 4 not everything is as before, or unknown."
    ),
)
@click.option(
    "--config-dir",
    cls=Choosing,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep configuration, state and logs in DIR instead of the user's usual folders.",
)
@click.option(
    "--target",
    cls=Choosing,
    metavar="NAME",
    default="",
    help="Work on a saved Kubernetes target.",
)
@click.option(
    "--context",
    cls=Choosing,
    metavar="CTX",
    default="",
    help="Work on a cluster: a context of the kubeconfig.",
)
@click.option(
    "--namespace",
    cls=Choosing,
    metavar="NS",
    default="",
    help="The namespace of the services there.",
)
@click.option(
    "--kubeconfig",
    cls=Choosing,
    metavar="FILE",
    default="",
    help="Read FILE instead of the usual kubeconfig.",
)
@click.option(
    "--theme", type=click.Choice(["system", "light", "dark"]), help="The window's colours."
)
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def root(ctx: click.Context, /, *, theme: str | None, **named: Any) -> int | None:
    """Change the live configuration of trading services safely.

    Without a command, the window opens. Without --target or --context, the services are processes
    of this machine.
    """
    target = TargetOptions(name=named.pop("target"), **named)
    target.check()
    given = ctx.obj if isinstance(ctx.obj, Invocation) else Invocation()
    ctx.obj = invocation = replace(given, target=target, theme=theme)
    return None if ctx.invoked_subcommand is not None else invocation.open_window()
