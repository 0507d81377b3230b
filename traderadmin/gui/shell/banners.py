"""Banners: what failed, what state everything is in, what to do next; and the standing ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from traderadmin.errors import CancelledError, RevisionConflictError, TraderAdminError
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.look.labels import Tone
from traderadmin.gui.look.notices import Action, Banner, ServiceLine
from traderadmin.gui.shell.session import dot_of
from traderadmin.workflow import advice as standing
from traderadmin.workflow.advice import Advice
from traderadmin.workflow.events import ApplyResult

_STANDING = {
    standing.Action.START_SERVICES: ("Start services", "play"),
    standing.Action.UNDO: ("Undo it", "undo"),
    standing.Action.FINISH: ("Finish it", "check"),
    standing.Action.RELOAD: ("Reload", "refresh"),
    standing.Action.STOP_ORCHESTRATOR: ("Stop the orchestrator", "square"),
    standing.Action.HALT_AGAIN: ("Halt again", "halt"),
    standing.Action.LEAVE_TRADING: ("Leave trading on", ""),
}
_VARIANTS = {standing.Action.STOP_ORCHESTRATOR: Variant.DANGER}


@dataclass(frozen=True, slots=True)
class Ways:
    """What the buttons of a failure's banner do."""

    try_again: Callable[[], object]
    show_log: Callable[[str], object]
    reload: Callable[[], object]
    start_services: Callable[[], object]
    show_steps: Callable[[], object] | None = None
    """Where the steps are not in sight anyway."""


def failure_banner(result: ApplyResult, ways: Ways, troubled: str = "") -> Banner:
    """A transaction that did not end as wanted; `troubled` is the service it failed at."""
    cancelled = isinstance(result.error, CancelledError)
    lines = [*result.state_now]
    services = tuple(
        ServiceLine(
            dot_of(service.state.phase if service.state else None), service.name, service.note
        )
        for service in reversed(result.services)
    )
    if not services and lines and lines[-1].endswith(":"):
        lines.pop()
    lines += result.warnings
    if result.next_action and not result.next_action.startswith("Try again"):
        lines.insert(len(lines) - 1 if services else len(lines), result.next_action)
    tone = Tone.WARN if cancelled else Tone.DANGER
    return Banner(tone, result.headline, tuple(lines), services, _ways(result, ways, troubled))


def _ways(result: ApplyResult, ways: Ways, troubled: str) -> tuple[Action, ...]:
    actions = []
    if isinstance(result.error, RevisionConflictError):
        actions.append(Action("Reload", ways.reload, "refresh"))
    elif result.recoverable:
        pass
    elif result.saved:
        actions.append(Action("Start services", ways.start_services, "play"))
    else:
        actions.append(Action("Try again", ways.try_again, "refresh"))
    troubled = troubled or _troubled(result)
    if troubled and not isinstance(result.error, CancelledError):
        actions.append(
            Action(f"Show {troubled}\u2019s log", _shower(ways.show_log, troubled), "file-text")
        )
    if ways.show_steps is not None:
        actions.append(Action("Show steps", ways.show_steps, "layers"))
    return tuple(actions)


def _troubled(result: ApplyResult) -> str:
    """The service whose log tells most: the one not as wanted, else the one the failure names."""
    for service in result.services:
        if not service.as_wanted:
            return service.name
    return next((s.name for s in result.services if s.name in result.headline), "")


def _shower(show: Callable[[str], object], name: str) -> Callable[[], object]:
    def run() -> object:
        return show(name)

    return run


def error_banner(error: TraderAdminError, *actions: Action) -> Banner:
    """Anything else that failed."""
    lines = tuple(text for text in (error.message, error.hint) if text)
    return Banner(Tone.DANGER, error.title, lines, (), actions)


def advice_banner(advice: Advice, run: Mapping[standing.Action, Callable[[], object]]) -> Banner:
    """A standing banner; it goes when what it says is no longer so."""
    tone = Tone.DANGER if advice.danger else Tone.WARN
    actions = tuple(
        Action(_STANDING[action][0], run[action], _STANDING[action][1], _VARIANTS.get(action))
        for action in advice.actions
    )
    return Banner(tone, advice.title, advice.lines, (), actions, closable=False)
