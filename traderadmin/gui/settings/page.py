"""The settings page as the window uses it."""

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.clock import Clock
from traderadmin.config.model import ConfigModel, Merge
from traderadmin.config.paths import FieldPath
from traderadmin.errors import UnreadableConfigError
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.session import FormSession
from traderadmin.gui.look.fields import SearchField
from traderadmin.gui.look.keys import bind, redo_keys, undo_keys
from traderadmin.gui.look.labels import Divider
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.surfaces import Surface
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.settings.activerow import ActiveRow
from traderadmin.gui.settings.conflicts import ConflictPanel
from traderadmin.gui.settings.deck import SectionDeck
from traderadmin.gui.settings.fileinfo import FileInfo
from traderadmin.gui.settings.formarea import FormArea
from traderadmin.gui.settings.narrowbar import NarrowBar
from traderadmin.gui.settings.sidebar import Sidebar
from traderadmin.gui.settings.sidepanel import SidePanel
from traderadmin.gui.settings.tally import tally_of
from traderadmin.gui.settings.unreadable import UnreadablePage

STACKED_BELOW = 1260
NARROW_BELOW = 1000
_SEARCH_MS = 60
_TICK_MS = 1000


class SettingsPage(Surface):
    """Edits one configuration; shows it locked, unreadable, or in conflict where it is."""

    edited = Signal()
    """The model's values changed, or its baseline moved."""
    problem_count_changed = Signal(int)
    """The number of errors."""
    unreadable_action = Signal(object)
    """An UnreadableAction."""
    conflicts_resolved = Signal(object)
    """The choices: a dict of path to Choice."""
    conflicts_cancelled = Signal()

    def __init__(
        self,
        clock: Clock,
        theme: Theme | None = None,
        *,
        context: FormContext | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._context = context or FormContext(clock)
        self._deck: SectionDeck | None = None
        self._unreadable: UnreadablePage | None = None
        self._conflicts: ConflictPanel | None = None
        self._errors = 0
        self._locked = False
        self._minute = -1
        self._lay_out()
        self._connect()
        if theme is not None:
            theme.changed.connect(self.update)

    @property
    def banner_area(self) -> QVBoxLayout:
        """The layout above the form's title, for banners; first in the Tab order."""
        return self.area.banner_area

    @property
    def deck(self) -> SectionDeck | None:
        """What the middle shows; None while there is no model."""
        return self._deck

    def set_model(self, model: ConfigModel | None, info: FileInfo | None = None) -> None:
        """Edit another model, or none (not loaded yet)."""
        shown = self._deck.last if self._deck is not None else 0
        if self._deck is not None:
            self._deck.dispose()
            self._deck = None
        self.set_conflicts(None)
        self._drop_unreadable()
        self.set_file(info)
        if model is None:
            self.sidebar.show_sections(())
            self.narrow.show_sections(())
            self.area.show_body("", "", QWidget())
        else:
            self._begin(model, shown)
        self._show_counts()

    def set_file(self, info: FileInfo | None) -> None:
        """Show which file and revision is edited, after a load or an apply."""
        self.sidebar.show_file(info)

    def set_locked(self, locked: bool) -> None:
        """Disable every editor while changes are applied; the page still scrolls."""
        self._locked = locked
        if self._deck is not None:
            self._deck.set_locked(locked=locked)

    def set_error(self, error: UnreadableConfigError, content: str) -> None:
        """Show a file that cannot be read instead of the form."""
        self.set_model(None, None)
        self._unreadable = UnreadablePage(error, content)
        self._unreadable.chosen.connect(self.unreadable_action)
        self._stack.addWidget(self._unreadable)
        self._stack.setCurrentWidget(self._unreadable)

    def set_conflicts(self, merge: Merge | None) -> None:
        """Ask whose value to keep, above the form; None takes the question away."""
        if self._conflicts is not None:
            self.banner_area.removeWidget(self._conflicts)
            self._conflicts.hide()
            self._conflicts.deleteLater()
            self._conflicts = None
        if merge is None or self._deck is None:
            return
        self._conflicts = ConflictPanel(merge, self._deck.session.model.schema)
        self._conflicts.resolved.connect(self.conflicts_resolved)
        self._conflicts.cancelled.connect(self.conflicts_cancelled)
        self.banner_area.addWidget(self._conflicts)
        self.area.verticalScrollBar().setValue(0)

    def set_side_panel(self, widget: QWidget | None) -> None:
        """Show a panel at the right, in place of the preview; over the form in a small window."""
        self.panel.hold(widget)
        if self._deck is not None:
            self._deck.allow_preview(allowed=widget is None)
        self._place_panel()

    def jump_to(self, path: FieldPath) -> None:
        """Show the field at `path` and give it the focus."""
        self._search_field().clear()
        if self._deck is not None:
            self._deck.jump_to(path)

    def show_problems(self) -> None:
        """Show the list of problems."""
        if self._deck is not None:
            self._deck.show_problems()

    def focus_search(self) -> None:
        """Give the focus to the search field that is in sight."""
        self._search_field().setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search_field().selectAll()

    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order: search, the first field, the panel."""
        form = self._deck.form if self._deck is not None else None
        rows = list(form.rows.values()) if form is not None else []
        first = (rows[0].editor.focus_at(()),) if rows else ()
        panel = (self.panel.widget,) if self.panel.widget is not None else ()
        return (self._search_field(), *first, *panel)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width()
        narrow = width < px(NARROW_BELOW)
        if narrow is not self.narrow.isVisibleTo(self):
            self.narrow.setVisible(narrow)
            self.sidebar.setVisible(not narrow)
            self._side_line.setVisible(not narrow)
            self.area.set_tight(tight=narrow)
        self.area.set_stacked(stacked=width < px(STACKED_BELOW))
        self._place_panel()

    def _lay_out(self) -> None:
        self.narrow = NarrowBar()
        self.narrow.hide()
        self.sidebar = Sidebar()
        self._side_line = Divider(vertical=True)
        self.area = FormArea()
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.area)
        self.panel = SidePanel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.narrow)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self._row.addWidget(self.sidebar)
        self._row.addWidget(self._side_line)
        self._row.addWidget(holder, 1)
        column.addLayout(self._row, 1)

    def _connect(self) -> None:
        self._search_timer = QTimer(self)
        self._search_timer.setSingleShot(True)
        self._search_timer.setInterval(_SEARCH_MS)
        self._search_timer.timeout.connect(self._search)
        for bar in (self.sidebar, self.narrow):
            bar.section_chosen.connect(self._choose_section)
            bar.problems_wanted.connect(self.show_problems)
            bar.search.textChanged.connect(self._search_timer.start)
            bar.search.returnPressed.connect(self._first_result)
        bind(self, QKeySequence.keyBindings(QKeySequence.StandardKey.Find), self.focus_search)
        bind(self, undo_keys(), self._undo)
        bind(self, redo_keys(), self._redo)
        self._clock_timer = QTimer(self)
        self._clock_timer.setInterval(_TICK_MS)
        self._clock_timer.timeout.connect(self._tick)
        self._clock_timer.start()
        self._active_row = ActiveRow(self)

    def _begin(self, model: ConfigModel, shown: int) -> None:
        session = FormSession(model, self)
        before = self.sidebar.problems
        self._deck = SectionDeck(self.area, session, self._context, before)
        self._deck.current_changed.connect(self._current_changed)
        self._deck.filtered.connect(self.sidebar.show_only)
        session.values_changed.connect(self._show_counts)
        session.values_changed.connect(self.edited)
        session.problems_changed.connect(self._show_counts)
        self.sidebar.show_sections(self._deck.sections)
        self.narrow.show_sections(self._deck.sections)
        self._deck.set_locked(locked=self._locked)
        self._deck.allow_preview(allowed=self.panel.widget is None)
        self._deck.show_section(min(shown, max(len(self._deck.sections) - 1, 0)))
        self._search_field().clear()

    def _drop_unreadable(self) -> None:
        if self._unreadable is not None:
            self._stack.removeWidget(self._unreadable)
            self._unreadable.hide()
            self._unreadable.deleteLater()
            self._unreadable = None
        self._stack.setCurrentWidget(self.area)

    def _place_panel(self) -> None:
        beside = self.width() >= px(STACKED_BELOW)
        inside = self._row.indexOf(self.panel) >= 0
        if beside and not inside:
            self._row.addWidget(self.panel)
        elif not beside:
            if inside:
                self._row.removeWidget(self.panel)
            self.panel.lie_over(QRect(0, 0, self.width(), self.height()))

    def _search_field(self) -> SearchField:
        return self.narrow.search if self.narrow.isVisibleTo(self) else self.sidebar.search

    def _search(self) -> None:
        if self._deck is not None:
            self._deck.search(self._search_field().text())

    def _first_result(self) -> None:
        self._search_timer.stop()
        self._search()
        form = self._deck.form if self._deck is not None else None
        if form is not None and form.rows:
            row = next(iter(form.rows.values()))
            row.focus_at(row.path)

    def _choose_section(self, index: int) -> None:
        if self._deck is not None:
            self._deck.show_section(index)

    def _current_changed(self, index: int | None) -> None:
        self.sidebar.show_current(index)
        self._show_counts()

    def _show_counts(self) -> None:
        deck = self._deck
        tally = tally_of(deck)
        self.sidebar.show_counts(tally.changes, tally.wrong)
        self.sidebar.problems.show_problems(tally.errors, tally.warnings, tally.where)
        self.narrow.problems.show_problems(tally.errors, tally.warnings)
        if deck is not None and deck.sections:
            last = deck.last
            problem = tally.wrong[last] > 0
            self.narrow.show_current(deck.sections[last], tally.changes[last], problem=problem)
        if tally.errors != self._errors:
            self._errors = tally.errors
            self.problem_count_changed.emit(tally.errors)

    def _undo(self) -> None:
        if self._deck is not None and not self._locked:
            self._deck.session.model.undo()

    def _redo(self) -> None:
        if self._deck is not None and not self._locked:
            self._deck.session.model.redo()

    def _tick(self) -> None:
        minute = self._context.clock.now().minute
        if minute != self._minute:
            self._minute = minute
            if self._deck is not None:
                self._deck.tick()
