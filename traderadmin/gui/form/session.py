"""One object that watches the model for every part of the settings page."""

from collections import Counter, defaultdict

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from traderadmin.config.model import ConfigModel
from traderadmin.config.paths import FieldPath
from traderadmin.config.validation import Problem

PathSet = frozenset[FieldPath]


def touches(touched: PathSet, path: FieldPath) -> bool:
    """Whether any of the touched paths is at `path` or inside it."""
    return any(each[: len(path)] == path for each in touched)


_LAYOUTS = 7
"""From a row to the page that scrolls it."""


class FormSession(QObject):
    """Relays the model's changes as signals, and keeps its problems indexed by path.

    The model calls back in the thread that edits it, which is the GUI thread.
    """

    values_changed = Signal(object)
    """The paths touched, as a frozenset."""

    problems_changed = Signal(object)
    """Every path at or above a problem that came or went, as a frozenset."""

    def __init__(self, model: ConfigModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self._all: tuple[Problem, ...] = ()
        self._index: dict[FieldPath, list[Problem]] = {}
        self._unsubscribe = model.subscribe(self._model_changed)
        self.destroyed.connect(self._unsubscribe)
        self._read_problems()

    def close(self) -> None:
        """Stop watching; the model may live on."""
        self._unsubscribe()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, errors and warnings."""
        return self._all

    def problems_within(self, path: FieldPath) -> tuple[Problem, ...]:
        """The problems at `path` and inside it."""
        return tuple(self._index.get(path, ()))

    def modified_counts(self) -> Counter[str | int]:
        """How many fields differ from the baseline, by the first part of their path."""
        return Counter(path[0] for path in self.model.modified_paths() if path)

    def _model_changed(self, touched: PathSet) -> None:
        changed = self._read_problems()
        self.values_changed.emit(touched)
        if changed:
            self.problems_changed.emit(changed)
        # Sizes travel up one layout in a round of the event loop, with a repaint in each.
        for _ in range(_LAYOUTS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _read_problems(self) -> PathSet:
        found = self.model.problems()
        if found is self._all or found == self._all:
            return frozenset()
        moved = set(found) ^ set(self._all)
        self._all = found
        index: defaultdict[FieldPath, list[Problem]] = defaultdict(list)
        for problem in found:
            for length in range(len(problem.path) + 1):
                index[problem.path[:length]].append(problem)
        self._index = dict(index)
        return frozenset(
            problem.path[:length] for problem in moved for length in range(len(problem.path) + 1)
        )
