"""A problem as an icon and a sentence under the field it belongs to."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from typing_extensions import override

from traderadmin.config.validation import Problem, Severity
from traderadmin.gui.form.folding import FoldingLabel
from traderadmin.gui.look import icons
from traderadmin.gui.look.labels import Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.paint import painter_on
from traderadmin.gui.look.tokens import tokens_of


class ProblemLine(FoldingLabel):
    """The sentence; red for an error, amber for a warning."""

    def __init__(self) -> None:
        super().__init__(Type.CAPTION_STRONG, Tint.DANGER, indent=20)
        self._warning = False

    def show_problem(self, problem: Problem, title: str = "") -> None:
        """Show the problem's sentence, after the title of the cell it is about."""
        self._warning = problem.severity is Severity.WARNING
        self.set_tint(Tint.WARN if self._warning else Tint.DANGER)
        self.show_words(f"{title}: {problem.message}" if title else problem.message)
        self.setAccessibleName(f"{problem.severity.value}: {problem.message}")

    def clear_problem(self) -> None:
        """Take no room until the next problem."""
        self.show_words("")
        self.setAccessibleName("")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        t = tokens_of(self)
        painter = painter_on(self)
        side = px(14)
        at = QRectF(0, px(5), side, side)
        name = "alert-triangle" if self._warning else "alert-circle"
        icons.draw_centred(painter, name, at, t.warn if self._warning else t.danger, side)
        painter.end()


def show_all(lines: Sequence[ProblemLine], problems: Sequence[Problem]) -> None:
    """Show the problems in as many lines; the other lines take no room."""
    for line, problem in zip(lines, problems, strict=False):
        line.show_problem(problem)
    for line in lines[len(problems) :]:
        line.clear_problem()
