"""Log lines on stderr: for people, or one JSON object each. Times are UTC."""

import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TextIO

from typing_extensions import override

from traderadmin.clock import Clock, utc_text
from traderadmin.service.tables import Table

ROOT = "traderadmin"
_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_FORMATS = {"auto": None, "human": False, "json": True}
_NAME_WIDTH = 10
_LIBRARIES = ("apscheduler", "waitress", "urllib3")
_QUIET = "waitress.queue"


def logger(name: str) -> logging.Logger:
    """The logger of one part of a service ("session", "gate", …)."""
    return logging.getLogger(f"{ROOT}.{name}")


class HumanFormatter(logging.Formatter):
    """`16:52:17.940  INFO  session     open until 20:00 UTC (in mid-window)`."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    @override
    def format(self, record: logging.LogRecord) -> str:
        level = "WARN" if record.levelno == logging.WARNING else record.levelname
        time = f"{self._clock.now():%H:%M:%S.%f}"[:-3]
        name = _short(record.name)
        lines = [_one_line(record.getMessage()), *_trace(self, record).splitlines()]
        return "\n    ".join([f"{time}  {level:<5} {name:<{_NAME_WIDTH}}  {lines[0]}", *lines[1:]])


class JsonFormatter(logging.Formatter):
    """One JSON object to a line: time, level, logger, message, and a trace where there is one.

    What a line carries as `extra={"facts": {…}}` stands beside them.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": utc_text(self._clock.now()),
            "level": record.levelname.lower(),
            "logger": _short(record.name),
            "message": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        trace = _trace(self, record)
        return json.dumps(line | ({"trace": trace} if trace else {}), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class LogSettings:
    """`[logging]`: the lowest level written, and whether lines are JSON.

    `as_json` None means: where a log collector reads them, in a pod.
    """

    level: int
    as_json: bool | None

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read the whole configuration's `[logging]`. Raises: TraderAdminError."""
        table = Table.of(values, "logging")
        level = table.choice("level", tuple(_LEVELS))
        return cls(_LEVELS[level], _FORMATS[table.choice("format", tuple(_FORMATS))])


class Logging:
    """The handler of a service's log; its level and format follow `[logging]`."""

    def __init__(self, clock: Clock, stream: TextIO | None = None, *, in_pod: bool = False) -> None:
        self._clock = clock
        self._handler = logging.StreamHandler(stream or sys.stderr)
        self._in_pod = in_pod and not self._handler.stream.isatty()

    def start(self) -> None:
        """Take the log over, at level info until a configuration says otherwise."""
        self.apply(LogSettings(logging.INFO, as_json=None))
        for name in (ROOT, *_LIBRARIES):
            library = logging.getLogger(name)
            library.addHandler(self._handler)
            library.propagate = False
        logging.getLogger(_QUIET).setLevel(logging.ERROR)

    def apply(self, settings: LogSettings) -> None:
        """Follow `[logging]`."""
        logging.getLogger(ROOT).setLevel(settings.level)
        for name in _LIBRARIES:
            logging.getLogger(name).setLevel(max(settings.level, logging.WARNING))
        as_json = self._in_pod if settings.as_json is None else settings.as_json
        formatter = JsonFormatter if as_json else HumanFormatter
        self._handler.setFormatter(formatter(self._clock))

    def stop(self) -> None:
        """Give the log back."""
        for name in (ROOT, *_LIBRARIES):
            logging.getLogger(name).removeHandler(self._handler)
        self._handler.flush()


def _short(name: str) -> str:
    return name.removeprefix(f"{ROOT}.")


def _one_line(text: str) -> str:
    """A message cannot forge a second line."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info else ""
