"""The names in a folder of the volume: a folder is entered, a file chosen."""

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QWidget
from typing_extensions import override

from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.surfaces import use_slim_bars

UP = "../"
_HEIGHT = 112
_LINE = 26


class FileList(QListWidget):
    """Names in `folder`; those that end in a slash are folders."""

    chosen = Signal(str)
    """The path of a file."""
    entered = Signal(str)
    """The path of a folder to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = ""
        use_slim_bars(self)
        self.setObjectName("files")
        self.setFont(font(Type.BODY))
        self.setFixedHeight(px(_HEIGHT))
        self.setAccessibleName("Files on the volume")
        self.itemActivated.connect(self._use)
        self.itemClicked.connect(self._take)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()  # it was for the name, not for the dialog's Next

    def show_names(self, names: tuple[str, ...], chosen: str = "") -> None:
        """Show what is in the folder; `chosen` is the path of the file that is marked."""
        self.clear()
        self.addItems([UP, *names] if self.folder else list(names))
        for row in range(self.count()):
            self.item(row).setSizeHint(QSize(0, px(_LINE)))
        marked = [row for row in range(self.count()) if self._path(row) == chosen]
        if marked:
            self.setCurrentRow(marked[0])
        else:
            self.setCurrentRow(0, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.setAccessibleDescription(f"In {self.folder or 'the volume'}")

    def _take(self) -> None:
        """A click chooses a file; a folder is entered by two, or by Return."""
        if not self.currentItem().text().endswith("/"):
            self._use()

    def _use(self) -> None:
        path = self._path(self.currentRow())
        if path.endswith(UP):
            self.entered.emit(self.folder.rpartition("/")[0])
        elif path.endswith("/"):
            self.entered.emit(path.rstrip("/"))
        else:
            self.chosen.emit(path)

    def _path(self, row: int) -> str:
        name = self.item(row).text()
        return f"{self.folder}/{name}" if self.folder else name
