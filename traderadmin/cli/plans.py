"""What an apply would do, told before it is done: changes, text, consequences, problems."""

from dataclasses import dataclass
from typing import Any

from traderadmin.cli.compose import Program
from traderadmin.cli.output import BAD, DIM, GOOD, HEAD, WARN, Output
from traderadmin.cli.places import line_finder
from traderadmin.config.display import DiffKind, DiffLine, masked_diff
from traderadmin.config.document import Edited
from traderadmin.config.loader import parse
from traderadmin.config.paths import dotted
from traderadmin.config.schema import Schema
from traderadmin.config.validation import Problem, Severity
from traderadmin.contract.history import Change
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import ConfigFile, Snapshot
from traderadmin.workflow.drafts import changes_between, problems_of
from traderadmin.workflow.review import (
    Consequence,
    Weight,
    about_seconds,
    confirmation,
    consequences_of,
    running,
)
from traderadmin.workflow.words import joined, plural, seconds_text

SIGNS = {
    DiffKind.SAME: ("  ", DIM),
    DiffKind.ADDED: ("+ ", GOOD),
    DiffKind.REMOVED: ("- ", "red"),
    DiffKind.GAP: ("", DIM),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A new file on top of the old one, and what comes with it; secrets masked.

    Attributes:
        content: the bytes to be saved.
        baseline: the revision the edits started from.
        confirm: what must be confirmed apart; empty when nothing.
    """

    content: bytes
    baseline: str
    changes: tuple[Change, ...]
    diff: tuple[DiffLine, ...]
    problems: tuple[Problem, ...]
    consequences: tuple[Consequence, ...]
    restarts: tuple[str, ...]
    about_seconds: float | None
    confirm: str
    lost_comments: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep it from being applied."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def grave(self) -> tuple[str, ...]:
        """What it brings about that matters."""
        return tuple(c.text for c in self.consequences if c.weight is Weight.WARNING)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings about what the edit itself brings."""
        touched = {change.path for change in self.changes}
        return tuple(
            p for p in self.problems if p.severity is Severity.WARNING and dotted(p.path) in touched
        )


def plan_of(program: Program, file: ConfigFile, schema: Schema, edited: Edited) -> Plan:
    """Look ahead. Raises: UnreadableConfigError when the new file is none."""
    content = edited.content
    after = parse(content)
    snapshot: Snapshot = program.backend.snapshot()
    return Plan(
        content=content,
        baseline=file.revision,
        changes=changes_between(file.content, content, schema),
        diff=masked_diff(file.content, content, schema),
        problems=problems_of(content, file.content, schema),
        consequences=consequences_of(after, snapshot, program.clock.now()),
        restarts=running(snapshot),
        about_seconds=_about_seconds(program),
        confirm=confirmation(after),
        lost_comments=edited.lost_comments,
        notes=edited.notes,
    )


def _about_seconds(program: Program) -> float | None:
    """How long applies took here; None where history cannot be read, which hinders no apply."""
    try:
        return about_seconds(program.backend.history())
    except TraderAdminError:
        return None


def show_changes(output: Output, plan: Plan) -> None:
    """The changes by field and what they bring about: shown before every apply."""
    for change in plan.changes:
        before = "not set" if change.before is None else change.before
        after = "not set" if change.after is None else change.after
        output.line(f"{change.path}: {before} → {after}")
    for consequence in plan.consequences:
        style = WARN if consequence.weight is Weight.WARNING else ""
        output.line(consequence.text, style)
    for problem in plan.warnings:
        output.warn(f"{dotted(problem.path)}: {problem.message}")
    for comment in plan.lost_comments:
        output.warn(f"This comment goes: {comment}")
    for note in plan.notes:
        output.warn(note)


def show_plan(output: Output, plan: Plan) -> None:
    """Everything `--dry-run` tells of the change itself."""
    show_changes(output, plan)
    output.line(plural(len(plan.changes), "change"), HEAD)
    for line in plan.diff:
        sign, style = SIGNS[line.kind]
        output.line(f"{sign}{line.text}", style)
    if plan.restarts:
        about = f", about {seconds_text(plan.about_seconds)}" if plan.about_seconds else ""
        output.line(f"Restarts {joined(plan.restarts)}{about}.")
    else:
        output.line("No service runs, so none is restarted.")
    if plan.confirm:
        output.line(f"Asks first: {plan.confirm}", WARN)


def show_errors(output: Output, plan: Plan) -> None:
    """Why it cannot be applied, a line for each problem."""
    output.note(f"Not applied: {plural(len(plan.errors), 'problem')} in the configuration.", BAD)
    for problem in plan.errors:
        output.note(f"  {dotted(problem.path)}: {problem.message}")


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan as a JSON object."""
    return {
        "event": "plan",
        "changes": [
            {"path": change.path, "before": change.before, "after": change.after}
            for change in plan.changes
        ],
        "diff": [{"kind": line.kind.value, "text": line.text} for line in plan.diff],
        "consequences": [
            {"weight": item.weight.value, "text": item.text} for item in plan.consequences
        ],
        "restarts": list(plan.restarts),
        "about_seconds": plan.about_seconds,
        "confirm": plan.confirm,
        "lost_comments": list(plan.lost_comments),
        "notes": list(plan.notes),
        "problems": problems_json(plan.problems, plan.content),
    }


def problems_json(problems: tuple[Problem, ...], content: bytes) -> list[dict[str, Any]]:
    """Problems with their lines in the file they were found in."""
    line_of = line_finder(content)
    return [
        {
            "path": dotted(problem.path),
            "line": line_of(problem.path),
            "column": None,
            "severity": problem.severity.value,
            "kind": problem.kind.value,
            "message": problem.message,
        }
        for problem in problems
    ]
