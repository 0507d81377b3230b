"""`traderadmin pause` and `traderadmin resume`: stopping and starting the services."""

import click

from traderadmin.cli import options
from traderadmin.cli.asking import confirm_production
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import Output
from traderadmin.cli.transact import Work, reported, transact


@click.command()
@options.reason
@options.yes
@options.json_lines
@click.pass_obj
def pause(invocation: Invocation, *, reason: str, yes: bool, as_json: bool) -> int:
    """Stop all services: the scanner first, then the orchestrator.

    Nothing trades and nothing looks after open positions until `traderadmin resume`.
    """
    return _scale(
        invocation,
        "Stop its services",
        lambda backend: backend.pause_trading_services(reason),
        as_json=as_json,
        yes=yes,
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
) -> int:
    output = Output(as_json=as_json)

    def command() -> int:
        program = invocation.program()
        info = program.backend.info
        if info.production:
            confirm_production(output, what, info.name, yes=yes)
        if first_use:
            program.ensure_config(output)
        return transact(program, output, work)

    return reported(output, command)
