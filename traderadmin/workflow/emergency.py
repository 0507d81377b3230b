"""Stopping the orchestrator at once: what is left when a halt is not confirmed, or not written."""

from dataclasses import dataclass

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.errors import (
    DeadlinePassedError,
    RefusedError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.targets.port import Patience, Target
from traderadmin.workflow.words import lower_first

WAY_OUT = (
    "Stop the orchestrator at once instead: the button in the window, or "
    "`traderadmin session halt --stop-orchestrator`."
)
_LAST_RESORT = "Stop it where it runs, or cut its line to the broker."


@dataclass(frozen=True, slots=True)
class EmergencyStop:
    """The orchestrator is at 0 on the operator's word.

    Attributes:
        gone: nothing of it is left; else it is still on its way out.
        text: that, in sentences.
        warnings: what else there is to say, such as that it could not be recorded.
    """

    gone: bool
    text: str
    warnings: tuple[str, ...] = ()


def stop_orchestrator(target: Target, seconds: float) -> EmergencyStop:
    """Scale the orchestrator, and nothing else, to 0; outside the apply lock, like a halt.

    Args:
        target: where it runs.
        seconds: how long to wait until nothing of it is left.

    Raises: UnconfirmedError, it may or may not stop; TraderAdminError, it does not.
    """
    try:
        target.stop_now(ORCHESTRATOR, Patience(seconds))
    except DeadlinePassedError as error:
        return _not_gone(target, error)
    except UnconfirmedError as error:
        title = "Not known whether the orchestrator stops"
        raise UnconfirmedError(title, error.message, error.hint or _LAST_RESORT) from error
    except TraderAdminError as error:
        title = "The orchestrator could not be stopped"
        hint = f"{error.hint} {_LAST_RESORT}".strip()
        raise TraderAdminError(title, error.message, hint) from error
    text = "The orchestrator is stopped: no order is placed until services are started."
    return EmergencyStop(gone=True, text=text)


def _not_gone(target: Target, late: DeadlinePassedError) -> EmergencyStop:
    """It was set to 0: whether it is so still. Raises: TraderAdminError when it is not."""
    try:
        wanted = {state.name: state.wanted for state in target.services()}
    except TraderAdminError:
        wanted = {}
    if wanted.get(ORCHESTRATOR):
        title = "The orchestrator was started again"
        raise TraderAdminError(title, late.message, late.hint) from late
    why = f"{lower_first(late.message)} {late.hint}".strip()
    text = f"The orchestrator is set to 0, but is not gone yet: {why}"
    return EmergencyStop(gone=False, text=text)


def not_halted(error: TraderAdminError) -> TraderAdminError:
    """What a halt that could not be written means, and the way out."""
    if isinstance(error, UnconfirmedError):
        return UnconfirmedError("Halt not confirmed", error.message, WAY_OUT)
    kind = RefusedError if isinstance(error, RefusedError) else TraderAdminError
    return kind("Trading could not be halted", error.message, WAY_OUT)


def neither(halt: TraderAdminError, stop: TraderAdminError) -> TraderAdminError:
    """That both failed; one reason where it is the same for both."""
    why = halt.message if halt.message == stop.message else f"{halt.message} {stop.message}"
    return TraderAdminError("Trading could be neither halted nor stopped", why, stop.hint)
