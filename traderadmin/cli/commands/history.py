"""`traderadmin history`: who did what, when, why, and how it ended."""

import click

from traderadmin.cli import options
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import BAD, GOOD, HEAD, Output
from traderadmin.contract.history import HistoryEntry, Outcome
from traderadmin.contract.revision import short
from traderadmin.errors import NotFoundError, RefusedError
from traderadmin.workflow.words import seconds_text

ALL = 100_000
OUTCOME_WORDS = {
    Outcome.DONE: "done",
    Outcome.UNCHANGED: "failed, as before",
    Outcome.SAVED_NOT_BACK: "saved, not all back",
    Outcome.UNKNOWN: "unfinished",
}


@click.command()
@click.argument("entry_id", metavar="[ID]", required=False)
@click.option(
    "--limit", type=click.IntRange(1, ALL), default=20, show_default=True, help="How many lines."
)
@options.json_document
@click.pass_obj
def history(invocation: Invocation, *, entry_id: str | None, limit: int, as_json: bool) -> int:
    """List what was done, newest first; with an ID (its beginning will do), everything about it."""
    output = Output(as_json=as_json)
    backend = invocation.program().backend
    if entry_id is not None:
        entry = find(backend.history(ALL), entry_id)
        if as_json:
            output.document(entry.to_json())
        else:
            show_entry(output, entry)
        return 0
    entries = backend.history(limit)
    if as_json:
        output.document([entry.to_json() for entry in entries])
    elif entries:
        output.table(
            ("ID", "WHEN (UTC)", "WHAT", "OUTCOME", "WHO", "CHANGED OR REASON"), _rows(entries)
        )
    else:
        output.line("Nothing was done yet.")
    return 0


def find(entries: tuple[HistoryEntry, ...], beginning: str) -> HistoryEntry:
    """The entry whose id begins so. Raises: NotFoundError, RefusedError when several do."""
    found = [entry for entry in entries if entry.id.startswith(beginning)]
    exact = [entry for entry in found if entry.id == beginning]
    if len(found) == 1 or exact:
        return (exact or found)[0]
    if found:
        ids = ", ".join(entry.id for entry in found[:5])
        raise RefusedError("Which one is meant", f"Several entries begin so: {ids}.")
    raise NotFoundError(
        "No such entry",
        f"History has no entry whose id begins with {beginning}.",
        "See `traderadmin history`.",
    )


def _rows(entries: tuple[HistoryEntry, ...]) -> list[tuple[str, ...]]:
    return [
        (
            entry.id,
            f"{entry.when:%Y-%m-%d %H:%M:%S}",
            entry.event.value,
            OUTCOME_WORDS[entry.outcome],
            entry.who,
            _about(entry),
        )
        for entry in entries
    ]


def _about(entry: HistoryEntry) -> str:
    changed = ", ".join(change.path for change in entry.changes)
    return " · ".join(part for part in (changed, entry.reason) if part)


def show_entry(output: Output, entry: HistoryEntry) -> None:
    """Everything about one entry."""
    style = GOOD if entry.outcome is Outcome.DONE else BAD
    output.line(f"{entry.event.value} {entry.id}", HEAD)
    output.line(f"Outcome    {OUTCOME_WORDS[entry.outcome]}", style)
    if entry.message:
        output.line(f"           {entry.message}")
    output.line(f"When       {entry.when:%Y-%m-%d %H:%M:%S} UTC, {seconds_text(entry.seconds)}")
    output.line(f"Who        {entry.who}")
    if entry.reason:
        output.line(f"Why        {entry.reason}")
    if entry.new_revision:
        old, new = short(entry.old_revision), short(entry.new_revision)
        output.line(f"Revision   {old} → {new}" if old != new else f"Revision   {new}")
    if entry.backup:
        output.line(f"Backup     {entry.backup}")
    for number, change in enumerate(entry.changes):
        head = "Changed" if number == 0 else ""
        output.line(f"{head:<10} {change.path}: {change.before or '–'} → {change.after or '–'}")
    for number, (step, seconds) in enumerate(entry.steps):
        head = "Steps" if number == 0 else ""
        output.line(f"{head:<10} {step:<8}{seconds_text(seconds):>8}")
