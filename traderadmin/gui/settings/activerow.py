"""Knows the row that holds the focus, and tells it so."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from traderadmin.gui.form.row import FieldRow


class ActiveRow(QObject):
    """Follows the focus within `page`."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._row: FieldRow | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        row = new
        while row is not None and not isinstance(row, FieldRow):
            row = row.parentWidget()
        if row is self._row:
            return
        if self._row is not None:
            self._row.destroyed.disconnect(self._gone)
            self._row.set_active(active=False)
        self._row = row
        if row is not None:
            row.destroyed.connect(self._gone)
            row.set_active(active=True)

    def _gone(self) -> None:
        self._row = None
