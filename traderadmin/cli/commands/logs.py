"""`traderadmin logs`: the end of a service's log, and what is added to it."""

import threading
from collections.abc import Callable
from difflib import get_close_matches

import click

from traderadmin.cli.compose import Program
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import Output
from traderadmin.errors import NotFoundError
from traderadmin.workflow.loglines import parsed

_LOOK = 500
_INTERVAL = 0.5


@click.command()
@click.argument("service")
@click.option(
    "-n",
    "lines",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="How many lines.",
)
@click.option("--follow", "-f", is_flag=True, help="Go on with lines as they come; end by Ctrl-C.")
@click.option("--raw", is_flag=True, help="As the service wrote them: from a pod in JSON.")
@click.pass_obj
def logs(invocation: Invocation, *, service: str, lines: int, follow: bool, raw: bool) -> int:
    """Show the last lines of a SERVICE's log."""
    output = Output()

    def show(texts: tuple[str, ...]) -> None:
        for text in texts if raw else (line.text for line in parsed(texts)):
            output.line(text)

    program = invocation.program()
    name = known_service(program, service)
    try:
        show(seen := program.backend.log_tail(name, lines))
        if follow:
            _follow(program, output, name, seen, show)
    except KeyboardInterrupt:
        if not follow:
            raise
    return 0


def known_service(program: Program, name: str) -> str:
    """The service of that name. Raises: NotFoundError with what may have been meant."""
    names = [state.name for state in program.target.services()]
    if name in names:
        return name
    near = get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(names)}."
    raise NotFoundError("No such service", f"There is no service {name}.", hint)


def _follow(
    program: Program,
    output: Output,
    name: str,
    seen: tuple[str, ...],
    show: Callable[[tuple[str, ...]], None],
) -> None:
    never = threading.Event()
    while not output.stdout.gone:
        program.clock.wait(never, _INTERVAL)
        now = program.backend.log_tail(name, _LOOK)
        show(added(seen, now))
        seen = now


def added(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of `now` that follow where `before` ended; all of them in a new log."""
    for length in range(min(len(before), len(now)), 0, -1):
        tail = before[-length:]
        for end in range(len(now), length - 1, -1):
            if now[end - length : end] == tail:
                return now[end:]
    return now
