"""What the detail of a row needs from files: diffs. No Qt; may block."""

import shlex
from dataclasses import dataclass

from traderadmin.config.display import DiffLine, masked_diff
from traderadmin.config.schema import Schema
from traderadmin.contract.revision import revision_of
from traderadmin.gui.history.entries import Row
from traderadmin.targets.states import Backup
from traderadmin.workflow.backend import Backend

_MOST_READ = 40
"""Backups looked through for a revision; the one sought is nearly always among the first."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What was read for a row.

    Attributes:
        heading: what the diff compares.
        diff: None where one of the two files is gone.
        previous: the backup that holds the file as it was before; None where there is none.
    """

    row: Row
    heading: str
    diff: tuple[DiffLine, ...] | None
    previous: str | None
    same: bool = False


def read_detail(
    backend: Backend, schema: Schema, row: Row, backups: tuple[Backup, ...], *, compare: bool
) -> Detail:
    """Read what a row's detail shows. Raises: TraderAdminError."""
    previous = _previous(row, backups)
    now = backend.read_config()
    if compare or row.entry is None:
        old = _content_of(backend, row, backups, previous)
        heading = "Compared with config.toml as it is now"
        new: bytes | None = now
    else:
        old = _read(backend, previous)
        new = _by_revision(backend, row.entry.new_revision, now, backups, previous)
        heading = "As text"
    if old is None or new is None:
        return Detail(row, heading, None, previous)
    return Detail(row, heading, masked_diff(old, new, schema), previous, same=old == new)


def _previous(row: Row, backups: tuple[Backup, ...]) -> str | None:
    if row.backup is not None:
        return row.backup.name
    name = row.entry.backup if row.entry is not None else None
    return name if any(backup.name == name for backup in backups) else None


def _content_of(
    backend: Backend, row: Row, backups: tuple[Backup, ...], previous: str | None
) -> bytes | None:
    """The file as this row left it; a backup's own bytes."""
    if row.entry is None:
        return _read(backend, previous)
    now = backend.read_config()
    return _by_revision(backend, row.entry.new_revision, now, backups, previous)


def _read(backend: Backend, name: str | None) -> bytes | None:
    return backend.read_backup(name) if name is not None else None


def _by_revision(
    backend: Backend, revision: str, now: bytes, backups: tuple[Backup, ...], after: str | None
) -> bytes | None:
    """The bytes with this revision: the file itself, else a backup made later than `after`."""
    if revision_of(now) == revision:
        return now
    names = [backup.name for backup in reversed(backups)]
    start = names.index(after) + 1 if after in names else 0
    for name in names[start : start + _MOST_READ]:
        content = backend.read_backup(name)
        if revision_of(content) == revision:
            return content
    return None


def command_of(row: Row) -> str:
    """The command that does the same; empty where none can."""
    entry = row.entry
    if row.backup is not None:
        return f"traderadmin restore {row.backup.name}"
    if entry is None:
        return ""
    match entry.event.value:
        case "apply" if entry.changes:
            return _apply_command(row)
        case "restore" if entry.reason.startswith("Restored "):
            return f"traderadmin restore {entry.reason.removeprefix('Restored ')}"
        case "pause" | "resume":
            return f"traderadmin {entry.event.value}"
        case _:
            return ""


def _apply_command(row: Row) -> str:
    entry = row.entry
    parts = ["traderadmin", "apply"]
    for change in entry.changes if entry is not None else ():
        if change.after is None or not _is_plain(change.after):
            return ""
        value = "@-" if set(change.after) == {"•"} else change.after
        parts += ["--set", f"{change.path}={value}"]
    if entry is not None and entry.reason:
        parts += ["--reason", entry.reason]
    return shlex.join(parts)


def _is_plain(shown: str) -> bool:
    """Whether a value as it is shown is also what the command line takes."""
    return not any(mark in shown for mark in (",", "(", "[", "{")) and " row" not in shown
