"""What the middle of the page shows: a section, what a search found, or the problems."""

from collections import Counter

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from traderadmin.config.paths import FieldPath
from traderadmin.config.validation import Severity
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.layoutplan import lines_of, sections_of
from traderadmin.gui.form.section import SectionForm
from traderadmin.gui.form.session import FormSession
from traderadmin.gui.settings.findings import ScheduleFindings
from traderadmin.gui.settings.formarea import FormArea
from traderadmin.gui.settings.places import count
from traderadmin.gui.settings.preview import SchedulePreview
from traderadmin.gui.settings.problems import ProblemsList
from traderadmin.gui.settings.search import SearchIndex


class SectionDeck(QObject):
    """Builds each section when it is first shown, and finds the row of any path."""

    current_changed = Signal(object)
    """The place of the section shown; None while a search or the problems are shown."""
    filtered = Signal(object)
    """The places of the sections that hold a match; None while nothing is searched."""

    def __init__(
        self,
        area: FormArea,
        session: FormSession,
        context: FormContext,
        before: QWidget,
    ) -> None:
        super().__init__(area)
        self.session = session
        self.sections = sections_of(session.model.schema.root)
        self._area = area
        self._context = context
        self._before = before
        self._forms: dict[int, SectionForm] = {}
        self._last = 0
        self._index: SearchIndex | None = None
        self._results: SectionForm | None = None
        self._problems: ProblemsList | None = None
        self._previews: dict[int, SchedulePreview] = {}
        self._findings: list[ScheduleFindings] = []
        self._preview_allowed = True
        self._locked = False
        self._current: int | None = None

    @property
    def current(self) -> int | None:
        """The place of the section shown; None while something else is."""
        return self._current

    @property
    def last(self) -> int:
        """The place of the section shown last."""
        return self._last

    @property
    def form(self) -> SectionForm | None:
        """The rows shown now: a section's, or a search's."""
        if self._current is not None:
            return self._forms.get(self._current)
        return self._results

    def show_section(self, index: int) -> None:
        """Show a section, building what of it is visible."""
        if not self.sections:
            return
        section = self.sections[index]
        form = self._forms.get(index)
        if form is None:
            items = tuple(lines_of(section.fields))
            form = SectionForm(items, self.session, self._context, self._before, self._area)
            form.set_locked(locked=self._locked)
            self._forms[index] = form
            self._add_findings(index, form)
        self._current = self._last = index
        self._area.show_body(section.title, section.help, form)
        self._show_preview()
        self.current_changed.emit(index)

    def search(self, text: str) -> None:
        """Show the rows that match; an empty text shows the last section again."""
        if not text.strip():
            if self._results is not None:
                self._area.drop(self._results)
                self._results = None
            self.filtered.emit(None)
            if self._current is None and self._area.title.text():
                self.show_section(self._last)
            return
        if self._index is None:
            self._index = SearchIndex(self.sections)
        sections, items = self._index.find(text)
        old = self._results
        rows = sum(1 for item in items if hasattr(item, "field"))
        self._results = SectionForm(items, self.session, self._context, self._before, self._area)
        self._results.set_locked(locked=self._locked)
        self._leave_section()
        title = f"{count(rows, 'setting', 'settings')} found" if rows else "Nothing found"
        self._area.show_body(title, f"For “{text.strip()}”", self._results)
        if old is not None:
            self._area.drop(old)
        self.filtered.emit(sections)

    def show_problems(self) -> None:
        """Show the list of problems."""
        if self._problems is None:
            self._problems = ProblemsList(self.session, self.sections, self._area)
            self._problems.set_locked(locked=self._locked)
            self._problems.jump_wanted.connect(self.jump_to)
        self._problems.show_now()
        self._leave_section()
        self._area.show_body(
            "Problems", "What keeps the changes from being applied.", self._problems
        )

    def jump_to(self, path: FieldPath) -> None:
        """Show the section of `path`, scroll to its row and give it the focus."""
        index = self.section_of(path)
        if index is None:
            self.show_problems()
            return
        self.show_section(index)
        form = self._forms[index]
        row = form.row_of(path)
        if row is not None:
            widget = row.focus_at(path)
            self._area.bring_into_view(row)
            self._area.bring_into_view(widget)

    def section_of(self, path: FieldPath) -> int | None:
        """The place of the section that shows `path`."""
        return next((i for i, each in enumerate(self.sections) if each.holds(path)), None)

    def counts(self) -> tuple[Counter[int], Counter[int]]:
        """Changes, and errors, by the place of their section."""
        changes: Counter[int] = Counter()
        problems: Counter[int] = Counter()
        for path in self.session.model.modified_paths():
            index = self.section_of(path)
            if index is not None:
                changes[index] += 1
        for problem in self.session.problems:
            index = self.section_of(problem.path)
            if index is not None and problem.severity is Severity.ERROR:
                problems[index] += 1
        return changes, problems

    def set_locked(self, *, locked: bool) -> None:
        """Lock the fields of every section, built or not yet."""
        self._locked = locked
        for form in (*self._forms.values(), *([self._results] if self._results else [])):
            form.set_locked(locked=locked)
        if self._problems is not None:
            self._problems.set_locked(locked=locked)
        self._area.set_locked(locked=locked)

    def allow_preview(self, *, allowed: bool) -> None:
        """Whether there is room for a preview (the apply panel takes its place)."""
        self._preview_allowed = allowed
        self._show_preview()

    def tick(self) -> None:
        """A minute went by."""
        form = self.form
        if form is not None:
            form.tick()
        if self._current in self._previews:
            self._previews[self._current].show_now()
        for each in self._findings:
            each.show_now()

    def dispose(self) -> None:
        """Take everything away; another model comes."""
        self._area.show_preview(None)
        bodies: list[QWidget | None] = [*self._forms.values(), self._results, self._problems]
        for body in bodies:
            if body is not None:
                self._area.drop(body)
        for preview in self._previews.values():
            preview.deleteLater()
        self.session.close()
        self.session.deleteLater()
        self.deleteLater()

    def _leave_section(self) -> None:
        self._current = None
        self._area.show_preview(None)
        self.current_changed.emit(None)

    def _is_schedule(self, index: int) -> bool:
        return self.sections[index].preview == "schedule"

    def _add_findings(self, index: int, form: SectionForm) -> None:
        if self._is_schedule(index):
            path = self.sections[index].path
            found = ScheduleFindings(path, self.session, self._context, form)
            form.add_below(found)
            self._findings.append(found)

    def _show_preview(self) -> None:
        index = self._current
        wanted = index is not None and self._is_schedule(index)
        if index is None or not wanted or not self._preview_allowed:
            self._area.show_preview(None)
            return
        if index not in self._previews:
            path = self.sections[index].path
            preview = SchedulePreview(path, self.session, self._context, self._area)
            self._previews[index] = preview
        self._previews[index].show_now()
        self._area.show_preview(self._previews[index])
