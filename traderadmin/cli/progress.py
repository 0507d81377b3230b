"""How a transaction is watched: redrawn on a terminal, line by line in a pipe, as JSON lines."""

from abc import ABC, abstractmethod

from typing_extensions import override

from traderadmin.cli.asjson import event_json, result_json
from traderadmin.cli.output import BAD, DIM, GOOD, WARN, Output
from traderadmin.clock import Clock, utc_text
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.targets.states import Phase
from traderadmin.workflow.events import (
    ApplyEvent,
    ApplyResult,
    Compensating,
    ServiceChanged,
    StepFailed,
    StepFinished,
    StepStarted,
)
from traderadmin.workflow.words import seconds_text

STEP_WORDS = {
    Step.CHECK: "Check",
    Step.LOCK: "Lock",
    Step.PAUSE: "Pause",
    Step.SAVE: "Save",
    Step.RESUME: "Resume",
    Step.VERIFY: "Verify",
    Step.RECORD: "Record",
}
WORD_WIDTH = max(map(len, STEP_WORDS.values()))

ON_THE_WAY = frozenset({Phase.STARTING, Phase.STOPPING, Phase.FAILED, Phase.UNKNOWN})
"""What a log is told of a service before it is through with a step."""

CANCELLING = "Cancelling: what was done is being undone."
TOO_LATE = "It is too late to cancel; this goes on until the services are back. Please wait."
WAITING = "Waiting until everything is in order; stopping now would leave services stopped."


def took_text(seconds: float) -> str:
    """How long something took; hundredths matter where all of it takes a second."""
    return f"{seconds:.2f} s" if seconds < 10 else seconds_text(seconds)  # noqa: PLR2004


class View(ABC):
    """Somebody who watches a transaction."""

    def open(self) -> None:  # noqa: B027 - only a live view has something to open
        """The transaction is about to begin."""

    def close(self) -> None:  # noqa: B027 - as open
        """No more events come."""

    def tick(self) -> None:  # noqa: B027 - only a live view shows the time going by
        """Some time went by without an event."""

    @abstractmethod
    def show(self, event: ApplyEvent) -> None:
        """An event."""

    @abstractmethod
    def cancel_answered(self, *, honoured: bool) -> None:
        """The operator asked for a cancel."""

    @abstractmethod
    def waiting(self) -> None:
        """The operator asked once more, or wants the program to sleep."""

    @abstractmethod
    def finish(self, result: ApplyResult) -> None:
        """How it ended."""


def view_for(output: Output, clock: Clock) -> View:
    """The view that suits where the output goes."""
    if output.as_json:
        return JsonView(output, clock)
    if output.is_terminal:
        from traderadmin.cli.live import LiveView  # noqa: PLC0415 - rich only where it is used

        return LiveView(output, clock)
    return PlainView(output)


class JsonView(View):
    """One JSON object a line, the last one the result."""

    def __init__(self, output: Output, clock: Clock) -> None:
        self._output = output
        self._clock = clock

    @override
    def show(self, event: ApplyEvent) -> None:
        self._record(event_json(event))

    @override
    def cancel_answered(self, *, honoured: bool) -> None:
        self._record({"event": "cancel", "honoured": honoured})

    @override
    def waiting(self) -> None:
        self._record({"event": "waiting"})

    @override
    def finish(self, result: ApplyResult) -> None:
        self._record(result_json(result))

    def _record(self, data: dict[str, object]) -> None:
        self._output.record({**data, "time": utc_text(self._clock.now())})


class PlainView(View):
    """A line for each thing that happened; good in a log."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._last: dict[str, str] = {}

    @override
    def show(self, event: ApplyEvent) -> None:
        match event:
            case ServiceChanged():
                self._service(event)
            case StepFinished(step, seconds, detail, warnings):
                self._step(step, f"{took_text(seconds):>7}  {detail}")
                for warning in warnings:
                    self._step(step, f"Warning: {warning}")
            case StepFailed(step, seconds, error):
                self._step(step, f"{took_text(seconds):>7}  Failed: {error.message}")
            case Compensating(detail):
                self._output.line(f"{'Undo':<{WORD_WIDTH}}  {detail}")
            case StepStarted() | _:
                return

    def _service(self, event: ServiceChanged) -> None:
        known = self._last.get(event.name) == event.note
        passing = event.state is None or event.state.phase not in ON_THE_WAY
        if not event.settled and (known or passing):
            return
        self._last[event.name] = event.note
        took = f" ({took_text(event.seconds)})" if event.settled else ""
        mark = "Failed: " if event.failed else ""
        self._step(event.step, f"{event.name}: {mark}{event.note}{took}")

    def _step(self, step: Step, text: str) -> None:
        self._output.line(f"{STEP_WORDS[step]:<{WORD_WIDTH}}  {text}".rstrip())

    @override
    def cancel_answered(self, *, honoured: bool) -> None:
        self._output.note(CANCELLING if honoured else TOO_LATE)

    @override
    def waiting(self) -> None:
        self._output.note(WAITING)

    @override
    def finish(self, result: ApplyResult) -> None:
        show_result(self._output, result)


def show_result(output: Output, result: ApplyResult) -> None:
    """The end of a transaction for people: what happened, what is, what to do."""
    good = result.outcome is Outcome.DONE
    if good:
        output.line(result.headline, GOOD)
    else:
        output.note(result.headline, BAD)
    if not good:
        for sentence in result.state_now:
            output.note(sentence)
        width = max((len(service.name) for service in result.services), default=0)
        for service in result.services:
            style = "" if service.as_wanted else WARN
            output.note(f"  {service.name:<{width}}  {service.note}", style)
    for warning in result.warnings:
        output.note(f"Warning: {warning}", WARN)
    if result.entry.backup:
        output.line(f"Backup: {result.entry.backup}", DIM)
    if result.next_action:
        output.note(result.next_action)
