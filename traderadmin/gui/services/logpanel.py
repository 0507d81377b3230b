"""The log of one service: which one, from which level, what to search, whether to follow."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from typing_extensions import override

from traderadmin.errors import TraderAdminError
from traderadmin.gui.bridge import Bridge
from traderadmin.gui.look.buttons import Button, IconButton
from traderadmin.gui.look.combo import ComboBox
from traderadmin.gui.look.fields import SearchField
from traderadmin.gui.look.labels import Divider, Label
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import Card
from traderadmin.gui.services.logview import LogView
from traderadmin.workflow.loglines import Level, LogLine, appended, chosen, parsed

_REFRESH_MS = 1000
_LINES = 1000
_LEVELS = (
    ("All levels", Level.DEBUG),
    ("Info and above", Level.INFO),
    ("Warnings", Level.WARNING),
    ("Errors", Level.ERROR),
)
ReadLog = Callable[[str, int], tuple[str, ...]]


class LogPanel(Card):
    """Reads the log on the bridge's threads while it is seen."""

    opened = Signal(object)
    """Path of a log file that was opened in an editor."""

    def __init__(
        self,
        bridge: Bridge,
        read: ReadLog,
        log_file: Callable[[str], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(padding=1, parent=parent)
        self._bridge = bridge
        self._read = read
        self._log_file = log_file
        self._lines: tuple[LogLine, ...] = ()
        self._reading = ""
        self.service = ComboBox(width=140)
        self.service.setAccessibleName("Service")
        self.level = ComboBox(width=120)
        self.level.setAccessibleName("Level")
        self.search = SearchField("Search the log")
        self.follow = Button("Follow", icon="check")
        self.copy = IconButton("copy", "Copy the lines shown")
        self.open_file = IconButton("file-text", "Open the log file")
        self.view = LogView()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self._lay_out()
        self._connect()

    def set_services(self, names: tuple[str, ...]) -> None:
        """Offer these services; the chosen one stays chosen."""
        if names == tuple(self.service.itemText(i) for i in range(self.service.count())):
            return
        current = self.service.currentText()
        self.service.blockSignals(True)
        self.service.clear()
        for name in names:
            self.service.add_choice(name)
        self.service.setCurrentIndex(max(0, self.service.findText(current)))
        self.service.blockSignals(False)
        self._choose()

    def show_service(self, name: str) -> None:
        """Show the log of `name`, all of it."""
        index = self.service.findText(name)
        if index >= 0:
            self.search.clear()
            self.level.setCurrentIndex(0)
            self.service.setCurrentIndex(index)
            self.view.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self._refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _choose(self) -> None:
        self._lines = ()
        self.view.clear()
        self.open_file.setVisible(self._log_file(self.service.currentText()) is not None)
        self._reading = ""
        self._refresh()

    def _refresh(self) -> None:
        name = self.service.currentText()
        if not name or self._reading == name or not self.isVisible():
            return
        if self._lines and not self.follow.isChecked():
            return
        self._reading = name

        def work() -> tuple[str, tuple[LogLine, ...]]:
            return name, parsed(self._read(name, _LINES))

        self._bridge.run(work, self._take, self._fail)

    def _take(self, reading: tuple[str, tuple[LogLine, ...]]) -> None:
        name, lines = reading
        self._reading = ""
        if name != self.service.currentText():
            return
        new = appended(self._lines, lines)
        fresh = new is None or not self._lines
        self._lines = lines
        follow = self.follow.isChecked()
        if fresh:
            self.view.show_lines(self._chosen(lines), follow=follow)
        elif new:
            self.view.append_lines(self._chosen(new), follow=follow)

    def _fail(self, error: TraderAdminError) -> None:
        self._reading = ""
        self._lines = ()
        self.view.setPlainText(f"{error.title}: {error.message}")

    def _chosen(self, lines: tuple[LogLine, ...]) -> tuple[LogLine, ...]:
        level = self.level.currentData()
        return chosen(lines, Level(level if level is not None else Level.DEBUG), self.search.text())

    def _filter(self) -> None:
        self.view.show_lines(self._chosen(self._lines), follow=self.follow.isChecked())

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.view.toPlainText())

    def _open(self) -> None:
        path = self._log_file(self.service.currentText())
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            self.opened.emit(path)

    def _follow_changed(self) -> None:
        on = self.follow.isChecked()
        self.follow.set_icon_name("check" if on else "")
        if on:
            bar = self.view.verticalScrollBar()
            bar.setValue(bar.maximum())
            self._refresh()

    def _connect(self) -> None:
        self.service.currentIndexChanged.connect(self._choose)
        self.level.currentIndexChanged.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.follow.clicked.connect(self._follow_changed)
        self.copy.clicked.connect(self._copy)
        self.open_file.clicked.connect(self._open)

    def _lay_out(self) -> None:
        for words, level in _LEVELS:
            self.level.add_choice(words, data=int(level))
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        head = QHBoxLayout()
        head.setContentsMargins(px(15), px(9), px(15), px(9))
        head.setSpacing(px(8))
        head.addWidget(Label("Log", Type.H2))
        head.addSpacing(px(12))
        head.addWidget(self.service)
        head.addWidget(self.level)
        head.addWidget(self.search)
        head.addStretch(1)
        head.addWidget(self.follow)
        head.addWidget(self.copy)
        head.addWidget(self.open_file)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(Divider())
        inner = QHBoxLayout()
        inner.setContentsMargins(px(11), px(2), px(4), px(10))
        inner.addWidget(self.view)
        self.body.addLayout(inner, 1)
