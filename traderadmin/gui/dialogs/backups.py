"""Choosing a backup to put in place of a file that cannot be read."""

from datetime import UTC

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from traderadmin.gui.dialogs.base import Dialog
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.surfaces import use_slim_bars
from traderadmin.targets.states import Backup


class BackupsDialog(Dialog):
    """Lists backups, newest first; restoring one is a normal apply with its own backup."""

    chosen = Signal(str)
    """The name of the backup to restore."""

    def __init__(self, backups: tuple[Backup, ...], *, parent: QWidget) -> None:
        text = (
            "The file that cannot be read is kept as a backup too. The services are restarted "
            "with the backup you choose."
            if backups
            else "There is no backup beside the file."
        )
        super().__init__("Restore a backup", text, width=520, parent=parent)
        self.setObjectName("backups_dialog")
        self.list = QListWidget()
        use_slim_bars(self.list)
        self.list.setFont(font(Type.BODY))
        self.list.setAccessibleName("Backups")
        self.list.setMinimumHeight(px(220))
        for backup in backups:
            made = f"{backup.made.astimezone(UTC):%a %Y-%m-%d %H:%M:%S} UTC"
            item = QListWidgetItem(f"{made}   {backup.name}   {backup.size} bytes")
            item.setData(Qt.ItemDataRole.UserRole, backup.name)
            self.list.addItem(item)
        self.body.addWidget(self.list)
        self.list.setVisible(bool(backups))
        self.add_gap()
        self.add_button("Cancel", name="keep", default=not backups).clicked.connect(self.reject)
        self.restore = self.add_button(
            "Restore this backup", Variant.PRIMARY, name="restore_backup", default=bool(backups)
        )
        self.restore.setEnabled(bool(backups))
        self.restore.clicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        if backups:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
