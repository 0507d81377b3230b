"""The desk: one open target as the window sees it; what blocks goes through its `Bridge`."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from traderadmin.clock import Clock
from traderadmin.contract.history import Event, HistoryEntry
from traderadmin.contract.revision import revision_of
from traderadmin.errors import TraderAdminError
from traderadmin.gui.bridge import Bridge
from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.shell.adviser import Adviser, Verdict
from traderadmin.gui.shell.progress import Progress
from traderadmin.gui.shell.runner import Ended, Runner
from traderadmin.gui.shell.watch import Watch
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.events import ApplyResult

if TYPE_CHECKING:  # their imports take long and happen on a worker thread
    from traderadmin.config.model import ConfigModel
    from traderadmin.workflow.advice import Advice
    from traderadmin.workflow.backend import Backend
    from traderadmin.workflow.loading import LoadedConfig
    from traderadmin.workflow.recovery import Recovery


class Desk(QObject):
    """One target: its backend, configuration, snapshot, history, and the running transaction."""

    opened = Signal()
    """The target answered; its backend is at hand."""
    changed = Signal()
    """Something that the bars show is different."""
    loaded = Signal(object)
    """LoadedConfig: the configuration was opened anew."""
    merged = Signal(object)
    """Merge: the file's new state was merged below the edits."""
    looked = Signal(object)
    """Snapshot: a fresh look."""
    lost = Signal(object)
    """TraderAdminError: the target does not answer (any more)."""
    progressed = Signal(object)
    """Progress of the transaction under way."""
    ended = Signal(object)
    """Ended: the transaction is over, however."""
    failed = Signal(object)
    """TraderAdminError: something else that was asked for failed."""
    remembered = Signal(object)
    """tuple[HistoryEntry, ...]: history was read."""
    advised = Signal(object)
    """tuple[Advice, ...]: the standing banners are different."""

    def __init__(self, choice: TargetChoice, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.clock = clock
        self.bridge = Bridge(self)
        self.model: ConfigModel | None = None
        self.config: LoadedConfig | None = None
        self.history: tuple[HistoryEntry, ...] = ()
        self._refused: str | None = None  # what could not be opened; "": there was none
        self._runner = Runner(self.bridge, self)
        self._adviser = Adviser()
        self._backend: Backend | None = None
        self.made: Backend | None = None  # perhaps not answering yet
        self._watch = Watch(self.bridge, clock, self)
        self.bridge.reported.connect(self._hear)
        self._runner.progressed.connect(self._progressed)
        self._runner.ended.connect(self._end)
        self._watch.looked.connect(self._looked)
        self._watch.lost.connect(self._lost)

    @property
    def backend(self) -> "Backend":
        """The open target's backend. Raises: TraderAdminError while it is not open."""
        if self._backend is None:
            raise TraderAdminError(
                "Not connected", f"{self.choice.name} has not answered yet.", "Try again then."
            )
        return self._backend

    @property
    def is_open(self) -> bool:
        """Whether the target has answered."""
        return self._backend is not None

    @property
    def snapshot(self) -> Snapshot | None:
        """What is known of the target; None where nothing is."""
        return self._watch.snapshot

    @property
    def is_busy(self) -> bool:
        """Whether a transaction of ours is under way."""
        return self._runner.is_busy

    @property
    def progress(self) -> Progress | None:
        """The transaction under way."""
        return self._runner.progress

    @property
    def advice(self) -> "tuple[Advice, ...]":
        """The standing banners."""
        return self._adviser.shown

    def start(self) -> None:
        """Open the target, its configuration and history; first start makes the file."""
        self.bridge.run(self._open, self._opened, self.lost.emit)

    def mute(self) -> None:
        """Tell nothing any more, without waiting for what runs; `close` follows."""
        self.bridge.mute()

    def close(self) -> None:
        """Stop watching, wait for what runs, give up connections. On any thread."""
        self._watch.stop()
        self.bridge.settle()  # a halt, or a transaction, may still have to sign in
        if self.made is not None:
            self.made.give_up()
        self.bridge.close()
        if self.made is not None:
            self.made.close()

    def look(self) -> None:
        """Look at the target at once."""
        self._watch.look()

    # The configuration

    def load(self) -> None:
        """Open the file; pending edits are gone."""
        self.bridge.run(self.backend.load, self._loaded, self._not_loaded)

    def reload(self) -> None:
        """Read the file anew and keep edits of fields that did not change there."""
        if self.model is None or not self.model.modified_paths():
            self.load()
        else:
            self.bridge.run(self.backend.load, self._merge, self.failed.emit)

    def baseline_moved(self) -> None:
        """The edits now stand over another file."""
        self._advise()
        self.changed.emit()

    def read_history(self) -> None:
        """Read history again."""
        self.bridge.run(self.backend.history, self._remember, self.failed.emit)

    # Transactions

    def apply(self, reason: str = "") -> None:
        """Apply the edits. The model must not change until it has ended."""
        model = self.model
        if model is None:
            return
        backend = self.backend

        def work() -> ApplyResult:
            return backend.save_configuration_and_restart(
                model.render().content, baseline=model.baseline_revision, reason=reason
            )

        self._runner.run(Event.APPLY, work)

    def replace_file(self, content: bytes, baseline: str, reason: str) -> None:
        """Apply a whole file, where the one on disk cannot be read."""
        save = self.backend.save_configuration_and_restart
        self._runner.run(Event.APPLY, lambda: save(content, baseline=baseline, reason=reason))

    def restore(self, backup: str) -> None:
        """Apply a backup as it is."""
        backend = self.backend
        self._runner.run(Event.RESTORE, lambda: backend.restore(backup))

    def stop_services(self, reason: str = "") -> None:
        """Stop all services."""
        backend = self.backend
        self._runner.run(Event.PAUSE, lambda: backend.pause_trading_services(reason))

    def start_services(self, reason: str = "") -> None:
        """Start all services that should run."""
        backend = self.backend
        self._runner.run(Event.RESUME, lambda: backend.resume_trading_services(reason))

    def recover(self, how: "Recovery") -> None:
        """End an unfinished change."""
        backend = self.backend
        self._runner.run(Event.RECOVER, lambda: backend.recover(how))

    def cancel(self) -> None:
        """Ask the running transaction to stop and undo."""
        if self._backend is not None:
            self._backend.cancel()

    # On worker threads

    def _open(self) -> "Backend":
        if self.made is not None:
            self.made.close()  # from an earlier try
        backend = self.made = self.choice.open(self.bridge.report)
        backend.connect()
        backend.create_from_template()
        return backend

    # Back in the GUI thread

    def _opened(self, backend: "Backend") -> None:
        self._backend = backend
        self._watch.start(backend.snapshot)
        self.opened.emit()
        self.load()
        self.read_history()

    def _loaded(self, config: "LoadedConfig") -> None:
        self.config = config
        self.model = config.model
        self._refused = config.file.revision if config.model is None else None
        self.loaded.emit(config)
        self._advise()
        self.changed.emit()

    def _not_loaded(self, error: TraderAdminError) -> None:
        self._refused = (self.snapshot.revision if self.snapshot is not None else None) or ""
        self.failed.emit(error)

    def _merge(self, config: "LoadedConfig") -> None:
        if self.model is not None and config.error is not None and self.model.modified_paths():
            self.failed.emit(config.error)  # the edits stay until there is a file to put them on
        elif self.model is None or config.model is None:
            self._loaded(config)
        else:
            self.config = config
            self.merged.emit(self.model.merge(config.file.content))
            self._advise()
            self.changed.emit()

    def _remember(self, history: tuple[HistoryEntry, ...]) -> None:
        self.history = history
        self.remembered.emit(history)
        self.changed.emit()

    @Slot(object)
    def _hear(self, item: object) -> None:
        if isinstance(item, Snapshot):
            self._watch.take(item)
        elif isinstance(item, TraderAdminError):
            self._watch.miss(item)
        else:
            self._watch.see(item)
            self._runner.hear(item)  # type: ignore[arg-type]  # all else is an ApplyEvent

    def _looked(self, snapshot: Snapshot) -> None:
        self._advise()
        self.looked.emit(snapshot)
        self.changed.emit()
        if self._refused is not None and snapshot.revision not in {None, self._refused}:
            self._refused = None
            self.load()

    def _lost(self, error: TraderAdminError) -> None:
        self.changed.emit()
        self.lost.emit(error)

    def _progressed(self, progress: Progress) -> None:
        self._advise()
        self.progressed.emit(progress)
        self.changed.emit()

    def _end(self, ended: Ended) -> None:
        if ended.result is not None:
            self._move_baseline(ended.result)
        self._adviser.forget()
        self.ended.emit(ended)
        self.changed.emit()
        self.read_history()
        self._watch.settle(recoverable=ended.result is not None and ended.result.recoverable)

    def _move_baseline(self, result: ApplyResult) -> None:
        """The baseline moves whenever the file was replaced, whatever followed."""
        if result.content is None or revision_of(result.content) != result.entry.new_revision:
            return
        if self.model is not None:
            self.model.rebase(result.content)
        else:
            self.load()

    def _advise(self) -> None:
        if self.snapshot is None:
            return
        baseline = self.model.baseline_revision if self.model is not None else None
        verdict = self._adviser.consider(self.snapshot, baseline, busy=self.is_busy)
        if verdict is Verdict.LOOK_AGAIN:
            self.look()
        elif verdict is Verdict.SHOW:
            self.advised.emit(self.advice)
