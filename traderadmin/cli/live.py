"""The steps on a terminal, redrawn as they go: a mark, the step, its services, their times."""

from typing import Any

from rich.console import Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text
from typing_extensions import override

from traderadmin.cli.output import BAD, DIM, GOOD, WARN, Output
from traderadmin.cli.progress import (
    CANCELLING,
    STEP_WORDS,
    TOO_LATE,
    WAITING,
    View,
    show_result,
    took_text,
)
from traderadmin.clock import Clock
from traderadmin.contract.journal import Step
from traderadmin.workflow.events import (
    ApplyEvent,
    ApplyResult,
    Compensating,
    ServiceChanged,
    StepFailed,
    StepFinished,
    StepStarted,
)


class _Row:
    """A step as it is drawn."""

    def __init__(self, title: str, began: float) -> None:
        self.title = title
        self.began = began
        self.seconds: float | None = None
        self.detail = ""
        self.failed = False
        self.services: dict[str, tuple[ServiceChanged, float]] = {}
        """The last event of each service, and when it arrived."""


class LiveView(View):
    """Draws a transaction in place; the last picture stays."""

    def __init__(self, output: Output, clock: Clock) -> None:
        self._output = output
        self._clock = clock
        self._rows: list[_Row] = []
        self._by_step: dict[Step, _Row] = {}
        self._word = ""
        self._spinner = Spinner("dots", style="cyan")
        plain = not output.stdout.encoding.lower().startswith("utf")
        self._done, self._bad = ("+", "x") if plain else ("✓", "✗")
        if plain:
            self._spinner = Spinner("line", style="cyan")
        self._live = Live(console=output.console(), auto_refresh=False, transient=False)

    @override
    def open(self) -> None:
        self._live.start()

    @override
    def close(self) -> None:
        self._word = ""
        self._end_open_rows()
        self._draw()
        self._live.stop()

    @override
    def tick(self) -> None:
        self._draw()

    @override
    def show(self, event: ApplyEvent) -> None:
        match event:
            case StepStarted(step):
                self._start(step, STEP_WORDS[step])
            case ServiceChanged():
                arrived = self._clock.monotonic()
                self._row(event.step).services[event.name] = event, arrived
            case StepFinished(step, seconds, detail, warnings):
                row = self._row(step)
                row.seconds = seconds
                row.detail = ". ".join([detail, *warnings] if detail else warnings)
            case StepFailed(step, seconds, error):
                row = self._row(step)
                row.seconds, row.failed, row.detail = seconds, True, error.message
            case Compensating(detail):
                # Undoing reports as the pause step; it is drawn apart from the pause that failed.
                self._start(Step.PAUSE, "Undo").detail = detail
            case _:
                return
        self._draw()

    @override
    def cancel_answered(self, *, honoured: bool) -> None:
        self._word = CANCELLING if honoured else TOO_LATE
        self._draw()

    @override
    def waiting(self) -> None:
        self._word = WAITING
        self._draw()

    @override
    def finish(self, result: ApplyResult) -> None:
        show_result(self._output, result)

    def _start(self, step: Step, title: str) -> _Row:
        self._end_open_rows()
        row = _Row(title, self._clock.monotonic())
        self._rows.append(row)
        self._by_step[step] = row
        return row

    def _end_open_rows(self) -> None:
        """Undoing has no event for its end; the next step is its end."""
        for row in self._rows:
            if row.seconds is None:
                row.seconds = self._clock.monotonic() - row.began

    def _row(self, step: Step) -> _Row:
        return self._by_step.get(step) or self._start(step, STEP_WORDS[step])

    def _draw(self) -> None:
        table = Table.grid(padding=(0, 2, 0, 0))
        for row in self._rows:
            self._add(table, row)
        parts: list[Any] = [table]
        if self._word:
            parts.append(Text(self._word, WARN))
        self._live.update(Group(*parts), refresh=True)

    def _add(self, table: Table, row: _Row) -> None:
        mark: Any = self._spinner
        if row.seconds is not None:
            mark = Text(self._bad, BAD) if row.failed else Text(self._done, GOOD)
        seconds = self._clock.monotonic() - row.began if row.seconds is None else row.seconds
        style = BAD if row.failed else DIM
        table.add_row(mark, row.title, Text(took_text(seconds), DIM), Text(row.detail, style))
        for name, (event, arrived) in row.services.items():
            since = 0.0 if event.settled else self._clock.monotonic() - arrived
            took = Text(took_text(event.seconds + since), DIM)
            note = Text(event.note, BAD if event.failed else "")
            table.add_row("", Text(f"  {name}"), took, note)
