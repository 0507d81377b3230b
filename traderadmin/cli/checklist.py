"""The preflight checklist in lines."""

from traderadmin.cli.output import BAD, GOOD, WARN, Output
from traderadmin.targets.states import Check, CheckLevel

MARKS = {
    CheckLevel.OK: ("ok", GOOD),
    CheckLevel.WARNING: ("warning", WARN),
    CheckLevel.REFUSED: ("refused", BAD),
}
_WIDTH = max(len(mark) for mark, _ in MARKS.values())


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
