"""`traderadmin pause` and `traderadmin resume`: stopping and starting the services."""

from collections.abc import Callable

import click

from traderadmin.cli import options
from traderadmin.cli.asking import confirm_production
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.looking import look_until
from traderadmin.cli.output import Output
from traderadmin.cli.transact import Work, reported, transact
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.exposure import stopping_text

_LOOK_SECONDS = 5.0
"""How long is looked for what stays open before it is called unknown."""


@click.command()
@options.reason
@options.yes
@options.json_lines
@click.pass_obj
def pause(invocation: Invocation, *, reason: str, yes: bool, as_json: bool) -> int:
    """Stop all services: the scanner first, then the orchestrator. Says first what stays open.

    Nothing trades and nothing looks after open positions until `traderadmin resume`.
    """
    return _scale(
        invocation,
        "Stop its services",
        lambda backend: backend.pause_trading_services(reason),
        as_json=as_json,
        yes=yes,
        told=stopping_text,
    )


@click.command()
@options.reason
@options.yes
@options.json_lines
@click.pass_obj
def resume(invocation: Invocation, *, reason: str, yes: bool, as_json: bool) -> int:
    """Start every service that is stopped and should run, or has failed."""
    return _scale(
        invocation,
        "Start its services",
        lambda backend: backend.resume_trading_services(reason),
        as_json=as_json,
        yes=yes,
        first_use=True,
    )


def _scale(
    invocation: Invocation,
    what: str,
    work: Work,
    *,
    as_json: bool,
    yes: bool,
    first_use: bool = False,
    told: Callable[[Snapshot | None], str] | None = None,
) -> int:
    output = Output(as_json=as_json)

    def command() -> int:
        program = invocation.program()
        if told is not None:
            say = output.warn if as_json else output.note
            say(told(look_until(program, lambda _: True, _LOOK_SECONDS)))
        info = program.backend.info
        if info.production:
            confirm_production(output, what, info.name, yes=yes)
        if first_use:
            program.ensure_config(output)
        return transact(program, output, work)

    return reported(output, command)
