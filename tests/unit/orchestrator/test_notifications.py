"""Who is told of what, when, and how often; over a real web hook and a real mail connection."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from typing_extensions import override

from tests.support.fake_clock import FakeClock
from tests.support.waiting import wait_until
from tests.unit.orchestrator.conftest import WEEKDAYS, FakeLatch, at
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.gate import Decision
from traderadmin.orchestrator.notices import Notices
from traderadmin.orchestrator.notifications import (
    NotificationSettings,
    Notifier,
    QuietHours,
    Topic,
)
from traderadmin.orchestrator.orders import Order, Reason, Refusal, Side
from traderadmin.orchestrator.session import Cause, TradingSession

SECONDS = 10.0
ALL = NotificationSettings(frozenset(Topic), (), None, None, None)


class Recorder(Notifier):
    """Keeps what it would send."""

    @override
    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.follow(ALL)

    @property
    def sent(self) -> list[tuple[Topic, str]]:
        items = list(self._queue.queue)
        return [(item[0].topic, item[0].text) for item in items if item is not None]


@pytest.fixture
def recorder(clock: FakeClock) -> Recorder:
    return Recorder(clock)


def refused(reason: Reason, message: str = "above a limit") -> Decision:
    order = Order("order-1", "signal-1", "AAPL", Side.BUY, 10, 100.0)
    return Decision(order, Refusal(reason, message))


def test_that_only_the_chosen_topics_are_told(recorder: Recorder) -> None:
    recorder.follow(replace(ALL, topics=frozenset({Topic.HALT})))
    recorder.tell(Topic.HALT, "halted")
    recorder.tell(Topic.SESSION, "opened")
    assert recorder.sent == [(Topic.HALT, "halted")]


def test_that_the_same_kind_is_told_once_a_minute_and_the_rest_counted(
    recorder: Recorder, clock: FakeClock
) -> None:
    for _ in range(4):
        recorder.tell(Topic.ORDER_REFUSED, "refused", "size")
    recorder.tell(Topic.ORDER_REFUSED, "refused", "cash")
    clock.advance(60)
    recorder.tell(Topic.ORDER_REFUSED, "refused", "size")
    recorder.tell(Topic.HALT, "halted")
    recorder.tell(Topic.HALT, "halted")
    assert [text for _, text in recorder.sent] == [
        "refused",
        "refused",
        "refused And 3 more like it since the last message.",
        "halted",
        "halted",
    ]


@pytest.mark.parametrize(
    ("start", "stop", "quiet"), [(14, 16, True), (15, 16, True), (14, 15, False), (22, 16, True)]
)
def test_that_in_quiet_hours_only_a_halt_is_told(
    recorder: Recorder, start: int, stop: int, quiet: bool
) -> None:
    recorder.follow(replace(ALL, quiet=QuietHours(time(start), time(stop))))
    recorder.tell(Topic.SESSION, "opened")
    recorder.tell(Topic.HALT, "halted")
    assert [topic for topic, _ in recorder.sent][-1] is Topic.HALT
    assert (len(recorder.sent) == 1) is quiet


def test_that_session_and_halt_are_told_in_words(clock: FakeClock) -> None:
    recorder, latch = Recorder(clock), FakeLatch()
    session = TradingSession(clock, latch)
    session.subscribe(Notices(recorder).on_session)
    session.follow(WEEKDAYS, Cause.START)
    clock.at = at(20)
    session.evaluate(Cause.SCHEDULER)
    clock.at = at(14, day=24)
    session.evaluate(Cause.SCHEDULER)
    latch.why = "halted by a trader at 14:00 UTC"
    session.evaluate(Cause.ORDER)
    latch.why = None
    session.evaluate(Cause.LEVEL_CHECK)
    session.close("the service is stopping")
    assert recorder.sent == [
        (Topic.SESSION, "The session closed; trading is closed until 13:30 UTC."),
        (Topic.SESSION, "The session opened; trading is open until 20:00 UTC."),
        (Topic.HALT, "Trading was halted by a trader at 14:00 UTC."),
        (Topic.HALT, "The halt was released; trading is open until 20:00 UTC."),
    ]


def test_that_refusals_by_a_limit_are_told_and_those_of_the_session_not(
    recorder: Recorder,
) -> None:
    notices = Notices(recorder)
    notices.on_decision(refused(Reason.SESSION_CLOSED))
    notices.on_decision(refused(Reason.HALTED))
    notices.on_decision(replace(refused(Reason.HALTED), refusal=None))
    notices.on_decision(refused(Reason.MAX_ORDER_SIZE))
    notices.on_decision(refused(Reason.MAX_DAILY_LOSS, "the loss reached the limit"))
    notices.on_config_error("Line 3 is wrong.")
    assert recorder.sent == [
        (Topic.ORDER_REFUSED, "Refused to buy 10 AAPL: above a limit."),
        (Topic.DAILY_LOSS, "Refused to buy 10 AAPL: the loss reached the limit."),
        (Topic.CONFIG_ERROR, "A new configuration is not in force. Line 3 is wrong."),
    ]


def test_that_the_table_is_read() -> None:
    table = {
        "enabled": True,
        "events": ["halt"],
        "email": ["a@example.com"],
        "smtp_server": "mail.example.com:25",
        "webhook_url": "https://example.com/x",
        "quiet_hours": {"start_time_utc": "22:00", "stop_time_utc": "06:00"},
    }
    assert NotificationSettings.from_values({"notifications": table}) == NotificationSettings(
        frozenset({"halt"}),
        ("a@example.com",),
        ("mail.example.com", 25),
        "https://example.com/x",
        QuietHours(time(22), time(6)),
    )
    off = NotificationSettings.from_values({"notifications": table | {"enabled": False}})
    assert off.topics == frozenset()
    with pytest.raises(TraderAdminError, match=r"notifications\.email"):
        NotificationSettings.from_values({"notifications": table | {"email": "a"}})


@contextmanager
def sending(clock: FakeClock, settings: NotificationSettings) -> Iterator[Notifier]:
    notifier = Notifier(clock)
    notifier.follow(settings)
    notifier.start()
    yield notifier
    notifier.stop()
    assert not notifier._thread.is_alive()


@contextmanager
def running(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_that_a_webhook_gets_the_message_as_json(clock: FakeClock) -> None:
    got: list[tuple[str, dict[str, Any]]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, json.loads(body)))
            self.send_response(204)
            self.end_headers()

        @override
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Hook)) as port:
        settings = replace(ALL, webhook_url=f"http://127.0.0.1:{port}/hook?key=hush")
        with sending(clock, settings) as notifier:
            notifier.tell(Topic.HALT, "halted")
            wait_until(lambda: got, SECONDS, "the message")
    assert got == [
        (
            "/hook?key=hush",
            {
                "service": "orchestrator",
                "event": "halt",
                "when": "2026-11-23T15:00:00.000Z",
                "message": "halted",
            },
        )
    ]


def test_that_receivers_get_a_mail(clock: FakeClock) -> None:
    got: list[str] = []

    class Mail(socketserver.StreamRequestHandler):
        @override
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            for line in self.rfile:
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    text = b""
                    while not text.endswith(b"\r\n.\r\n"):
                        text += self.rfile.readline()
                    got.append(text.decode())
                self.wfile.write(b"221 bye\r\n" if line.upper() == b"QUIT\r\n" else b"250 ok\r\n")

    with running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)) as port:
        settings = replace(
            ALL, email=("a@example.com", "b@example.com"), mail_server=("127.0.0.1", port)
        )
        with sending(clock, settings) as notifier:
            notifier.tell(Topic.CONFIG_ERROR, "Line 3 is wrong.")
            wait_until(lambda: got, SECONDS, "the mail")
    assert "To: a@example.com, b@example.com" in got[0]
    assert "Subject: TraderAdmin: config error" in got[0]
    assert "2026-11-23 15:00:00 UTC" in got[0]
    assert "Line 3 is wrong." in got[0]


def test_that_receivers_that_are_away_do_no_harm_and_no_address_is_logged(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    with running(socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler)) as port:
        pass
    settings = replace(
        ALL,
        webhook_url=f"http://127.0.0.1:{port}/hook?key=hush",
        email=("a@example.com",),
        mail_server=("127.0.0.1", port),
    )
    with sending(clock, settings) as notifier:
        notifier.tell(Topic.HALT, "halted")
        wait_until(lambda: len(caplog.records) == 2, SECONDS, "both failures")
        notifier.tell(Topic.HALT, "halted")
        wait_until(lambda: len(caplog.records) == 4, SECONDS, "both failures again")
    assert "hush" not in caplog.text
