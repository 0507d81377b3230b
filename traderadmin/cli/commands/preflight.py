"""`traderadmin preflight`: everything that can be asked before anything is touched."""

import click

from traderadmin.cli import options
from traderadmin.cli.asjson import check_json
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import BAD, GOOD, WARN, Output
from traderadmin.targets.states import Check, CheckLevel

MARKS = {
    CheckLevel.OK: ("ok", GOOD),
    CheckLevel.WARNING: ("warning", WARN),
    CheckLevel.REFUSED: ("refused", BAD),
}
_WIDTH = max(len(mark) for mark, _ in MARKS.values())


@click.command()
@options.json_document
@click.pass_obj
def preflight(invocation: Invocation, *, as_json: bool) -> int:
    """Check whether a change could be applied now, without changing anything."""
    output = Output(as_json=as_json)
    checks = invocation.program().backend.preflight()
    refused = is_refused(checks)
    if as_json:
        output.document({"ok": not refused, "checks": [check_json(check) for check in checks]})
    else:
        show_checks(output, checks)
    return int(refused)


def is_refused(checks: tuple[Check, ...]) -> bool:
    """Whether one of the checks stands in the way."""
    return any(check.level is CheckLevel.REFUSED for check in checks)


def show_checks(output: Output, checks: tuple[Check, ...]) -> None:
    """The checklist, a line each, with what to do under those that are not well."""
    for check in checks:
        mark, style = MARKS[check.level]
        detail = f": {check.detail}" if check.detail else ""
        output.line(
            f"{mark:<{_WIDTH}}  {check.title}{detail}",
            "" if check.level is CheckLevel.OK else style,
        )
        if check.remedy:
            output.line(f"{'':<{_WIDTH}}  {check.remedy}")
