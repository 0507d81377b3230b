"""The saved targets: read for the menu, connected to, edited, forgotten."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from traderadmin.errors import TraderAdminError
from traderadmin.gui.bridge import Bridge
from traderadmin.gui.choice import Clusters, Manage, TargetChoice
from traderadmin.gui.dialogs.ask import Answer, ask
from traderadmin.gui.leaving import Leaving
from traderadmin.gui.look.buttons import Variant
from traderadmin.targets.saved import SavedTarget

if TYPE_CHECKING:
    from traderadmin.gui.connect.assistant import Assistant


class Targets(QObject):
    """What the target menu offers, and what is done when something of it is chosen."""

    read = Signal(object)
    """tuple[TargetChoice, ...]: what can be opened."""
    chosen = Signal(object)
    """TargetChoice: one to open, just saved, or this machine after the open one was removed."""
    failed = Signal(object)
    """TraderAdminError: the saved targets cannot be read or written."""

    def __init__(
        self,
        local: tuple[TargetChoice, ...],
        clusters: Callable[[], Clusters],
        leaving: Leaving,
        window: QWidget,
    ) -> None:
        """`local` are those that are not saved; `clusters` may block, as its first use imports."""
        super().__init__(window)
        self._local = local
        self._make = clusters
        self._clusters: Clusters | None = None
        self._leaving = leaving
        self._window = window
        self._known: tuple[SavedTarget, ...] = ()
        self._bridge = Bridge(self)
        self.assistant: Assistant | None = None

    def refresh(self) -> None:
        """Read the saved targets."""
        self._bridge.run(self._read, self._show, self._not_read)

    def manage(self, way: Manage, current: TargetChoice) -> None:
        """Do what the menu offers."""
        match way:
            case Manage.CONNECT:
                self._assist(None)
            case Manage.EDIT:
                self._assist(current.saved)
            case Manage.REMOVE:
                self._ask_remove(current)

    def close(self) -> None:
        """Wait for what runs."""
        if self.assistant is not None:
            self.assistant.asker.close()
        self._bridge.close()

    def _read(self) -> tuple[Clusters, tuple[SavedTarget, ...]]:
        """On a worker thread."""
        clusters = self._clusters or self._make()
        return clusters, clusters.saved.all()

    def _show(self, found: tuple[Clusters, tuple[SavedTarget, ...]]) -> None:
        self._clusters, self._known = found
        choices = tuple(self._clusters.choice(target) for target in self._known)
        self.read.emit((*self._local, *choices))

    def _not_read(self, error: TraderAdminError) -> None:
        self.read.emit(self._local)
        self.failed.emit(error)

    def _assist(self, edited: SavedTarget | None) -> None:
        """Open the assistant, with the names that are taken by now."""

        def show(found: tuple[Clusters, tuple[SavedTarget, ...]]) -> None:
            self._show(found)
            self._open_assistant(found[0], edited)

        self._bridge.run(self._read, show, self.failed.emit)

    def _open_assistant(self, clusters: Clusters, edited: SavedTarget | None) -> None:
        from traderadmin.gui.connect.assistant import Assistant  # noqa: PLC0415 - when first used

        if self.assistant is not None:
            return
        taken = frozenset(target.name for target in self._known)
        made = Assistant(clusters, taken, edited=edited, parent=self._window)
        made.connected.connect(self._connected)
        made.finished.connect(self._assisted)
        self.assistant = made
        made.open()

    def _assisted(self, _: int) -> None:
        """Whatever it still waits for is given up behind the scenes."""
        if self.assistant is not None:
            asker = self.assistant.asker
            self.assistant = None
            asker.bridge.mute()
            self._leaving.leave(asker.close, asker.deleteLater)

    def _connected(self, target: SavedTarget) -> None:
        self.refresh()
        if self._clusters is not None:
            self.chosen.emit(self._clusters.choice(target))

    def _ask_remove(self, current: TargetChoice) -> None:
        def remove() -> None:
            self._bridge.run(lambda: self._forget(current.name), self._removed, self.failed.emit)

        ask(
            self._window,
            f"Remove {current.name}?",
            "Only what is saved here is removed. Its services and its configuration go on as "
            "they are.",
            Answer("Remove", remove, Variant.DANGER, "remove"),
            keep="Keep it",
        )

    def _forget(self, name: str) -> None:
        """On a worker thread."""
        if self._clusters is not None:
            self._clusters.saved.remove(name)

    def _removed(self, _: None) -> None:
        self.refresh()
        self.chosen.emit(self._local[0])
