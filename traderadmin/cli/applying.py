"""What `apply` and `restore` share: look ahead, show, ask, then run the transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from traderadmin.cli.asjson import check_json, refused_json
from traderadmin.cli.asking import confirm, confirm_production
from traderadmin.cli.checklist import is_refused, show_checks
from traderadmin.cli.compose import Program
from traderadmin.cli.failures import FAILED
from traderadmin.cli.output import HEAD, Output
from traderadmin.cli.plans import (
    Plan,
    plan_json,
    plan_of,
    problems_json,
    show_changes,
    show_errors,
    show_plan,
)
from traderadmin.cli.transact import transact
from traderadmin.config.document import Edited
from traderadmin.contract.history import Event
from traderadmin.errors import RefusedError
from traderadmin.workflow.events import ApplyResult
from traderadmin.workflow.loading import LoadedConfig

Save = Callable[[bytes], ApplyResult]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, apart from the change itself."""

    event: Event
    reason: str
    dry_run: bool
    yes: bool


def carry_out(
    program: Program,
    output: Output,
    request: Request,
    loaded: LoadedConfig,
    change: Edited,
    save: Save,
) -> int:
    """Show or apply a change; the exit code. Raises: TraderAdminError."""
    plan = plan_of(program, loaded.file, loaded.schema, change)
    if request.dry_run:
        return _dry_run(program, output, plan)
    if plan.errors:
        return _refuse(output, plan)
    if not output.as_json:
        show_changes(output, plan)
    for warning in plan.grave if output.as_json else ():
        output.warn(warning)
    if plan.confirm:
        confirm(output, plan.confirm, yes=request.yes)
    info = program.backend.info
    if info.production:
        confirm_production(output, "Apply this change", info.name, yes=request.yes)
    return transact(program, output, lambda _: save(plan.content))


def _refuse(output: Output, plan: Plan) -> int:
    if not output.as_json:
        show_errors(output, plan)
        return FAILED
    error = RefusedError(
        "The configuration is not valid", "See problems.", "Correct the values, then apply again."
    )
    problems = problems_json(plan.errors, plan.content)
    output.record({**refused_json(error), "problems": problems})
    return FAILED


def _dry_run(program: Program, output: Output, plan: Plan) -> int:
    checks = program.backend.preflight()
    accepted = not plan.errors and not is_refused(checks)
    code = 0 if accepted else FAILED
    if output.as_json:
        output.record({**plan_json(plan), "preflight": [check_json(check) for check in checks]})
        output.record({"event": "result", "exit_code": code, "outcome": "dry_run"})
        return code
    show_plan(output, plan)
    output.line("Preflight", HEAD)
    show_checks(output, checks)
    if plan.errors:
        show_errors(output, plan)
    would = "could be applied" if accepted else "would be refused"
    output.line(f"Nothing was changed. This {would}.")
    return code
