"""What stands for the sidebar in a narrow window: a section button, search, a problems pill."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from traderadmin.gui.form.layoutplan import Section
from traderadmin.gui.look import icons
from traderadmin.gui.look.bars import SidebarItem
from traderadmin.gui.look.choices import Choice, ChoicePopup
from traderadmin.gui.look.fields import SearchField
from traderadmin.gui.look.measures import CONTROL, Type, font, px
from traderadmin.gui.look.paint import box, painter_on, ring, text
from traderadmin.gui.look.surfaces import Surface
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.gui.settings.places import count


class NarrowBar(Surface):
    """The same choices as the sidebar's, in one line."""

    section_chosen = Signal(int)
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(window=True, parent=parent)
        self._sections: tuple[Section, ...] = ()
        self._current = -1
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.setSpacing(px(8))
        self.section = SidebarItem("", "sliders")
        self.section.setCheckable(False)
        self.section.setFixedSize(px(252), px(CONTROL))
        self.section.clicked.connect(self._open_list)
        self.search = SearchField("Search settings")
        self.problems = ProblemsPill()
        self.problems.clicked.connect(self.problems_wanted)
        self.problems.hide()
        row.addWidget(self.section)
        row.addWidget(self.search, 1)
        row.addWidget(self.problems)

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        """The sections to choose from."""
        self._sections = sections

    def show_current(self, section: Section, changes: int, *, problem: bool) -> None:
        """Show the current section with its counts."""
        self._current = self._sections.index(section)
        self.section.show_section(section.title, section.icon)
        self.section.show_counts(changes, problem=problem)

    def _open_list(self) -> None:
        choices = [Choice(section.title, "", section.icon) for section in self._sections]
        popup = ChoicePopup(self, choices, self._current)
        popup.chosen.connect(self.section_chosen)
        popup.open_under(self.section)


class ProblemsPill(QPushButton):
    """The problems box as a pill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_error = True
        self._counts = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_problems(self, errors: int, warnings: int) -> None:
        """Show other counts; nothing without a problem."""
        if (errors, warnings) == self._counts:
            return
        self._counts = (errors, warnings)
        self._is_error = errors > 0
        noun = ("problem", "problems") if errors else ("warning", "warnings")
        self.setText(count(errors or warnings, *noun))
        self.setVisible(errors + warnings > 0)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font(Type.CAPTION_STRONG)).horizontalAdvance(self.text())
        return QSize(round(width) + px(36), px(26))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        front, back = (t.danger, t.danger_soft) if self._is_error else (t.warn, t.warn_soft)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, rect.height() / 2, back)
        name = "alert-circle" if self._is_error else "alert-triangle"
        icons.draw_centred(painter, name, QRectF(px(7), 0, px(14), rect.height()), front, px(14))
        at = rect.adjusted(px(27), 0, 0, 0)
        text(painter, at, self.text(), front, font(Type.CAPTION_STRONG), Qt.AlignmentFlag.AlignLeft)
        if self.hasFocus():
            ring(painter, rect, rect.height() / 2, t.accent)
        painter.end()
