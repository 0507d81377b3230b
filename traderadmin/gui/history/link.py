"""Keeps the History tab up to date with the desk; the page is made when first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from traderadmin.errors import TraderAdminError
from traderadmin.gui.dialogs.ask import Answer, ask
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.shell.desk import Desk
from traderadmin.gui.shell.tab import Tab
from traderadmin.targets.states import Backup
from traderadmin.workflow.words import plural

if TYPE_CHECKING:
    from traderadmin.gui.history.entries import Row
    from traderadmin.gui.history.page import HistoryPage
    from traderadmin.gui.history.texts import Detail
    from traderadmin.gui.shell.workspace import Workspace


class HistoryLink(QObject):
    """Reads for the page off the GUI thread; restores as pending edits."""

    def __init__(self, desk: Desk, space: "Workspace") -> None:
        super().__init__(space)
        self._desk = desk
        self._space = space
        self._page: HistoryPage | None = None
        self._backups: tuple[Backup, ...] = ()
        self._later = ""
        desk.remembered.connect(self._remembered)

    def page(self) -> "HistoryPage":
        """The page."""
        if self._page is None:
            from traderadmin.gui.history.page import HistoryPage  # noqa: PLC0415 - when first shown

            self._page = HistoryPage(self._desk.clock)
            self._page.row_chosen.connect(self._read_detail)
            self._page.compare_asked.connect(self._compare)
            self._page.restore_asked.connect(self._ask_restore)
            self._show()
            self._read_backups()
        if self._later:
            self._page.choose(self._later)
        return self._page

    def choose_later(self, key: str) -> None:
        """Choose this entry when the page is shown next."""
        self._later = key

    def _remembered(self, _: object) -> None:
        if self._page is not None:
            self._show()
            self._read_backups()

    def _show(self) -> None:
        if self._page is not None:
            self._page.show_history(self._desk.history, self._backups)

    def _read_backups(self) -> None:
        if self._desk.is_open:
            self._desk.bridge.run(
                self._desk.backend.backups, self._take_backups, self._desk.failed.emit
            )

    def _take_backups(self, backups: tuple[Backup, ...]) -> None:
        self._backups = backups
        self._show()
        if self._page is not None and self._page.list.current is not None:
            self._read_detail(self._page.list.current)

    def _read_detail(self, row: "Row") -> None:
        self._run_detail(row, compare=False)

    def _compare(self, row: "Row") -> None:
        self._run_detail(row, compare=True)

    def _run_detail(self, row: "Row", *, compare: bool) -> None:
        from traderadmin.gui.history.texts import read_detail  # noqa: PLC0415 - when first shown

        desk = self._desk
        if not desk.is_open or desk.config is None:
            return
        backend, schema, backups = desk.backend, desk.config.schema, self._backups

        def work() -> "Detail":
            return read_detail(backend, schema, row, backups, compare=compare)

        desk.bridge.run(work, self._show_detail, self._fail_detail)

    def _show_detail(self, detail: "Detail") -> None:
        if self._page is not None:
            self._page.show_detail(detail)

    def _fail_detail(self, error: TraderAdminError) -> None:
        if self._page is not None:
            self._page.show_trouble(error)

    def _ask_restore(self, backup: str) -> None:
        model = self._desk.model
        pending = len(model.modified_paths()) if model is not None else 0
        if not pending:
            self._restore(backup)
            return

        def load() -> None:
            self._restore(backup)

        verb = "is" if pending == 1 else "are"
        ask(
            self._space.window(),
            f"Load {backup} over your edits?",
            f"{plural(pending, 'change')} {verb} not applied. Fields that differ from the backup "
            "take its values; undo brings yours back.",
            Answer("Load its values", load, Variant.PRIMARY, "load_backup"),
            keep="Keep editing",
        )

    def _restore(self, backup: str) -> None:
        backend = self._desk.backend
        self._desk.bridge.run(
            lambda: (backup, backend.read_backup(backup)), self._load, self._desk.failed.emit
        )

    def _load(self, found: tuple[str, bytes]) -> None:
        from traderadmin.config.loader import parse  # noqa: PLC0415 - when first used

        name, content = found
        model = self._desk.model
        if model is None:
            return
        if self._desk.is_busy:
            self._desk.failed.emit(_not_now(name))
            return
        try:
            model.replace_all(parse(content))
        except TraderAdminError as error:
            self._desk.failed.emit(error)
            return
        self._space.show_tab(Tab.SETTINGS)
        count = len(model.modified_paths())
        differs = f"{plural(count, 'field')} to apply." if count else "It equals the file."
        self._space.outcomes.show_toast(f"The values of {name} are loaded. {differs}")


def _not_now(name: str) -> TraderAdminError:
    return TraderAdminError(
        "Backup not loaded",
        f"The configuration is being applied, so the values of {name} were not taken over.",
        "Load them again once that has ended.",
    )
