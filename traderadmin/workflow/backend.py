"""The backend: the one object that the window, the CLI and the tests drive.

It offers the three functions of the specification, `pause_trading_services`,
`save_configuration_and_restart` and `resume_trading_services`, and what belongs around them.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from traderadmin.clock import Clock
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import Event, HistoryEntry, Outcome
from traderadmin.contract.journal import Operation
from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.errors import LockHeldError, TraderAdminError, UnconfirmedError
from traderadmin.targets.port import Target
from traderadmin.targets.states import Backup, Check, LockState, Snapshot, TargetInfo
from traderadmin.workflow import checking, emergency, loading, recovery, transactions
from traderadmin.workflow.cancel import CancelSwitch
from traderadmin.workflow.drafts import ConfigData, draft
from traderadmin.workflow.events import ApplyEvent, ApplyFinished, ApplyResult
from traderadmin.workflow.results import raised
from traderadmin.workflow.run import Run, Setting
from traderadmin.workflow.timeouts import Timeouts

_log = logging.getLogger("traderadmin.workflow")
_NOTED: Final = {
    Event.HALT: "the halt",
    Event.RELEASE: "the release of the halt",
    Event.STOP: "stopping the orchestrator",
}
"""What is noted in history without a transaction, as an operator would say it."""


def nobody(_: ApplyEvent) -> None:
    """The watcher of transactions nobody watches."""


class Backend:
    """Drives one target. Every call may block; none is made from a GUI thread.

    One transaction at a time: this object owns that fact for its program, the target's lock for
    everybody else.
    """

    def __init__(
        self,
        target: Target,
        clock: Clock,
        *,
        who: str | Callable[[], str],
        emit: Callable[[ApplyEvent], None] = nobody,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._target = target
        self._clock = clock
        known = who if callable(who) else lambda: who
        self._setting = Setting(target, clock, timeouts or Timeouts(), known, emit)
        self._busy = threading.Lock()
        self._run: Run | None = None
        self._baseline: str | None = None

    @property
    def info(self) -> TargetInfo:
        """Which target this is; known without asking it."""
        return self._target.info

    @property
    def clock(self) -> Clock:
        """The clock everything here goes by."""
        return self._clock

    def connect(self) -> None:
        """Make the target ready. Raises: TraderAdminError."""
        self._target.connect()

    def give_up(self) -> None:
        """Let nothing wait for a person who signs in; `close` follows."""
        self._target.give_up()

    def close(self) -> None:
        """Give up connections; services go on."""
        self._target.close()

    # The specification's three functions

    def pause_trading_services(self, reason: str = "") -> ApplyResult:
        """Stop all services on the operator's word. Raises: ApplyFailedError, LockHeldError."""
        return self._transact(Operation.PAUSE, Event.PAUSE, reason, transactions.pause)

    def save_configuration_and_restart(
        self, config_data: ConfigData, *, baseline: str | None = None, reason: str = ""
    ) -> ApplyResult:
        """Apply a configuration: pause, validate, back up, replace, resume, prove, record.

        Args:
            config_data: the new file's bytes, or its values (then comments are kept).
            baseline: revision the edits started from; None: the one this backend last loaded.
            reason: why, for history.

        Raises: ApplyFailedError with its result, LockHeldError while another one runs here.
        """
        return self._save(config_data, Event.APPLY, baseline, reason)

    def resume_trading_services(self, reason: str = "") -> ApplyResult:
        """Start all services that are at 0 and should not be. Raises: as pausing."""
        return self._transact(Operation.RESUME, Event.RESUME, reason, transactions.resume)

    # Around them

    def load(self) -> loading.LoadedConfig:
        """Open the configuration; its revision becomes this backend's baseline."""
        loaded = loading.load(self._target)
        self._baseline = loaded.file.revision
        return loaded

    def create_from_template(self) -> bool:
        """On a first start, write the template; whether there was no file."""
        return loading.create_from_template(self._target)

    def restore(self, backup: str, reason: str = "", *, baseline: str | None = None) -> ApplyResult:
        """Apply a backup's bytes as a normal apply. Raises: as applying, NotFoundError.

        `baseline` is the revision the operator looked at; None: the one there is now.
        """
        content = self._target.read_backup(backup)
        started_from = baseline or self._target.read_config().revision
        return self._save(content, Event.RESTORE, started_from, reason or f"Restored {backup}")

    def recover(self, how: recovery.Recovery, reason: str = "") -> ApplyResult:
        """End an unfinished change. Raises: ApplyFailedError, LockHeldError, NotFoundError."""
        return self._transact(
            Operation.APPLY, Event.RECOVER, reason, lambda run: recovery.recover(run, how)
        )

    def recovery_ways(self) -> tuple[recovery.Recovery, ...]:
        """What recovery could do now; empty when nothing is unfinished or its author lives."""
        state = self._target.lock_state()
        if state.journal is None or state.held:
            return ()
        try:
            revision = self._target.read_config().revision
        except TraderAdminError:
            return (recovery.Recovery.UNDO,)
        return recovery.ways(state.journal, revision)

    def cancel(self) -> bool:
        """Ask the running transaction to stop and undo; whether it will."""
        run = self._run
        return run.cancel.request() if run is not None else False

    def preflight(self) -> tuple[Check, ...]:
        """The checklist, without changing anything."""
        return checking.preflight(self._target)

    def halt(self, reason: str) -> None:
        """Stop new orders at once and durably; needs no lock.

        Raises: UnconfirmedError, perhaps not durable; TraderAdminError, trading is not halted.
        """
        now = self._clock.now()
        try:
            self._target.set_halt(HaltRecord(self._setting.who(), now, reason))
        except TraderAdminError as error:
            raise emergency.not_halted(error) from error
        self._note(Event.HALT, reason)

    def stop_orchestrator(self, reason: str) -> emergency.EmergencyStop:
        """Where a halt is not confirmed: scale the orchestrator alone to 0; needs no lock.

        An apply under way, here or elsewhere, does not start it again.

        Raises: UnconfirmedError, it may or may not stop; TraderAdminError, it does not.
        """
        began = self._clock.monotonic()
        run = self._run
        if run is not None:
            run.stopped_now.add(ORCHESTRATOR)
        try:
            done = emergency.stop_orchestrator(self._target, self._setting.timeouts.pause)
        except TraderAdminError as error:
            unsure = isinstance(error, UnconfirmedError)
            outcome = Outcome.UNKNOWN if unsure else Outcome.UNCHANGED
            self._note(Event.STOP, reason, outcome, f"{error.title}: {error.message}")
            raise
        outcome = Outcome.DONE if done.gone else Outcome.UNKNOWN
        message = "" if done.gone else done.text
        seconds = self._clock.monotonic() - began
        unrecorded = self._note(Event.STOP, reason, outcome, message, seconds)
        return replace(done, warnings=(*done.warnings, *unrecorded))

    def release(self, reason: str = "") -> None:
        """End the halt. Raises: TraderAdminError."""
        self._target.release_halt()
        self._note(Event.RELEASE, reason)

    def snapshot(self) -> Snapshot:
        """Services, lock, halt and revision as they are now. Raises: TraderAdminError."""
        return self._target.snapshot()

    def lock_state(self) -> LockState:
        """Who applies, or what is unfinished."""
        return self._target.lock_state()

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """The last lines of history, newest first."""
        return self._target.history(limit)

    def backups(self) -> tuple[Backup, ...]:
        """All backups, newest first."""
        return self._target.backups()

    def read_backup(self, name: str) -> bytes:
        """A backup's bytes. Raises: NotFoundError, RefusedError."""
        return self._target.read_backup(name)

    def read_config(self) -> bytes:
        """The file's bytes as they are now. Raises: TraderAdminError."""
        return self._target.read_config().content

    def log_tail(self, service: str, lines: int = 500) -> tuple[str, ...]:
        """The last lines of a service's log, oldest first."""
        return self._target.log_tail(service, lines)

    def _save(
        self, config_data: ConfigData, event: Event, baseline: str | None, reason: str
    ) -> ApplyResult:
        started_from = baseline or self._baseline or self._target.read_config().revision

        def work(run: Run) -> ApplyResult:
            return transactions.apply(run, draft(self._target, config_data, started_from))

        return self._transact(Operation.APPLY, event, reason, work)

    def _transact(
        self,
        operation: Operation,
        event: Event,
        reason: str,
        work: Callable[[Run], ApplyResult],
    ) -> ApplyResult:
        if not self._busy.acquire(blocking=False):
            raise LockHeldError(
                "A change is being applied",
                "This program is applying a change to this target already.",
                "Wait until it is done.",
            )
        try:
            run = Run(
                self._setting,
                operation=operation,
                event=event,
                reason=reason,
                cancel=CancelSwitch(),
            )
            self._run = run
            result = work(run)
            if result.saved and result.content is not None:
                self._baseline = result.entry.new_revision or self._baseline
            run.emit(ApplyFinished(result))
        finally:
            self._run = None
            self._busy.release()
        if result.outcome is not Outcome.DONE:
            raise raised(result)
        return result

    def _note(
        self,
        event: Event,
        reason: str,
        outcome: Outcome = Outcome.DONE,
        message: str = "",
        seconds: float = 0.0,
    ) -> tuple[str, ...]:
        """A line of history; why there is none, in a sentence.

        What it tells of is done, or not: a missing line must not look like a failure of that.
        """
        now = self._clock.now()
        try:
            entry = HistoryEntry(
                id=f"{event.value}-{now:%Y%m%dT%H%M%S%f}",
                event=event,
                outcome=outcome,
                who=self._setting.who(),
                when=now,
                reason=reason,
                seconds=seconds,
                message=message,
            )
            self._target.append_history(entry)
        except TraderAdminError as error:
            _log.warning("%s could not be recorded: %s", _NOTED[event], error.message)
            return (f"This could not be recorded in history: {error.message}",)
        return ()
