"""Asks clusters on worker threads, one browser for each kubeconfig."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject

from traderadmin.errors import TraderAdminError
from traderadmin.gui.bridge import Bridge
from traderadmin.gui.choice import Clusters

if TYPE_CHECKING:
    from traderadmin.targets.browsing import ClusterBrowser

T = TypeVar("T")


class MayWait(Protocol):
    """What may wait for a person who signs in."""

    def give_up(self) -> None:
        """Let nothing wait, now or later. At once."""
        ...


M = TypeVar("M", bound=MayWait)


class Asker(QObject):
    """The assistant's way to clusters; answers come back in the GUI thread."""

    def __init__(self, clusters: Clusters, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clusters = clusters
        self.bridge = Bridge(self)
        self._browsers: dict[str, ClusterBrowser] = {}
        self._making = threading.Lock()
        self._made: list[MayWait] = []
        self._closed = False
        self._keeping = threading.Lock()

    def ask(
        self,
        kubeconfig: str,
        question: "Callable[[ClusterBrowser], T]",
        done: Callable[[T], object],
        failed: Callable[[TraderAdminError], object],
    ) -> None:
        """Put a question to the clusters of a kubeconfig."""
        self.bridge.run(lambda: question(self._browser(kubeconfig)), done, failed)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[TraderAdminError], object],
    ) -> None:
        """Do other work that may block."""
        self.bridge.run(work, done, failed)

    def close(self) -> None:
        """Take no more questions and wait for what runs, but for nobody to sign in."""
        with self._keeping:
            self._closed = True
            for made in self._made:
                made.give_up()
        self.bridge.close()

    def keep(self, made: M) -> M:
        """Give it up when this closes, or at once where it has. On any thread."""
        with self._keeping:
            self._made.append(made)
            if self._closed:
                made.give_up()
        return made

    def _browser(self, kubeconfig: str) -> "ClusterBrowser":
        """On a worker thread: the adapter is imported with the first one."""
        with self._making:
            found = self._browsers.get(kubeconfig)
            if found is None:
                found = self._browsers[kubeconfig] = self.keep(self.clusters.browser(kubeconfig))
            return found
