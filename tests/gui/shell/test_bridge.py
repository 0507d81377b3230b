"""Work off the GUI thread: it always comes back, in the GUI thread, and threads are joined."""

import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from traderadmin.errors import TraderAdminError
from traderadmin.gui import inhibit
from traderadmin.gui.bridge import Bridge


def test_that_results_are_delivered_in_the_gui_thread(qtbot: QtBot) -> None:
    bridge = Bridge()
    ran: list[object] = []
    got: list[tuple[int, int]] = []

    def work() -> int:
        ran.append(threading.get_ident())
        return 42

    def take(value: int) -> None:
        got.append((value, threading.get_ident()))

    bridge.run(work, take, ran.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(42, threading.get_ident())]
    assert ran != [threading.get_ident()]
    bridge.close()


def test_that_a_known_error_comes_back_as_it_is(qtbot: QtBot) -> None:
    bridge = Bridge()
    error = TraderAdminError("Failed", "It did not work.")
    got: list[object] = []

    def work() -> None:
        raise error

    bridge.run(work, got.append, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [error]
    bridge.close()


@pytest.mark.expects_log_errors
def test_that_a_defect_comes_back_too_without_its_words(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    bridge = Bridge()
    got: list[TraderAdminError] = []

    value = "a secret one"

    def work() -> None:
        raise ZeroDivisionError(value)

    bridge.run(work, lambda _: None, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got[0].title == "Unexpected failure"
    assert value not in str(got[0])
    assert value not in caplog.text
    assert isinstance(got[0].__cause__, ZeroDivisionError)
    bridge.close()


def test_that_closing_joins_its_threads_and_delivers_no_more(qtbot: QtBot) -> None:
    bridge = Bridge()
    got: list[object] = []
    release = threading.Event()

    def work() -> str:
        release.wait(10)
        return "late"

    bridge.run(work, got.append, got.append)
    release.set()
    bridge.close()
    qtbot.wait(20)
    assert got == []
    assert not [t for t in threading.enumerate() if t.name.startswith("work")]


def test_that_reports_keep_their_order(qtbot: QtBot) -> None:
    bridge = Bridge()
    heard: list[object] = []
    bridge.reported.connect(heard.append)

    def work() -> None:
        for number in range(100):
            bridge.report(number)

    done: list[object] = []
    bridge.run(work, done.append, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert heard == list(range(100))
    bridge.close()


def test_that_whatever_keeps_the_machine_awake_ends_with_the_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = []
    command = (sys.executable, "-c", "import sys; sys.stdin.read()")
    monkeypatch.setattr(inhibit, "_command", lambda: command)
    true_start = inhibit._start

    def start(command: tuple[str, ...]) -> object:
        helper = true_start(command)
        started.append(helper)
        return helper

    monkeypatch.setattr(inhibit, "_start", start)
    with inhibit.kept_awake():
        assert started[0] is not None
        assert started[0].poll() is None
    assert started[0].poll() is not None


def test_that_a_platform_without_a_helper_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inhibit, "_command", lambda: ("/nowhere/to/be/found",))
    entered = False
    with inhibit.kept_awake():
        entered = True
    assert entered
