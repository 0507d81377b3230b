"""The apply panel's sentences, and its details as text to copy. No Qt."""

from datetime import datetime

from traderadmin.errors import CancelledError
from traderadmin.gui.shell.progress import Progress, StepState
from traderadmin.workflow.words import seconds_text


def ended_title(progress: Progress, *, failed: bool) -> str:
    """The heading once it is over."""
    if not failed:
        return "Done"
    row = progress.failed
    error = progress.result.error if progress.result is not None else None
    verb = "Cancelled" if isinstance(error, CancelledError) else "Apply stopped"
    if row is None:
        return f"{verb} before it began"
    if progress.event.value == "apply" or verb == "Cancelled":
        return f"{verb} at step {progress.number(row)} of {len(progress.rows)}"
    return f"Stopped at step {progress.number(row)} of {len(progress.rows)}"


def foot_text(progress: Progress) -> str:
    """What can still be done about it."""
    if progress.undoing:
        return f"{progress.undoing}."
    if progress.file_replaced:
        return "The new file is saved, so this can no longer be cancelled."
    if progress.can_cancel:
        return "Cancel undoes everything until the new file is saved."
    return ""


def details(progress: Progress, target: str, span: tuple[datetime, datetime]) -> str:
    """All there is to know about a transaction, as text for a message or a ticket."""
    start, end = span
    lines = [f"{target}, {start:%Y-%m-%d %H:%M:%S} to {end:%H:%M:%S} UTC"]
    result = progress.result
    if result is not None:
        lines += [result.headline, *result.state_now]
        lines += [f"  {service.name}: {service.note}" for service in result.services]
        lines += [result.next_action] if result.next_action else []
        lines += list(result.warnings)
    lines.append("")
    for row in progress.rows:
        took = f" ({seconds_text(row.seconds)})" if row.seconds is not None else ""
        state = "" if row.state is StepState.DONE else f": {row.state.value}"
        lines.append(f"{progress.number(row)} {row.title}{took}{state} {row.detail}".rstrip())
        lines += [f"    {service.name}: {service.note}" for service in row.services]
    return "\n".join(lines) + "\n"
