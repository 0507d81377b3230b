"""`traderadmin sessions`: when a schedule opens and closes trading, and what stands out in it."""

from typing import Any

import click

from traderadmin.cli import options
from traderadmin.cli.calendar import Calendar, findings_json
from traderadmin.cli.compose import Program
from traderadmin.cli.given import content_of, schema_for
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import GOOD, WARN, Output
from traderadmin.config.loader import parse
from traderadmin.config.paths import dotted
from traderadmin.config.schema import load_schema
from traderadmin.config.validation import Problem, Severity
from traderadmin.contract.revision import revision_of
from traderadmin.errors import RefusedError
from traderadmin.schedule import Schedule
from traderadmin.workflow.drafts import problems_of
from traderadmin.workflow.review import SCHEDULE_TABLE, schedule_of
from traderadmin.workflow.words import upper_first

_MOST = 1000


@click.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), required=False
)
@click.option(
    "--next",
    "count",
    metavar="N",
    type=click.IntRange(1, _MOST),
    default=10,
    show_default=True,
    help="How many sessions.",
)
@click.option("--lint", "linted", is_flag=True, help="Also say what stands out in the schedule.")
@options.json_document
@click.pass_obj
def sessions(
    invocation: Invocation, *, file: str | None, count: int, linted: bool, as_json: bool
) -> int:
    """List the coming sessions of the configuration, or of FILE (- is standard input).

    This is what the file says; `session` says what the orchestrator does. What --lint finds
    keeps nothing from being applied, so the exit code is 0; an invalid schedule is 1.
    """
    output = Output(as_json=as_json)
    program = invocation.program()
    content = program.backend.read_config() if file is None else content_of(file)
    schedule, warnings = _read(program, file, content)
    calendar = Calendar.of(schedule, program.clock.now(), count)
    findings = findings_json(calendar, warnings) if linted else None
    if as_json:
        document = {"file": file, "revision": revision_of(content), **calendar.to_json()}
        output.document(document if findings is None else {**document, "lint": findings})
        return 0
    _show(output, calendar)
    if findings is not None:
        _show_findings(output, findings)
    return 0


def _read(
    program: Program, file: str | None, content: bytes
) -> tuple[Schedule, tuple[Problem, ...]]:
    """The schedule and the warnings about it. Raises: RefusedError when it is not valid."""
    schema = (
        load_schema(program.target.read_schema()) if file is None else schema_for(program, file)
    )
    problems = tuple(
        problem
        for problem in problems_of(content, content, schema)
        if problem.path[:1] == (SCHEDULE_TABLE,)
    )
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise RefusedError(
            "The trading schedule is not valid",
            " ".join(f"{dotted(problem.path)}: {problem.message}" for problem in errors),
            f"`traderadmin validate {file or 'FILE'}` names the lines.",
        )
    schedule = schedule_of(parse(content))
    if schedule is None:
        raise RefusedError(
            "There is no trading schedule",
            f"The configuration has no table [{SCHEDULE_TABLE}] that can be read.",
        )
    return schedule, problems


def _show(output: Output, calendar: Calendar) -> None:
    if not calendar.schedule.enabled:
        output.line("Schedule off: nothing opens or closes by itself. Followed, it would be:", WARN)
    text = calendar.said.text
    output.line(upper_first(text), GOOD if calendar.said.active else "")
    if calendar.windows:
        output.table(calendar.titles(), calendar.rows())
    if calendar.closed:
        days = ", ".join(f"{day:%a %Y-%m-%d}" for day in calendar.closed)
        output.line(f"Closed dates until then: {days}.")


def _show_findings(output: Output, findings: list[dict[str, Any]]) -> None:
    output.line()
    for found in findings:
        style = WARN if found["level"] == Severity.WARNING.value else ""
        output.line(f"{found['level']}: {found['key']}: {found['message']}", style)
    if not findings:
        output.line("Nothing stands out.")
