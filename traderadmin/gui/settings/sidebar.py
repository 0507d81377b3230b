"""The sidebar: search, sections with their counts, the problems box, file and revision."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.form.layoutplan import Section
from traderadmin.gui.look import icons
from traderadmin.gui.look.bars import SidebarItem
from traderadmin.gui.look.fields import SearchField
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import RADIUS, Type, font, px
from traderadmin.gui.look.paint import box, painter_on, ring, text
from traderadmin.gui.look.surfaces import ScrollArea, Surface
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.gui.settings.fileinfo import FileInfo
from traderadmin.gui.settings.places import count

WIDTH = 240


class Sidebar(Surface):
    """Chooses a section; shows where edits and problems are."""

    section_chosen = Signal(int)
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(window=True, parent=parent)
        self.setFixedWidth(px(WIDTH) - 1)
        self.setAccessibleName("Sections")
        self.items: tuple[SidebarItem, ...] = ()
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.section_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(16), px(12) - 1, px(14))
        column.setSpacing(0)
        self.search = SearchField("Search settings")
        column.addWidget(self.search)
        column.addSpacing(px(13))
        holder = QWidget()
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(px(2))
        self._list.addStretch(1)
        self._scroll = ScrollArea(holder)
        column.addWidget(self._scroll, 1)
        column.addSpacing(px(8))
        self.problems = ProblemsBox()
        self.problems.hide()
        self.problems.clicked.connect(self.problems_wanted)
        column.addWidget(self.problems)
        column.addSpacing(px(12))
        self._file = Label("", Type.LABEL)
        self._file.setFont(font(Type.CAPTION_STRONG))
        self._revision = Label("", Type.CAPTION, Tint.TEXT2)
        self._loaded = Label("", Type.CAPTION, Tint.TEXT2)
        for label in (self._file, self._revision, self._loaded):
            label.setContentsMargins(px(12), px(1), 0, px(1))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """List other sections."""
        for item in self.items:
            self._group.removeButton(item)
            self._list.removeWidget(item)
            item.deleteLater()
        made = []
        for index, section in enumerate(sections):
            item = SidebarItem(section.title, section.icon)
            self._group.addButton(item, index)
            self._list.insertWidget(index, item)
            made.append(item)
        self.items = tuple(made)

    def show_current(self, index: int | None) -> None:
        """Mark the section that is shown; None for none."""
        if index is None:
            self._group.setExclusive(False)
            for item in self.items:
                item.setChecked(False)
            self._group.setExclusive(True)
        else:
            self.items[index].setChecked(True)

    def show_only(self, indices: Sequence[int] | None) -> None:
        """Hide the sections without a match; None shows all."""
        for index, item in enumerate(self.items):
            item.setVisible(indices is None or index in indices)

    def show_counts(self, changes: Counter[int], problems: Counter[int]) -> None:
        """Changes and problems by the sections' places."""
        for index, item in enumerate(self.items):
            item.show_counts(changes[index], problem=problems[index] > 0)

    def show_file(self, info: FileInfo | None) -> None:
        """Show which file is edited."""
        self._file.setText(info.name if info is not None else "")
        self._revision.setText(info.revision_words if info is not None else "")
        self._loaded.setText(info.loaded_words if info is not None else "")


class ProblemsBox(QPushButton):
    """How many problems there are and where the first one is; opens the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._errors = 0
        self._warnings = 0
        self._where = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_problems(self, errors: int, warnings: int, where: str) -> None:
        """Show other counts; nothing at all is shown without a problem."""
        if (errors, warnings, where) == (self._errors, self._warnings, self._where):
            return
        self._errors, self._warnings, self._where = errors, warnings, where
        self.setText(self.title)
        self.setAccessibleName(f"{self.title}: {where}")
        self.setVisible(errors + warnings > 0)
        self.update()

    @property
    def title(self) -> str:
        """The count in words."""
        if self._errors:
            return count(self._errors, "problem", "problems")
        return count(self._warnings, "warning", "warnings")

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(216), px(48))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(48))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        front, back = (t.danger, t.danger_soft) if self._errors else (t.warn, t.warn_soft)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, px(RADIUS), back.darker(103) if self.underMouse() else back)
        icon = "alert-circle" if self._errors else "alert-triangle"
        icons.draw_centred(painter, icon, QRectF(px(12), px(8), px(16), px(16)), front)
        left = px(38)
        upper = QRectF(left, px(6), rect.width(), px(18))
        text(painter, upper, self.title, front, font(Type.STRONG))
        small = font(Type.CAPTION)
        lower = QRectF(left, px(24), rect.width() - left - px(28), px(18))
        painter.setFont(small)
        words = painter.fontMetrics().elidedText(
            self._where, Qt.TextElideMode.ElideRight, round(lower.width())
        )
        text(painter, lower, words, t.text, small)
        right = QRectF(rect.right() - px(25), 0, px(16), rect.height())
        icons.draw_centred(painter, "chevron-right", right, t.text2)
        if self.hasFocus():
            ring(painter, rect, px(RADIUS), t.accent)
        painter.end()
