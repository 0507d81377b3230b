"""Rows under headings, built in slices as they are scrolled into view."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.config.paths import FieldPath
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.focus import chain
from traderadmin.gui.form.heading import TableHeading
from traderadmin.gui.form.layoutplan import Heading, Line
from traderadmin.gui.form.row import FieldRow
from traderadmin.gui.form.session import FormSession, PathSet
from traderadmin.gui.look.measures import px

SLICE = 8
"""Rows built at once, at first and at least."""
_ROW_GUESS = 64
_GAP = 14


class SectionForm(QWidget):
    """Shows the fields of a section or of a search; rows out of sight are made when needed."""

    built = Signal()
    """Another slice of rows was made."""

    def __init__(
        self,
        items: Sequence[Heading | Line],
        session: FormSession,
        context: FormContext,
        before: QWidget,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._context = context
        self._locked = False
        self._height = 0
        self._unchained: list[QWidget] = []
        self._chain_soon = QTimer(self)
        self._chain_soon.setSingleShot(True)
        self._chain_soon.setInterval(0)
        self._chain_soon.timeout.connect(self._chain)
        self._last = before
        self._pending = list(reversed(items))
        self._paths = frozenset(item.field.path for item in items if isinstance(item, Line))
        self.rows: dict[FieldPath, FieldRow] = {}
        self.headings: dict[FieldPath, TableHeading] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, px(16))
        self._column.setSpacing(px(_GAP))
        self._rest = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._column.addSpacerItem(self._rest)
        self._column.addStretch(1)
        session.values_changed.connect(self._values_changed)
        session.problems_changed.connect(self._problems_changed)
        self.build_slice()

    @property
    def is_complete(self) -> bool:
        """Whether every row was built."""
        return not self._pending

    def build_slice(self, count: int = SLICE) -> None:
        """Build the next few rows in a block that is shown, and laid out, once."""
        block = QWidget(self)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(_GAP))
        for _ in range(min(count, len(self._pending))):
            column.addWidget(self._build_one(self._pending.pop(), block))
        self._column.insertWidget(self._column.indexOf(self._rest), block)
        block.show()
        self._height += block.sizeHint().height() + px(_GAP)
        self._rest.changeSize(
            0,
            px(_ROW_GUESS) * len(self._pending),
            QSizePolicy.Policy.Minimum,
            QSizePolicy.Policy.Fixed,
        )
        self._column.invalidate()
        self.built.emit()

    def add_below(self, widget: QWidget) -> None:
        """Show something about the whole section below its rows, those not built yet too."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def build_down_to(self, y: int) -> None:
        """Build rows until those above `y` (own coordinates) exist."""
        while self._pending and self._height < y:
            self.build_slice(1 + (y - self._height) // px(_ROW_GUESS))

    def row_of(self, path: FieldPath) -> FieldRow | None:
        """The row that shows the value at `path`, built if it was not yet."""
        if not any(path[:length] in self._paths for length in range(len(path), 0, -1)):
            return None
        while True:
            for length in range(len(path), 0, -1):
                row = self.rows.get(path[:length])
                if row is not None:
                    return row
            if not self._pending:
                return None
            self.build_slice()

    def set_locked(self, *, locked: bool) -> None:
        """Disable all editors, or enable them; the form itself keeps scrolling."""
        self._locked = locked
        for row in self.rows.values():
            row.set_locked(locked=locked)
        for heading in self.headings.values():
            heading.set_locked(locked=locked)

    def tick(self) -> None:
        """Time went on."""
        for row in self.rows.values():
            row.tick()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.built.emit()

    def _build_one(self, item: Heading | Line, block: QWidget) -> QWidget:
        made: TableHeading | FieldRow
        if isinstance(item, Heading):
            made = self.headings[item.path] = TableHeading(item, self._session, block)
        else:
            made = FieldRow(item.field, self._session, self._context, block)
            self.rows[item.field.path] = made
        if self._locked:
            made.set_locked(locked=True)
        self._unchained.append(made)
        self._chain_soon.start()
        return made

    def _chain(self) -> None:
        """Put new rows into the Tab order, after they were painted: Qt takes its time for it."""
        for row in self._unchained:
            self._last = chain(self._last, row)
        self._unchained.clear()

    def _values_changed(self, touched: PathSet) -> None:
        for row in self._rows_for(touched):
            row.refresh()
        for heading in self.headings.values():
            heading.refresh(touched)

    def _problems_changed(self, touched: PathSet) -> None:
        for path in touched:
            row = self.rows.get(path)
            if row is not None:
                row.show_problems()

    def _rows_for(self, touched: PathSet) -> Iterator[FieldRow]:
        found: set[FieldPath] = set()
        for path in touched:
            above = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self.rows), None)
            if above is not None:
                found.add(above)
            else:
                depth = len(path)
                found.update(known for known in self.rows if known[:depth] == path)
        for path in found:
            yield self.rows[path]
