"""What stands for the sidebar in a narrow window: a section button, search, a problems pill."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from traderadmin.gui.form.layoutplan import Section
from traderadmin.gui.look import icons
from traderadmin.gui.look.bars import SidebarItem
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
        self.section.show_section(section.title, section.icon)
        self.section.show_counts(changes, problem=problem)

    def _open_list(self) -> None:
        menu = QMenu(self)
        colour = tokens_of(self).text2
        for index, section in enumerate(self._sections):
            action = menu.addAction(icons.icon(section.icon, colour), section.title)
            action.setData(index)
        menu.setMinimumWidth(self.section.width())
        menu.triggered.connect(self._chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.section.mapToGlobal(self.section.rect().bottomLeft()))

    def _chosen(self, action: object) -> None:
        data = getattr(action, "data", None)
        if data is not None:
            self.section_chosen.emit(data())


class ProblemsPill(QPushButton):
    """The problems box as a pill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_error = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_problems(self, errors: int, warnings: int) -> None:
        """Show other counts; nothing without a problem."""
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
