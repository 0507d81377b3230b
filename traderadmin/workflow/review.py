"""What an apply would do, told before it is done: changes, text, and consequences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import Any

from traderadmin.config.display import DiffLine, history_changes, masked_diff
from traderadmin.config.loader import parse
from traderadmin.config.model import ConfigModel
from traderadmin.contract.history import Change, Event, HistoryEntry, Outcome
from traderadmin.errors import TraderAdminError
from traderadmin.schedule import Schedule, current_window
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.exposure import exposure, exposure_text
from traderadmin.workflow.sessionview import edge_text, session_status

SCHEDULE_TABLE = "trading_schedule"
RECENT = 5


class Weight(StrEnum):
    """How much a consequence matters."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that applying brings about, in a sentence."""

    weight: Weight
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """Everything Review shows.

    Attributes:
        changes: by field, secrets masked.
        diff: the text diff, secrets masked.
        restarts: services that will be restarted.
        about_seconds: median of the last applies here; None before the first.
        confirm: what must be confirmed apart before applying; empty when nothing.
        lost_comments: comments that the edit takes out of the file.
        notes: what else the edit does to the text.
    """

    changes: tuple[Change, ...]
    diff: tuple[DiffLine, ...]
    consequences: tuple[Consequence, ...]
    restarts: tuple[str, ...]
    about_seconds: float | None
    confirm: str
    lost_comments: tuple[str, ...]
    notes: tuple[str, ...]


def review(
    model: ConfigModel,
    snapshot: Snapshot | None,
    now: datetime,
    history: tuple[HistoryEntry, ...] = (),
) -> Review:
    """Look ahead. Raises: TraderAdminError when the edits cannot be written into the file."""
    edited = model.render()
    after = parse(edited.content)
    consequences = consequences_of(after, snapshot, now)
    return Review(
        changes=history_changes(model.changes()),
        diff=masked_diff(model.baseline_content, edited.content, model.schema),
        consequences=consequences,
        restarts=running(snapshot),
        about_seconds=about_seconds(history),
        confirm=confirmation(after),
        lost_comments=edited.lost_comments,
        notes=edited.notes,
    )


def running(snapshot: Snapshot | None) -> tuple[str, ...]:
    """The services an apply restarts."""
    services = snapshot.services if snapshot is not None else ()
    return tuple(state.name for state in services if state.wanted)


def about_seconds(history: tuple[HistoryEntry, ...]) -> float | None:
    """How long the last applies took, as a median; None where there was none."""
    took = [
        entry.seconds
        for entry in history
        if entry.event in {Event.APPLY, Event.RESTORE} and entry.outcome is Outcome.DONE
    ]
    return median(took[:RECENT]) if took else None


def confirmation(after: Mapping[str, Any]) -> str:
    """The question that is asked apart; empty when none is."""
    schedule = schedule_of(after)
    if schedule is None or schedule.enabled or not schedule.initially_active:
        return ""
    return (
        "Schedule off: after this apply trading is OPEN and will not close by itself. "
        "Apply all the same?"
    )


def consequences_of(
    after: Mapping[str, Any], snapshot: Snapshot | None, now: datetime
) -> tuple[Consequence, ...]:
    """What happens to the trading session, in sentences."""
    schedule = schedule_of(after)
    if schedule is None:
        return ()
    session = session_status(snapshot)
    is_open = session is not None and session.active
    lines: list[Consequence | None] = []
    if running(snapshot):
        if is_open:
            text = "Trading is open: applying interrupts it for a short time."
            lines.append(Consequence(Weight.WARNING, text))
        lines.append(_left_open(snapshot))
    lines.append(_after(schedule, now, is_open=is_open))
    if snapshot is not None and snapshot.halt.halted:
        lines.append(
            Consequence(Weight.INFO, "Trading is halted and stays so until it is released.")
        )
    return tuple(line for line in lines if line is not None)


def _left_open(snapshot: Snapshot | None) -> Consequence:
    found = exposure(snapshot)
    weight = Weight.INFO if found.is_none else Weight.WARNING
    return Consequence(weight, exposure_text(found, meanwhile=True))


def _after(schedule: Schedule, now: datetime, *, is_open: bool) -> Consequence | None:
    if not schedule.enabled:
        if schedule.initially_active:
            text = "Schedule off: after this apply trading is OPEN and will not close by itself."
        else:
            text = "Schedule off: after this apply trading is CLOSED and will not open by itself."
        return Consequence(Weight.WARNING, text)
    window = current_window(schedule, now)
    if window is not None and not is_open:
        return Consequence(
            Weight.WARNING, f"Trading opens at once until {edge_text(window.stop, now)}."
        )
    if window is None and is_open:
        return Consequence(Weight.WARNING, "Trading closes: the new schedule has no session now.")
    if window is not None:
        return Consequence(
            Weight.INFO, f"After applying, trading is open until {edge_text(window.stop, now)}."
        )
    return None


def schedule_of(values: Mapping[str, Any]) -> Schedule | None:
    """The schedule of a configuration; None where it has none, or not a valid one."""
    table = values.get(SCHEDULE_TABLE)
    if not isinstance(table, Mapping):
        return None
    try:
        return Schedule.from_values(table)
    except TraderAdminError:
        return None
