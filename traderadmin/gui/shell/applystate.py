"""What the action bar says and allows, computed from the situation. No Qt."""

from dataclasses import dataclass

from traderadmin.gui.shell.barview import BarView, Mark
from traderadmin.gui.shell.progress import Progress
from traderadmin.gui.shell.words import about_text, shortened, shown_order
from traderadmin.targets.states import LockState, Snapshot
from traderadmin.workflow.exposure import exposure, exposure_brief
from traderadmin.workflow.sessionview import session_status
from traderadmin.workflow.words import joined, lower_first, plural


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the bar depends on.

    Attributes:
        connected: whether the target has answered yet.
        readable: whether there is a configuration to edit.
        changes: how many fields differ from the baseline.
        problems: how many problems forbid an apply.
        conflicts: how many fields changed here and on disk and still wait for a choice.
        progress: the transaction under way, if one is.
        about: how long an apply takes here, in seconds, if known.
    """

    connected: bool
    readable: bool
    changes: int
    problems: int
    conflicts: int = 0
    progress: Progress | None = None
    snapshot: Snapshot | None = None
    about: float | None = None
    production: str = ""


def bar_view(at: Situation) -> BarView:
    """The bar for a situation."""
    to = f" to {shortened(at.production)}" if at.production else ""
    label = f"Apply Configuration{to}"
    if at.progress is not None and at.progress.result is None:
        return _running(at, at.progress)
    if not at.connected:
        return BarView("Connecting", reason="Settings show when the target answers.", apply=label)
    if not at.readable:
        return BarView("config.toml cannot be read", reason="See above.", apply=label)
    if not at.changes:
        problems = f"The file has {plural(at.problems, 'problem')}." if at.problems else ""
        mark = Mark.PROBLEM if problems else Mark.NONE
        return BarView(
            "No changes", mark, problems or "What you edit is applied here.", apply=label
        )
    mark, reason = _obstacle(at)
    mark, consequence = _consequence(at, mark)
    return BarView(
        headline=f"{plural(at.changes, 'change')} not applied",
        mark=mark,
        reason=reason,
        consequence=f"Then: {lower_first(consequence)}" if reason and consequence else consequence,
        discard=f"Discard {plural(at.changes, 'change')}…",
        can_discard=True,
        can_review=True,
        apply=label,
        can_apply=not reason,
    )


def _running(at: Situation, progress: Progress) -> BarView:
    current = progress.current
    total = len(progress.rows)
    line = "Starting."
    if progress.undoing:
        line = f"{progress.undoing}."
    elif current is not None:
        line = f"Step {progress.number(current)} of {total}: {current.title}."
    return BarView(
        headline=headline(progress, at.changes),
        reason=f"{line} Halt works at any time.",
        discard="",
        apply="Applying…" if progress.event.value in {"apply", "restore"} else "Working…",
        busy=True,
        can_cancel=progress.can_cancel,
    )


def headline(progress: Progress, changes: int) -> str:
    """What is being done, as a heading."""
    return {
        "apply": f"Applying {plural(changes, 'change')}" if changes else "Applying",
        "restore": "Restoring a backup",
        "pause": "Stopping services",
        "resume": "Starting services",
        "recover": "Ending the unfinished change",
    }.get(progress.event.value, "Working")


def _obstacle(at: Situation) -> tuple[Mark, str]:
    if at.conflicts:
        return Mark.PROBLEM, f"Choose a value for {plural(at.conflicts, 'field')} first."
    if at.problems:
        return Mark.PROBLEM, f"Fix {plural(at.problems, 'problem')} first."
    lock = at.snapshot.lock if at.snapshot is not None else LockState(held=False)
    if lock.held:
        return Mark.LOCKED, "Someone else is applying a change."
    if lock.orphaned:
        return Mark.LOCKED, "End the unfinished change first."
    return Mark.NONE, ""


def _consequence(at: Situation, mark: Mark) -> tuple[Mark, str]:
    if at.snapshot is None:
        return mark, ""
    names = [state.name for state in shown_order(at.snapshot.services) if state.wanted]
    if not names:
        return mark, "No service runs: only the file changes."
    about = about_text(at.about)
    brief = exposure_brief(exposure(at.snapshot))
    left = f" {brief}." if brief else ""
    session = session_status(at.snapshot)
    if mark is Mark.NONE and session is not None and session.active:
        text = f"Trading is open: applying interrupts it for {about or 'some seconds'}."
        return Mark.OPEN, text + left
    return mark, f"Restarts {joined(names)}{', ' + about if about else ''}.{left}"
