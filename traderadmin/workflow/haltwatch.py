"""Whether a halt is in force, from one look at the target to the next; and what to advise."""

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.contract.status import SessionKind
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import Instance, Snapshot
from traderadmin.workflow.advice import Action, Advice
from traderadmin.workflow.exposure import exposure, exposure_text
from traderadmin.workflow.sessionview import stands_by

_ALONE = "Stopping the orchestrator ends trading at once, and leaves other services alone."
PATIENCE_SECONDS = 3.0
"""How long the orchestrator may take to confirm a halt before more is offered."""


class HaltWatch:
    """Remembers which orchestrators have yet to confirm the halt.

    Those that ran when it was written have to say so themselves. One that starts later reads the
    halt before anything else, so that an apply on a halted target raises no alarm.
    """

    def __init__(self) -> None:
        self.is_halted = False
        self._doubted: frozenset[str] = frozenset()
        self._runs = False

    @property
    def is_confirmed(self) -> bool:
        """Whether no orchestrator is left that may not know of the halt."""
        return self.is_halted and not self._doubted

    @property
    def is_running(self) -> bool:
        """Whether anything of an orchestrator is left."""
        return self._runs

    def take(self, snapshot: Snapshot) -> None:
        """A fresh look; one that could not see the latch changes nothing but who is there."""
        there = _orchestrators(snapshot)
        self._runs = bool(there)
        if snapshot.halt.known:
            began = snapshot.halt.halted and not self.is_halted
            self.is_halted = snapshot.halt.halted
            if began:
                self._doubted = frozenset(each.identity for each in there)
        left = {each.identity for each in there if not _confirms(each)}
        self._doubted = self._doubted & left if self.is_halted else frozenset()


def _orchestrators(snapshot: Snapshot) -> tuple[Instance, ...]:
    return tuple(
        instance
        for state in snapshot.services
        if state.name == ORCHESTRATOR
        for instance in state.instances
        if not instance.ended
    )


def _confirms(instance: Instance) -> bool:
    """Whether it says that it is halted; one that stands by takes no order anyway."""
    session = instance.status.session if instance.status is not None else None
    halted = session is not None and session.kind is SessionKind.HALTED
    return halted or stands_by(instance)


def unconfirmed_advice(snapshot: Snapshot | None) -> Advice:
    """The orchestrator does not say that it follows the halt."""
    return Advice(
        key="halt-unconfirmed",
        title="Not confirmed. Stop the orchestrator now",
        lines=(
            f"It did not say within {PATIENCE_SECONDS:g} s that it takes no more orders.",
            _ALONE,
            exposure_text(exposure(snapshot)),
        ),
        actions=(Action.STOP_ORCHESTRATOR,),
        danger=True,
    )


def unhalted_advice(error: TraderAdminError, snapshot: Snapshot | None) -> Advice:
    """The halt could not be written, so trading goes on."""
    return Advice(
        key="halt-failed",
        title=error.title,
        lines=(
            f"{error.message} Trading goes on as before.",
            _ALONE,
            exposure_text(exposure(snapshot)),
        ),
        actions=(Action.STOP_ORCHESTRATOR, Action.HALT_AGAIN, Action.LEAVE_TRADING),
        danger=True,
    )
