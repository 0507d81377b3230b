"""History and backups as rows for people. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum

from traderadmin.contract.history import Event, HistoryEntry, Outcome
from traderadmin.targets.states import Backup
from traderadmin.workflow.words import lower_first, plural, seconds_text


class Face(Enum):
    """The icon of a row and the tone it stands in."""

    DONE = ("check", "ok")
    FAILED = ("x", "danger")
    PARTLY = ("alert-triangle", "warn")
    HALTED = ("halt", "danger")
    RELEASED = ("play-circle", "ok")
    STOPPED = ("square", "neutral")
    STARTED = ("play", "ok")
    BACKUP = ("layers", "neutral")


class Filter(StrEnum):
    """Which rows are listed."""

    ALL = "All events"
    APPLIES = "Applies"
    FAILURES = "Not done"
    HALTS = "Halts"
    SERVICES = "Stops and starts"
    BACKUPS = "Backups"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: an event, or a backup."""

    key: str
    when: datetime
    title: str
    below: str
    took: str
    face: Face
    entry: HistoryEntry | None = None
    backup: Backup | None = None

    @property
    def words(self) -> str:
        """Everything the search looks at."""
        parts = [self.title, self.below]
        if self.entry is not None:
            parts += [self.entry.message, self.entry.old_revision, self.entry.new_revision]
            parts += [self.entry.backup or "", *(change.path for change in self.entry.changes)]
        return " ".join(parts).casefold()


def rows(
    history: tuple[HistoryEntry, ...], backups: tuple[Backup, ...], only: Filter, words: str = ""
) -> tuple[Row, ...]:
    """The rows to list, newest first.

    Backups that an event names stand with that event, unless only backups are listed.
    """
    if only is Filter.BACKUPS:
        found = [backup_row(backup) for backup in backups]
    else:
        found = [entry_row(entry) for entry in history if _is_in(entry, only)]
        if only is Filter.ALL:
            named = {entry.backup for entry in history}
            found += [backup_row(backup) for backup in backups if backup.name not in named]
    found.sort(key=lambda row: row.when, reverse=True)
    sought = words.casefold().strip()
    return tuple(row for row in found if sought in row.words)


def _is_in(entry: HistoryEntry, only: Filter) -> bool:
    match only:
        case Filter.APPLIES:
            return entry.event in {Event.APPLY, Event.RESTORE, Event.RECOVER}
        case Filter.FAILURES:
            return entry.outcome is not Outcome.DONE
        case Filter.HALTS:
            return entry.event in {Event.HALT, Event.RELEASE, Event.STOP}
        case Filter.SERVICES:
            return entry.event in {Event.PAUSE, Event.RESUME}
        case _:
            return True


def entry_row(entry: HistoryEntry) -> Row:
    """A line of history as a row."""
    below = f"{entry.who}: {entry.reason}" if entry.reason else entry.who
    if entry.outcome is Outcome.UNCHANGED:
        below += "." if not below.endswith(".") else ""
        below += " Everything as before."
    return Row(
        key=entry.id,
        when=entry.when,
        title=title_of(entry),
        below=below,
        took=seconds_text(entry.seconds) if entry.seconds else "",
        face=_face(entry),
        entry=entry,
    )


def backup_row(backup: Backup) -> Row:
    """A backup as a row."""
    size = f"{backup.size:,} bytes".replace(",", " ")
    return Row(
        backup.name, backup.made, "Backup", f"{backup.name}, {size}", "", Face.BACKUP, backup=backup
    )


def title_of(entry: HistoryEntry) -> str:
    """What was done, or not."""
    changed = plural(len(entry.changes), "change") if entry.changes else "Configuration"
    heading = entry.message.partition(":")[0]
    match entry.outcome, entry.event:
        case Outcome.UNCHANGED, _:
            return f"Not done: {lower_first(heading)}" if heading else "Not done"
        case Outcome.UNKNOWN, _:
            return f"Unfinished: {lower_first(heading)}" if heading else "Unfinished"
        case Outcome.SAVED_NOT_BACK, _:
            return f"{changed} saved, not all services came back"
        case _, Event.APPLY:
            return f"{changed} applied"
        case _, Event.RESTORE:
            return "Backup restored"
        case _:
            return _TITLES[entry.event]


_TITLES = {
    Event.PAUSE: "Services stopped",
    Event.RESUME: "Services started",
    Event.RECOVER: "Unfinished change ended",
    Event.HALT: "Halted",
    Event.RELEASE: "Released",
    Event.STOP: "Orchestrator stopped at once",
}
_FACES = {
    Event.PAUSE: Face.STOPPED,
    Event.STOP: Face.STOPPED,
    Event.RESUME: Face.STARTED,
    Event.HALT: Face.HALTED,
    Event.RELEASE: Face.RELEASED,
}


def _face(entry: HistoryEntry) -> Face:
    if entry.outcome is Outcome.UNCHANGED:
        return Face.FAILED
    if entry.outcome in {Outcome.SAVED_NOT_BACK, Outcome.UNKNOWN}:
        return Face.PARTLY
    return _FACES.get(entry.event, Face.DONE)


def by_day(found: tuple[Row, ...], today: date) -> Iterator[str | Row]:
    """The rows with a heading before each day's first."""
    day: date | None = None
    for row in found:
        when = row.when.astimezone(UTC)
        if when.date() != day:
            day = when.date()
            prefix = "Today, " if day == today else ""
            yield f"{prefix}{when:%a} {when.day} {when:%b %Y}"
        yield row


_OUTCOMES = {
    Outcome.DONE: "Done",
    Outcome.UNCHANGED: "Not done, everything as before",
    Outcome.SAVED_NOT_BACK: "Saved, not all services back",
    Outcome.UNKNOWN: "Unfinished",
}


def outcome_text(entry: HistoryEntry) -> str:
    """How it ended, for the pill."""
    verified = any(step == "verify" for step, _ in entry.steps)
    if entry.outcome is Outcome.DONE and verified:
        return "Done, verified"
    return _OUTCOMES[entry.outcome]
