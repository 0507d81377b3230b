"""Lines of a service's log as people read them: their parts, their level, which are asked for."""

import json
import re
from dataclasses import dataclass
from enum import IntEnum

_HUMAN = re.compile(
    r"^(?P<time>\d\d:\d\d:\d\d\.\d{3})  (?P<level>[A-Z]+) +(?P<name>\S+) +(?P<message>.*)$"
)
_OF_POD = re.compile(r"^(?P<pod>[a-z0-9][-a-z0-9.]*): (?P<line>(?:\{|\d\d:\d\d:).*)$")
"""A line of one of several pods: the target puts the pod's name before it."""
_NAME_WIDTH = 10


class Level(IntEnum):
    """How much a line matters."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40


_LEVELS = {
    "DEBUG": Level.DEBUG,
    "INFO": Level.INFO,
    "WARN": Level.WARNING,
    "WARNING": Level.WARNING,
    "ERROR": Level.ERROR,
    "CRITICAL": Level.ERROR,
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line as it is shown; one that follows another entry has that entry's level."""

    text: str
    level: Level


def parsed(lines: tuple[str, ...]) -> tuple[LogLine, ...]:
    """Lines of a log, in either format the services write, or any other.

    The trace that an entry in JSON carries follows it, a line each.
    """
    found: list[LogLine] = []
    level = Level.INFO
    for line in lines:
        texts, own = _parts(line)
        if own is not None:
            level = own
        found += [LogLine(text, level) for text in texts]
    return tuple(found)


def _parts(line: str) -> tuple[list[str], Level | None]:
    if named := _OF_POD.match(line):
        texts, level = _parts(named["line"])
        return [f"{named['pod']}  {text}" for text in texts], level
    if line.startswith("{"):
        return _from_json(line)
    match = _HUMAN.match(line)
    return [line], _LEVELS.get(match["level"]) if match else None


def _from_json(line: str) -> tuple[list[str], Level | None]:
    try:
        entry = json.loads(line)
        word = str(entry["level"]).upper()
        word = "WARN" if word == "WARNING" else word
        time, name = str(entry["time"])[11:23], str(entry["logger"])
        text = f"{time}  {word:<5} {name:<{_NAME_WIDTH}}  {entry['message']}"
    except (ValueError, KeyError, TypeError, RecursionError):
        return [line], None
    trace = str(entry.get("trace") or "").splitlines()
    return [text, *(f"    {each}" for each in trace)], _LEVELS.get(word)


def chosen(lines: tuple[LogLine, ...], level: Level, words: str) -> tuple[LogLine, ...]:
    """The lines of at least `level` that hold `words`, whatever the case."""
    sought = words.casefold().strip()
    return tuple(
        line
        for line in lines
        if line.level >= level and (not sought or sought in line.text.casefold())
    )


def appended(old: tuple[LogLine, ...], new: tuple[LogLine, ...]) -> tuple[LogLine, ...] | None:
    """What `new` has beyond `old`, two tails of one log; None where they do not overlap."""
    if not old:
        return new
    for start in range(len(old)):
        kept = old[start:]
        if len(kept) <= len(new) and new[: len(kept)] == kept:
            return new[len(kept) :]
    return None


def spans(text: str) -> tuple[tuple[int, int, str], ...]:
    """(start, length, part) of a line's time, level and name, for colouring."""
    match = _HUMAN.match(text)
    if match is None:
        return ()
    return tuple(
        (match.start(part), match.end(part) - match.start(part), part)
        for part in ("time", "level", "name")
    )
