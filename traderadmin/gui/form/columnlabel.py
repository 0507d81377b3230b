"""A wrapped label of one width, whose height is settled when it is made."""

from typing import Final

from PySide6.QtCore import QEvent
from typing_extensions import override

from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px

WIDTH: Final = 196


class ColumnLabel(Label):
    """Wraps within the label column.

    Its height is computed once: a layout asks a wrapping QLabel for it anew in every pass, and
    with many rows that is most of what a key press costs.
    """

    def __init__(self, words: str, kind: Type, tint: Tint = Tint.TEXT) -> None:
        super().__init__(words, kind, tint, wrap=True)
        self.setFixedWidth(px(WIDTH))
        self._settle()

    @override
    def hasHeightForWidth(self) -> bool:
        return False

    @override
    def set_type(self, kind: Type) -> None:
        super().set_type(kind)
        self._settle()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationFontChange:
            self.setFixedWidth(px(WIDTH))
            self._settle()

    def _settle(self) -> None:
        self.setFixedHeight(self.heightForWidth(px(WIDTH)))
