"""Running a transaction: it works in one thread, while the main thread prints and takes signals.

So neither a slow reader nor a closed pipe nor Ctrl-C can hold up or break what must be finished.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Self

from traderadmin.cli.asjson import refused_json
from traderadmin.cli.compose import Program
from traderadmin.cli.failures import FAILED, UNKNOWN, UnderWayError
from traderadmin.cli.interrupts import CancelAnswered, Canceller, StillWaiting
from traderadmin.cli.output import Output
from traderadmin.cli.progress import View, view_for
from traderadmin.errors import TraderAdminError
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyFailedError, ApplyFinished, ApplyResult

Work = Callable[[Backend], ApplyResult]
_PULSE = 0.1


@dataclass(frozen=True, slots=True)
class _Ended:
    """The last item of a transaction's news."""

    result: ApplyResult | None = None
    error: TraderAdminError | None = None
    defect: BaseException | None = None


def transact(program: Program, output: Output, work: Work) -> int:
    """Run `work`, showing its events as they come; the exit code.

    Raises:
        TraderAdminError: it was refused before a transaction began.
        UnderWayError: a defect surfaced; what was done is not known.
    """
    canceller = Canceller(program.backend.cancel, program.clock, program.news)
    viewer = _Viewer(view_for(output, program.clock))
    worker = threading.Thread(target=_work, args=(program, work), name="transaction")
    with canceller.listening(), viewer:
        worker.start()
        ended = _follow(program.news, canceller, viewer)
        worker.join()
    return _conclude(ended, output, viewer)


def reported(output: Output, command: Callable[[], int]) -> int:
    """Run a command whose answer is JSON lines; one that is refused has a last line, too."""
    try:
        return command()
    except TraderAdminError as error:
        if not output.as_json:
            raise
        output.record(refused_json(error))
        return FAILED


def _work(program: Program, work: Work) -> None:
    try:
        ended = _Ended(result=work(program.backend))
    except ApplyFailedError as error:
        ended = _Ended(result=error.result)
    except TraderAdminError as error:
        ended = _Ended(error=error)
    except BaseException as defect:  # noqa: BLE001 - handed to the main thread, which reports it
        ended = _Ended(defect=defect)
    program.news.put(ended)


def _follow(news: "SimpleQueue[Any]", canceller: Canceller, viewer: "_Viewer") -> _Ended:
    while True:
        try:
            item = news.get(timeout=_PULSE)
        except Empty:
            viewer.tick()
            continue
        match item:
            case _Ended():
                return item
            case CancelAnswered(honoured):
                viewer.cancel_answered(honoured=honoured)
            case StillWaiting():
                viewer.waiting()
            case ApplyFinished():
                continue
            case _:
                canceller.begun()
                viewer.show(item)


def _conclude(ended: _Ended, output: Output, viewer: "_Viewer") -> int:
    if ended.error is not None:
        raise ended.error
    if ended.result is None:
        if output.as_json:
            output.record(_defect_json())
        raise UnderWayError from ended.defect
    viewer.finish(ended.result)
    if viewer.defect is not None and not output.as_json:
        output.note(f"Not all of this could be shown ({type(viewer.defect).__name__}).")
    return ended.result.outcome.exit_code


def _defect_json() -> dict[str, Any]:
    error = TraderAdminError("Unexpected failure", "This is a defect.", "See traderadmin status.")
    return {**refused_json(error, UNKNOWN), "outcome": "unknown"}


class _Viewer:
    """A view that may fail: what cannot be shown is not shown, and the transaction goes on."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.defect: Exception | None = None

    def __enter__(self) -> Self:
        self._try(self._view.open)
        return self

    def __exit__(self, *_: object) -> None:
        self._try(self._view.close)

    def show(self, event: Any) -> None:
        self._try(lambda: self._view.show(event))

    def tick(self) -> None:
        self._try(self._view.tick)

    def cancel_answered(self, *, honoured: bool) -> None:
        self._try(lambda: self._view.cancel_answered(honoured=honoured))

    def waiting(self) -> None:
        self._try(self._view.waiting)

    def finish(self, result: ApplyResult) -> None:
        self._try(lambda: self._view.finish(result))

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - printing must never end a transaction
            self.defect = self.defect or error
