"""Halting, and stopping the orchestrator where a halt is not enough: what is said, which code."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from traderadmin.cli.compose import Program
from traderadmin.cli.failures import UNKNOWN
from traderadmin.cli.looking import look_until
from traderadmin.cli.output import BAD, WARN, Output
from traderadmin.errors import RefusedError, TraderAdminError, UnconfirmedError
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.emergency import EmergencyStop, neither
from traderadmin.workflow.exposure import exposure, exposure_text
from traderadmin.workflow.sessionview import session_view

CONFIRM_SECONDS = 3.0
_GLANCE_SECONDS = 0.5
"""How long a halt is held up to see what it leaves open."""


def tell_exposure(program: Program, output: Output) -> None:
    """Say what is open in the market, or that it is not known, before anything is done."""
    look = look_until(program, lambda _: True, _GLANCE_SECONDS)
    output.note(exposure_text(exposure(look)))


def halt(program: Program, output: Output, reason: str) -> Snapshot | None:
    """Halt, and wait for a moment until that is confirmed.

    Returns: the last look at the target. Raises: TraderAdminError, it was not written.
    """
    try:
        _doubt(output, _write(program, reason))
    except TraderAdminError as error:
        raise TraderAdminError(error.title, error.message, _stop_it(program)) from error
    return look_until(program, lambda look: is_confirmed(program, look), CONFIRM_SECONDS)


def is_confirmed(program: Program, look: Snapshot) -> bool:
    """Whether the orchestrator says so itself, or does not run."""
    return session_view(look, program.clock.now()).halt_confirmed


def say_unconfirmed(program: Program, output: Output) -> int:
    """Nobody confirmed it in time, and what to do now; the exit code."""
    output.note(
        f"Not confirmed: the orchestrator did not say within {CONFIRM_SECONDS:g} s "
        "that it takes no more orders.",
        BAD,
    )
    output.note(_stop_it(program))
    return UNKNOWN


def halt_and_stop(
    program: Program, output: Output, reason: str
) -> tuple[EmergencyStop, TraderAdminError | None]:
    """Halt and stop the orchestrator, at once and each whatever becomes of the other.

    Returns: how the stop went, and why the halt was not written.

    Raises: TraderAdminError when it was not stopped.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="halt") as pool:
        halting = pool.submit(_write, program, reason)
        try:
            stop = program.backend.stop_orchestrator(reason)
        except TraderAdminError as error:
            raise _not_stopped(_failure(output, halting), error) from error
        unhalted = _failure(output, halting)
    for warning in stop.warnings:
        output.note(f"Warning: {warning}", WARN)
    return stop, unhalted


def say_stopped(output: Output, stop: EmergencyStop, unhalted: TraderAdminError | None) -> int:
    """How it went; the exit code."""
    if not output.as_json:
        output.line(stop.text, "" if stop.gone else WARN)
    if unhalted is not None:
        output.note(f"Warning: {unhalted.title}: {unhalted.message}", WARN)
        output.note("Halt before services are started again, or trading goes on then.")
    return 0 if stop.gone and unhalted is None else UNKNOWN


def stop_json(stop: EmergencyStop, unhalted: TraderAdminError | None) -> dict[str, Any]:
    """How it went, for programs."""
    return {
        "orchestrator_gone": stop.gone,
        "text": stop.text,
        "not_halted": unhalted.message if unhalted is not None else "",
    }


def _stop_it(program: Program) -> str:
    return f"Stop the orchestrator now: `{program.called} session halt --stop-orchestrator`"


def _write(program: Program, reason: str) -> UnconfirmedError | None:
    """Write the halt; only a target that was never used has to be made ready first.

    Returns: why it may not last. Raises: TraderAdminError, it was not written.
    """
    try:
        try:
            program.backend.halt(reason)
        except (RefusedError, UnconfirmedError):
            raise
        except TraderAdminError:
            program.backend.connect()
            program.backend.halt(reason)
    except UnconfirmedError as unsure:
        return unsure
    return None


def _doubt(output: Output, unsure: UnconfirmedError | None) -> None:
    if unsure is not None:
        output.note(f"Warning: {unsure.title}: {unsure.message}", WARN)


def _failure(output: Output, halting: "Future[UnconfirmedError | None]") -> TraderAdminError | None:
    """Why the halt was not written; None when it was."""
    try:
        _doubt(output, halting.result())
    except TraderAdminError as error:
        return error
    return None


def _not_stopped(unhalted: TraderAdminError | None, error: TraderAdminError) -> TraderAdminError:
    if unhalted is not None:
        return neither(unhalted, error)
    message = f"The halt is written, but may not be followed. {error.message}"
    return TraderAdminError(error.title, message, error.hint)
