"""A target as an apply leaves it that died in the middle."""

from tests.cli.conftest import Line
from traderadmin.contract.journal import Journal, JournalService, Operation, Step
from traderadmin.contract.revision import revision_of
from traderadmin.resources import template_bytes

NEW = template_bytes().replace(b'"20:00"', b'"21:00"')


def unfinished(line: Line, step: Step, *, replaced: bool) -> Journal:
    """Leave the target as an apply that died at `step` would."""
    journal = Journal(
        apply_id="0123456789ab",
        operation=Operation.APPLY,
        who="someone on desk-2",
        started=line.clock.now(),
        reason="",
        step=step,
        old_revision=revision_of(template_bytes()),
        new_revision=revision_of(NEW),
        services=tuple(
            JournalService(name, f"uid-{name}", 1, could_prove=True, touched=True)
            for name in ("scanner", "orchestrator")
        ),
    )
    line.target.journal = journal
    for service in line.target.by_name.values():
        service.wanted = 0
    if replaced:
        line.target.kept["config.toml.bak.20261123_165000"] = template_bytes()
        line.target.content = NEW
    return journal
