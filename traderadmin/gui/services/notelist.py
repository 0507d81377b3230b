"""What is not as it should be with the orchestrator, a soft box to each sentence."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from traderadmin.gui.look.labels import Tone
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.notices import Notice
from traderadmin.workflow.sessionnotes import Note, Weight

_TONES = {Weight.CALM: Tone.NEUTRAL, Weight.WARNING: Tone.WARN, Weight.BAD: Tone.DANGER}


class NoteList(QWidget):
    """Shows notes; a box stays as it is for as long as its sentence does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[Note, Notice] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self.hide()

    def show_notes(self, notes: tuple[Note, ...]) -> None:
        """Show these notes in this order."""
        if notes == tuple(self._boxes):
            return
        for note in [known for known in self._boxes if known not in notes]:
            gone = self._boxes.pop(note)
            gone.hide()
            gone.deleteLater()
        kept = self._boxes
        self._boxes = {note: kept.get(note) or self._made(note) for note in notes}
        for box in self._boxes.values():
            self._column.removeWidget(box)
            self._column.addWidget(box)
        self.setVisible(bool(notes))

    def _made(self, note: Note) -> Notice:
        box = Notice(_TONES[note.weight], note.text, parent=self)
        box.setAccessibleName(note.text)
        return box
