"""Signals, lost readers and defects during a transaction, on a target in memory."""

import errno
import io
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typing_extensions import override

from tests.cli.conftest import SECRET, Line
from tests.support.waiting import wait_until
from traderadmin.cli import failures, progress, transact
from traderadmin.cli.live import LiveView
from traderadmin.cli.output import Output, columns
from traderadmin.cli.streams import SafeStream
from traderadmin.resources import template_bytes

APPLY = ("apply", "--set", "trading_schedule.stop_time_utc=21:00")
NEW = template_bytes().replace(b'"20:00" ', b'"21:00" ')


def pressing(*signals: int, until: Callable[[], bool] = lambda: True) -> Callable[[], None]:
    """A fault that sends this process signals and goes on once `until` holds."""

    def press() -> None:
        for number in signals:
            os.kill(os.getpid(), number)
        wait_until(until, 5.0, "the signal to be passed on")

    return press


def cancelled(line: Line) -> Callable[[], bool]:
    """Whether the running transaction was asked to cancel."""

    def asked() -> bool:
        run = line.made[-1].backend._run
        return run is not None and run.cancel.is_requested()

    return asked


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def number(request: pytest.FixtureRequest) -> Iterator[int]:
    """A signal that is not ignored, however the tests were started."""
    before = signal.signal(request.param, signal.SIG_DFL)
    yield request.param
    signal.signal(request.param, before)


def test_that_a_signal_before_the_save_undoes_everything(line: Line, number: int) -> None:
    before = signal.getsignal(number)
    line.target.faults["paused:scanner"] = pressing(number, until=cancelled(line))
    result = line(*APPLY)
    assert result.exit_code == 1
    assert progress.CANCELLING in result.stderr
    assert "Cancelled: everything is as before" in result.stderr
    assert line.target.content == template_bytes()
    assert [service.wanted for service in line.target.by_name.values()] == [1, 1]
    assert signal.getsignal(number) is before


def told(monkeypatch: pytest.MonkeyPatch, name: str) -> Callable[[], bool]:
    """Whether the operator was told what `name` (a method of every view) tells."""
    done = threading.Event()
    tell = getattr(transact._Viewer, name)

    def watch(self: Any, **facts: Any) -> None:
        tell(self, **facts)
        done.set()

    monkeypatch.setattr(transact._Viewer, name, watch)
    return done.is_set


def test_that_a_signal_after_the_save_comes_too_late_and_is_told_so(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = told(monkeypatch, "cancel_answered")
    line.target.faults["replaced"] = pressing(signal.SIGINT, until=answered)
    events = line.events(*APPLY)
    assert {"event": "cancel", "honoured": False}.items() <= next(
        event for event in events if event["event"] == "cancel"
    ).items()
    assert events[-1]["exit_code"] == 0
    assert line.target.content == NEW


def test_that_a_second_signal_only_says_that_it_waits(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = told(monkeypatch, "waiting")
    line.target.faults["paused:scanner"] = pressing(signal.SIGINT, until=cancelled(line))
    line.target.faults["resume:scanner"] = pressing(signal.SIGINT, until=waiting)
    events = line.events(*APPLY)
    kinds = [event["event"] for event in events]
    assert kinds.count("cancel") == 1
    assert kinds.count("waiting") >= 1
    assert events[-1]["outcome"] == "unchanged"


def test_that_an_ignored_signal_stays_ignored(line: Line) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        line.target.faults["paused:scanner"] = pressing(signal.SIGHUP)
        assert line(*APPLY).exit_code == 0
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_that_a_suspend_from_the_terminal_does_not_stop_a_transaction(line: Line) -> None:
    line.target.faults["paused:scanner"] = pressing(signal.SIGTSTP)
    assert line(*APPLY).exit_code == 0
    assert line.target.content == NEW


class LostReader(io.StringIO):
    """Standard output whose reader has left."""

    encoding = "utf-8"

    @override
    def write(self, _text: str) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    @override
    def flush(self) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


@pytest.mark.parametrize("as_json", [False, True])
def test_that_a_lost_reader_does_not_break_an_apply(
    line: Line, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    monkeypatch.setattr("sys.stdout", LostReader())
    monkeypatch.setattr("sys.stderr", LostReader())
    output = Output(as_json=as_json)
    program = line.program()
    code = transact.transact(
        program, output, lambda backend: backend.save_configuration_and_restart(NEW)
    )
    assert code == 0
    assert line.target.content == NEW


def test_that_a_view_that_fails_does_not_break_an_apply(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(progress.PlainView, "show", broken)
    result = line(*APPLY)
    assert result.exit_code == 0
    assert line.target.content == NEW
    assert "Not all of this could be shown (RuntimeError)." in result.stderr
    assert SECRET not in result.output


def test_that_a_defect_during_a_transaction_is_exit_code_4(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("traderadmin.workflow.transactions.check", broken)
    result = line(*APPLY)
    assert result.exit_code == failures.UNKNOWN
    assert "traderadmin status" in result.stderr
    assert SECRET not in result.output
    last = json.loads(line(*APPLY, "--json").stdout.splitlines()[-1])
    assert last["exit_code"] == 4
    assert last["outcome"] == "unknown"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    @override
    def isatty(self) -> bool:
        return True


def test_that_a_terminal_shows_steps_services_and_times(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    line.target.faults["pause:orchestrator"] = lambda: line.clock.advance(1.5)
    output = Output()
    program = line.program()
    assert isinstance(progress.view_for(output, line.clock), LiveView)
    code = transact.transact(
        program, output, lambda backend: backend.save_configuration_and_restart(NEW)
    )
    assert code == 0
    shown = screen.getvalue()
    assert "\x1b[" in shown
    last = shown.rpartition("Check")[2]
    for text in ("Pause", "orchestrator", "1.50 s", "Stopped, was 1", "Verify", "applied."):
        assert text in last
    assert not shown.rstrip().endswith("⠋")


def test_that_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "dumb")
    assert not Output().is_terminal


def test_that_a_stream_that_cannot_write_a_character_writes_another() -> None:
    raw = io.BytesIO()
    stream = SafeStream(io.TextIOWrapper(raw, encoding="ascii"))
    stream.write("20:00 → 21:00\n")
    stream.flush()
    assert raw.getvalue() == b"20:00 ? 21:00\n"


def test_that_a_closed_stream_is_gone_but_no_error() -> None:
    inner = io.StringIO()
    stream = SafeStream(inner)
    inner.close()
    assert stream.write("text") == 4
    stream.flush()
    assert stream.gone
    assert not stream.isatty()


def test_that_cells_are_aligned_and_never_cut() -> None:
    assert columns([("a", "b"), ("long", "x" * 200)]) == ["a     b", "long  " + "x" * 200]
