"""`traderadmin validate`: every problem of a file at once, each with its key and line."""

from typing import Any

import click

from traderadmin.cli import options
from traderadmin.cli.compose import Program
from traderadmin.cli.given import content_of, schema_for
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import BAD, GOOD, WARN, Output
from traderadmin.cli.places import line_finder
from traderadmin.cli.plans import problems_json
from traderadmin.config.paths import dotted
from traderadmin.config.validation import Problem, Severity
from traderadmin.contract.revision import revision_of
from traderadmin.errors import NotFoundError, UnreadableConfigError
from traderadmin.workflow.drafts import problems_of
from traderadmin.workflow.words import plural

STYLES = {Severity.ERROR: BAD, Severity.WARNING: WARN}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@options.json_document
@click.pass_obj
def validate(invocation: Invocation, *, file: str, as_json: bool) -> int:
    """Check FILE (- is standard input) as an apply would, and list all its problems.

    The schema is the one beside FILE, else the target's, else the one that comes with the
    program. A key that no schema knows is a problem, unless the target's file has it already.
    """
    output = Output(as_json=as_json)
    program = invocation.program()
    content = content_of(file)
    try:
        problems = problems_of(content, _in_place(program), schema_for(program, file))
    except UnreadableConfigError as error:
        return _unreadable(output, file, error)
    valid = all(problem.severity is not Severity.ERROR for problem in problems)
    if as_json:
        found = problems_json(problems, content)
        output.document(_document(file, content, found, valid=valid))
    else:
        _show(output, file, problems, content)
    return 0 if valid else 1


def _in_place(program: Program) -> bytes | None:
    """The file that is in place; None when there is none yet."""
    try:
        return program.backend.read_config()
    except NotFoundError:
        return None


def _unreadable(output: Output, file: str, error: UnreadableConfigError) -> int:
    if output.as_json:
        problem = {
            "path": "",
            "line": error.line,
            "column": error.column,
            "severity": Severity.ERROR.value,
            "kind": "unreadable",
            "message": error.message,
        }
        output.document({"file": file, "valid": False, "revision": None, "problems": [problem]})
        return 1
    place = ":".join(str(part) for part in (file, error.line, error.column) if part is not None)
    output.line(f"{place}: error: {error.message}", BAD)
    output.note(error.hint)
    return 1


def _document(
    file: str, content: bytes, problems: list[dict[str, Any]], *, valid: bool
) -> dict[str, Any]:
    return {
        "file": file,
        "valid": valid,
        "revision": revision_of(content),
        "problems": problems,
    }


def _show(output: Output, file: str, problems: tuple[Problem, ...], content: bytes) -> None:
    line_of = line_finder(content)
    for problem in problems:
        line = line_of(problem.path)
        place = file if line is None else f"{file}:{line}"
        text = f"{place}: {problem.severity.value}: {dotted(problem.path)}: {problem.message}"
        output.line(text, STYLES[problem.severity])
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if errors:
        output.note(f"{file} is not valid: {plural(errors, 'problem')}.")
    else:
        output.note(f"{file} is valid.", GOOD)
