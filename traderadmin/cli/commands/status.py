"""`traderadmin status`: one look at services, session and lock; it creates nothing."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from traderadmin.cli import options
from traderadmin.cli.asjson import error_json, snapshot_json
from traderadmin.cli.compose import Program
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import Line, Output
from traderadmin.cli.snapshots import status_lines
from traderadmin.errors import TraderAdminError

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

_INTERVAL = 1.0


@click.command()
@click.option("--watch", is_flag=True, help="Look once a second; end by Ctrl-C.")
@options.json_document
@click.pass_obj
def status(invocation: Invocation, *, watch: bool, as_json: bool) -> int:
    """Show the services, the trading session, and whether something is unfinished.

    With --watch --json, each look is one JSON object on a line of its own.
    """
    output = Output(as_json=as_json)
    program = invocation.program()
    if watch:
        return _watch(program, output)
    if as_json:
        output.document(_document(program))
    else:
        for text, style in _lines(program):
            output.line(text, style)
    return 0


def _document(program: Program) -> dict[str, object]:
    info = program.backend.info
    snapshot = program.backend.snapshot()
    target = {"name": info.name, "kind": info.kind, "production": info.production}
    return {
        "target": {**target, "config_location": info.config_location},
        **snapshot_json(snapshot, program.clock.now()),
    }


def _lines(program: Program) -> list[Line]:
    snapshot = program.backend.snapshot()
    return status_lines(program.backend.info, snapshot, program.clock.now(), program.called)


def _watch(program: Program, output: Output) -> int:
    never = threading.Event()
    try:
        with _Watcher(program, output) as look:
            while not output.stdout.gone:
                look()
                program.clock.wait(never, _INTERVAL)
    except KeyboardInterrupt:
        return 0
    return 0


class _Watcher:
    """Shows one look after the other in the way that suits the output."""

    def __init__(self, program: Program, output: Output) -> None:
        self._program = program
        self._output = output
        self._last: list[Line] = []
        self._live = _live(output) if output.is_terminal else None

    def __enter__(self) -> Callable[[], None]:
        if self._live is not None:
            self._live.start()
        return self._json if self._output.as_json else self._text

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def _json(self) -> None:
        try:
            data = _document(self._program)
        except TraderAdminError as error:
            data = {"error": error_json(error)}
        self._output.record(data)

    def _text(self) -> None:
        try:
            lines = _lines(self._program)
        except TraderAdminError as error:
            lines = [(f"{error.title}: {error.message}", "bold red")]
        if self._live is not None:
            self._live.update(_drawn(lines), refresh=True)
        elif lines != self._last:
            for text, style in lines:
                self._output.line(text, style)
            self._output.line()
        self._last = lines


def _live(output: Output) -> "Live":
    from rich.live import Live  # noqa: PLC0415 - only a terminal is redrawn

    return Live(console=output.console(), auto_refresh=False)


def _drawn(lines: list[Line]) -> "Text":
    from rich.text import Text  # noqa: PLC0415 - only a terminal is redrawn

    return Text("\n").join(Text(text, style) for text, style in lines)
