"""Tells people, by email and webhook, what `[notifications]` says is worth a message."""

import queue
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any, Self

from traderadmin.clock import Clock, utc_text
from traderadmin.service.logs import logger
from traderadmin.service.tables import Table

_SEND_SECONDS = 5.0
_STOP_SECONDS = 1.0
_REPEAT_SECONDS = 60.0
_WAITING = 100
_REFUSED = 400

_log = logger("notify")


class Topic(StrEnum):
    """What a message is about; the words of `notifications.events`."""

    SESSION = "session"
    HALT = "halt"
    ORDER_REFUSED = "order_refused"
    DAILY_LOSS = "daily_loss"
    CONFIG_ERROR = "config_error"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Between these times (naive, UTC) only a halt is told; `stop` may be on the next day."""

    start: time
    stop: time

    def holds(self, at: datetime) -> bool:
        """Whether `at` (aware) lies between them."""
        now = at.astimezone(UTC).time()
        if self.start < self.stop:
            return self.start <= now < self.stop
        return now >= self.start or now < self.stop


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """`[notifications]`. `mail_server` is a host and a port."""

    topics: frozenset[str]
    email: tuple[str, ...]
    mail_server: tuple[str, int] | None
    webhook_url: str | None
    quiet: QuietHours | None

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read a whole configuration's table. Raises: TraderAdminError."""
        table = Table.of(values, "notifications")
        quiet = table.table("quiet_hours") if table.has("quiet_hours") else None
        server = table.text("smtp_server") if table.has("smtp_server") else ""
        host, _, port = server.rpartition(":")
        return cls(
            topics=frozenset(table.texts("events") if table.flag("enabled") else ()),
            email=table.texts("email"),
            mail_server=(host, int(port)) if server else None,
            webhook_url=table.text("webhook_url") if table.has("webhook_url") else None,
            quiet=(
                QuietHours(_time(quiet, "start_time_utc"), _time(quiet, "stop_time_utc"))
                if quiet
                else None
            ),
        )


@dataclass(frozen=True, slots=True)
class Message:
    """One message to all receivers."""

    topic: Topic
    when: datetime
    text: str


class Notifier:
    """Takes what happened at once and sends it from a thread of its own.

    The same kind of event is told at most once a minute; the next message counts the others.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._settings: NotificationSettings | None = None
        self._lock = threading.Lock()
        self._last: dict[tuple[Topic, str], float] = {}
        self._skipped: dict[tuple[Topic, str], int] = {}
        self._queue: queue.Queue[tuple[Message, NotificationSettings] | None] = queue.Queue(
            _WAITING
        )
        self._thread = threading.Thread(target=self._run, name="notify", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def follow(self, settings: NotificationSettings) -> None:
        """Tell these receivers from now on."""
        self._settings = settings

    def tell(self, topic: Topic, text: str, kind: str = "") -> None:
        """Tell what happened, if the settings say so; returns at once. `kind` parts a topic."""
        settings, now = self._settings, self._clock.now()
        if settings is None or topic not in settings.topics:
            return
        if settings.quiet is not None and settings.quiet.holds(now) and topic is not Topic.HALT:
            return
        more = 0
        if topic is not Topic.HALT:
            counted = self._counted(topic, kind)
            if counted is None:
                return
            more = counted
        note = f" And {more} more like it since the last message." if more else ""
        try:
            self._queue.put_nowait((Message(topic, now, text + note), settings))
        except queue.Full:
            _log.warning("too many messages wait to be sent; one was dropped")

    def stop(self) -> None:
        """Send what waits if that is quickly done, end."""
        if self._thread.is_alive():
            try:
                self._queue.put_nowait(None)
            except queue.Full:
                _log.warning("messages were left unsent")
            self._thread.join(_STOP_SECONDS)

    def _counted(self, topic: Topic, kind: str) -> int | None:
        """How many of this kind were left out before; None where this one is to be left out."""
        key, now = (topic, kind), self._clock.monotonic()
        with self._lock:
            last = self._last.get(key)
            if last is not None and now - last < _REPEAT_SECONDS:
                self._skipped[key] = self._skipped.get(key, 0) + 1
                return None
            self._last[key] = now
            return self._skipped.pop(key, 0)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            message, settings = item
            if settings.webhook_url is not None:
                _post(settings.webhook_url, message)
            if settings.email and settings.mail_server is not None:
                _mail(settings.mail_server, settings.email, message)


def _post(url: str, message: Message) -> None:
    # Imported by the first message: few ever send one, and urllib3 takes its time.
    import urllib3  # noqa: PLC0415

    body = {
        "service": "orchestrator",
        "event": message.topic.value,
        "when": utc_text(message.when),
        "message": message.text,
    }
    try:
        answer = urllib3.request(
            "POST", url, json=body, timeout=_SEND_SECONDS, retries=False, redirect=False
        )
    except urllib3.exceptions.HTTPError as error:
        # The address may hold a secret, and so may the error's own text.
        _log.warning("the webhook could not be reached (%s)", type(error).__name__)
        return
    if answer.status >= _REFUSED:
        _log.warning("the webhook answered %d", answer.status)


def _mail(server: tuple[str, int], receivers: tuple[str, ...], message: Message) -> None:
    # As above: only who sends mail pays for it.
    import smtplib  # noqa: PLC0415
    from email.message import EmailMessage  # noqa: PLC0415

    mail = EmailMessage()
    mail["From"] = f"traderadmin@{socket.gethostname()}"
    mail["To"] = ", ".join(receivers)
    mail["Subject"] = f"TraderAdmin: {message.topic.value.replace('_', ' ')}"
    mail.set_content(f"{message.when:%Y-%m-%d %H:%M:%S} UTC\n\n{message.text}\n")
    try:
        with smtplib.SMTP(*server, timeout=_SEND_SECONDS) as connection:
            connection.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("the mail server %s:%d could not be told: %s", *server, error)


def _time(table: Table, key: str) -> time:
    return time.fromisoformat(table.text(key))
