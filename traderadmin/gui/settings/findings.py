"""What stands out in a schedule that is being edited: sentences below its form's rows."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from traderadmin.config.paths import FieldPath
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.labelcolumn import BAR_ROOM
from traderadmin.gui.form.session import FormSession, PathSet, touches
from traderadmin.gui.look.labels import Label, Tone
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.notices import Notice
from traderadmin.schedule.lint import Level, LintFinding
from traderadmin.workflow.schedules import findings, schedules_at

_TONES = {Level.WARNING: Tone.WARN, Level.INFO: Tone.INFO}


class ScheduleFindings(QWidget):
    """Follows the edits of one section; takes no room while nothing stands out. Blocks nothing."""

    def __init__(
        self, path: FieldPath, session: FormSession, context: FormContext, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._session = session
        self._context = context
        self._shown: tuple[LintFinding, ...] = ()
        self._notices: list[Notice] = []
        self.setAccessibleName("What stands out in the schedule")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(BAR_ROOM), px(8), 0, 0)
        self._column.setSpacing(px(8))
        self._column.addWidget(Label("What stands out", Type.STRONG, parent=self))
        self.hide()
        session.values_changed.connect(self._values_changed)
        self.show_now()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is shown, from the top."""
        return tuple(notice.label.text() for notice in self._notices)

    def show_now(self) -> None:
        """Look again, for the present time and values."""
        schedules = schedules_at(self._session.model, self._path)
        found = findings(schedules, self._context.clock.now())
        if found == self._shown:
            return
        self._shown = found
        for notice in self._notices:
            self._column.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
        self._notices = [self._notice(finding) for finding in found]
        self.setVisible(bool(found))

    def _notice(self, finding: LintFinding) -> Notice:
        notice = Notice(_TONES[finding.level], finding.message, parent=self)
        notice.label.setAccessibleName(f"{finding.level.value}: {finding.message}")
        self._column.addWidget(notice)
        notice.show()
        return notice

    def _values_changed(self, touched: PathSet) -> None:
        if touches(touched, self._path):
            self.show_now()
