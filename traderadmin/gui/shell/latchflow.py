"""Halt and release, stopping and starting services: what is asked before, and how it is said."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from traderadmin.errors import TraderAdminError
from traderadmin.gui.dialogs.ask import Answer, ask
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.shell.desk import Desk
from traderadmin.gui.shell.latch import Latch, Situation, latch_of
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.emergency import EmergencyStop, neither
from traderadmin.workflow.exposure import exposure, exposure_text, stopping_text
from traderadmin.workflow.haltwatch import (
    PATIENCE_SECONDS,
    HaltWatch,
    unconfirmed_advice,
    unhalted_advice,
)

if TYPE_CHECKING:  # their imports take long and happen on a worker thread
    from traderadmin.workflow.advice import Advice
    from traderadmin.workflow.backend import Backend

T = TypeVar("T")
_REASON = "Halted in the window"


class LatchFlow(QObject):
    """Halting asks nothing, nor does stopping the orchestrator where a halt is not enough.

    Everything that lets trading go on, or stops more than that, asks.
    """

    changed = Signal()
    """The button, or what is advised, is different."""
    affirmed = Signal(str)
    """What was asked for is done."""
    settled = Signal(bool)
    """Something is under way no longer: whether it is done; where it is not, that was told."""

    def __init__(self, desk: Desk, place: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._place = place
        self._watch = HaltWatch()
        self._under_way = 0
        self._halting = False  # a halt is being written, or no look has shown it yet
        self._written: datetime | None = None
        self._unhalted: TraderAdminError | None = None
        self._stopping = False
        self._stopped: datetime | None = None
        self._pressed = False
        self._releasing = False
        self._late = False
        self._out_of_reach = False
        self.patience = QTimer(self)
        self.patience.setSingleShot(True)
        self.patience.setInterval(round(PATIENCE_SECONDS * 1000))
        self.patience.timeout.connect(self._lose_patience)
        desk.looked.connect(self._looked)
        desk.lost.connect(self._lost)

    @property
    def latch(self) -> Latch:
        """What the button is for."""
        return latch_of(
            Situation(
                available=self._desk.is_open or self._out_of_reach,
                stopping=self._stopping,
                writing=self._halting,
                failed=self._unhalted is not None,
                halted=self._watch.is_halted,
                confirmed=self._watch.is_confirmed,
                late=self._late,
            )
        )

    @property
    def is_busy(self) -> bool:
        """Whether a halt, a release or a stop is being carried out."""
        return self._under_way > 0

    @property
    def note(self) -> str:
        """What pressing the button leaves open in the market."""
        if self.latch in {Latch.UNAVAILABLE, Latch.RELEASE}:
            return ""
        return exposure_text(exposure(self._desk.snapshot))

    @property
    def advice(self) -> "tuple[Advice, ...]":
        """What to do about a halt that is not in force."""
        if self.latch is not Latch.UNCONFIRMED:
            return ()
        if self._unhalted is not None:
            return (unhalted_advice(self._unhalted, self._desk.snapshot),)
        return (unconfirmed_advice(self._desk.snapshot),)

    def halt(self) -> None:
        """Halt at once; works during an apply too."""
        backend = self._backend()
        if backend is None:
            return
        self._halting = self._pressed = True
        self._written = self._unhalted = None
        self._late = self._releasing = False
        self._tell()
        self._run(lambda: backend.halt(_REASON), self._latched, self._not_halted)

    def give_up(self) -> None:
        """The halt that could not be written is wanted no longer."""
        self._unhalted = None
        self._tell()

    def stop_orchestrator(self) -> None:
        """Stop the orchestrator at once: it is an emergency, so nothing is asked."""
        backend = self._backend()
        if backend is None or self._stopping:
            return
        why = "Halt not confirmed" if self._unhalted is None else "Halt not written"
        self._stopping = True
        self._pressed = False
        self._stopped = None
        self._tell()
        self._run(lambda: backend.stop_orchestrator(why), self._is_stopped, self._not_stopped)

    def release(self) -> None:
        """Say what releasing will do, and ask."""
        from traderadmin.workflow.release import release_text  # noqa: PLC0415 - after the window
        from traderadmin.workflow.review import schedule_of  # noqa: PLC0415 - as above

        desk = self._desk
        values = desk.model.baseline_values if desk.model is not None else {}
        halt = desk.snapshot.halt if desk.snapshot is not None else None
        record = halt.record if halt is not None else None
        why = ""
        if record is not None:
            why = f"Halted by {record.who} at {record.when:%Y-%m-%d %H:%M} UTC. "
        ask(
            self._place.window(),
            "Release the halt?",
            f"{why}{release_text(schedule_of(values), desk.snapshot, desk.clock.now())}",
            Answer("Release", self._release, Variant.PRIMARY, "confirm_release"),
            keep="Stay halted",
        )

    def stop(self) -> None:
        """Say what stopping the services means, and ask."""
        ask(
            self._place.window(),
            "Stop services?",
            stopping_text(self._desk.snapshot),
            Answer("Stop services", self._desk.stop_services, Variant.DANGER, "confirm_stop"),
            keep="Leave running",
        )

    def start(self) -> None:
        """Start what should run."""
        self._desk.start_services()

    def _backend(self) -> "Backend | None":
        """The backend at hand: one that cannot be opened may still be able to stop things."""
        return self._desk.backend if self._desk.is_open else self._desk.made

    def _run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[TraderAdminError], object],
    ) -> None:
        """Carry it out; `done` or `failed` ends with `_settle`."""
        self._under_way += 1
        self._desk.bridge.run(work, done, failed, urgent=True)

    def _settle(self, *, done: bool) -> None:
        self._under_way -= 1
        self.settled.emit(done)

    def _release(self) -> None:
        self._run(self._desk.backend.release, self._released, self._not_released)

    def _released(self, done: None) -> None:
        self._releasing = True
        self._latched(done)

    def _not_released(self, error: TraderAdminError) -> None:
        self._desk.failed.emit(error)
        self._settle(done=False)

    def _latched(self, _: None) -> None:
        self._written = self._desk.clock.now()
        self._tell()
        self._look_anew()
        self._settle(done=True)

    def _not_halted(self, error: TraderAdminError) -> None:
        self._halting = self._pressed = False
        self._unhalted = error
        self._tell()
        self._settle(done=False)

    def _is_stopped(self, done: EmergencyStop) -> None:
        self._stopped = self._desk.clock.now()
        unhalted = self._unhalted is not None
        text = " ".join((done.text, *done.warnings))
        if unhalted:
            text += " Trading is not halted: halt before services are started."
        if done.gone:
            self.affirmed.emit(text)
        else:
            self._desk.failed.emit(TraderAdminError("The orchestrator is not gone yet", text))
        self._look_anew()
        self._settle(done=done.gone)

    def _not_stopped(self, error: TraderAdminError) -> None:
        self._stopping = False
        self._desk.failed.emit(neither(self._unhalted, error) if self._unhalted else error)
        self._look_anew()
        self._tell()
        self._settle(done=False)

    def _look_anew(self) -> None:
        if self._desk.is_open:
            self._desk.look()
            self._desk.read_history()

    def _looked(self, snapshot: Snapshot) -> None:
        """A look from after the write tells; until then the button says what is being done."""
        self._watch.take(snapshot)
        if self._written is not None and snapshot.halt.known:
            self._halting &= not self._watch.is_halted and snapshot.taken < self._written
        if self._stopped is not None and snapshot.taken >= self._stopped:
            self._stopping = False
            self._stopped = None
        if self._watch.is_halted or not self._watch.is_running:
            self._unhalted = None
        if self._pressed and self._watch.is_confirmed:
            self._pressed = False
            self.affirmed.emit(f"Halted. {exposure_text(exposure(snapshot))}")
        if self._releasing and snapshot.halt.known and not snapshot.halt.halted:
            self._releasing = False
            self.affirmed.emit("Released.")
        self._tell()

    def _lost(self, _: TraderAdminError) -> None:
        self._out_of_reach = True
        if self._stopped is not None:
            self._stopping = False
        self._tell()

    def _lose_patience(self) -> None:
        self._late = True
        self._tell()

    def _tell(self) -> None:
        latch = self.latch
        if latch is Latch.HALTING:
            if not self.patience.isActive():
                self.patience.start()
        elif latch is not Latch.UNCONFIRMED:
            self.patience.stop()
            self._late = False
        self.changed.emit()
