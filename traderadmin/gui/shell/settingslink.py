"""Keeps the Settings tab and the desk in step: model, lock, conflicts, panel, unreadable files."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from traderadmin.contract.history import Outcome
from traderadmin.contract.names import CONFIG_FILE
from traderadmin.contract.revision import short
from traderadmin.gui.dialogs.ask import Answer, Question, ask
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.settings.fileinfo import FileInfo
from traderadmin.gui.settings.page import SettingsPage
from traderadmin.gui.settings.unreadable import UnreadableAction
from traderadmin.gui.shell.applyflow import ApplyFlow
from traderadmin.gui.shell.applypanel import ApplyPanel
from traderadmin.gui.shell.bannerstack import BannerStack
from traderadmin.gui.shell.desk import Desk
from traderadmin.gui.shell.progress import Progress
from traderadmin.gui.shell.runner import Ended
from traderadmin.targets.states import Backup

if TYPE_CHECKING:
    from traderadmin.config.merging import Choice
    from traderadmin.config.model import Merge
    from traderadmin.config.paths import FieldPath
    from traderadmin.gui.shell.workspace import Workspace
    from traderadmin.workflow.loading import LoadedConfig


class SettingsLink(QObject):
    """Owns the settings page of one workspace."""

    edited = Signal()

    def __init__(self, desk: Desk, theme: Theme, flow: ApplyFlow, space: "Workspace") -> None:
        super().__init__(space)
        self._desk = desk
        self._flow = flow
        self._space = space
        self._merge: Merge | None = None
        self._showing = False
        self._banners: BannerStack | None = None
        self.page = SettingsPage(desk.clock, theme)
        # Owned by the page from the start: what Python alone owns may be collected on any thread,
        # and a timer that is destroyed on another one than its own leaves Qt a dangling pointer.
        self.panel = ApplyPanel(desk.clock, desk.choice.name, self.page.panel)
        self.panel.closed.connect(self.close_panel)
        self.panel.hide()
        self.page.edited.connect(self.edited)
        self.page.unreadable_action.connect(self._handle_unreadable)
        self.page.conflicts_resolved.connect(self._resolve)
        self.page.conflicts_cancelled.connect(self._cancel_conflicts)
        desk.loaded.connect(self._loaded)
        desk.merged.connect(self._merged)
        desk.progressed.connect(self._progressed)
        desk.ended.connect(self._ended)

    @property
    def banners(self) -> BannerStack:
        """The banners over the form."""
        if self._banners is None:
            self._banners = BannerStack(self.page.banner_area, self._space.outcomes.ways())
        return self._banners

    @property
    def panel_is_open(self) -> bool:
        """Whether the apply panel is shown."""
        return self.panel.isVisibleTo(self.page)

    def apply(self) -> Question | None:
        """Apply, once the field being edited has been read; returns what is asked first."""
        return self._flow.apply()

    def review(self) -> None:
        """Review, once the field being edited has been read."""
        self._flow.review()

    def open_panel(self) -> None:
        """Show the steps of the transaction that is over once more."""
        self.page.set_side_panel(self.panel)

    def close_panel(self) -> None:
        """Take the panel of a transaction that is over away."""
        if not self._desk.is_busy:
            self.page.set_side_panel(None)

    def _loaded(self, config: "LoadedConfig") -> None:
        self._merge = None
        self._flow.set_conflicts(0)
        if config.model is None and config.error is not None:
            from traderadmin.config.display import masked_text  # noqa: PLC0415 - when first used

            self.page.set_error(config.error, masked_text(config.file.content, config.schema))
            return
        self.panel.prepare_soon()
        info = FileInfo(CONFIG_FILE, short(config.file.revision), self._desk.clock.now())
        self.page.set_model(config.model, info)

    def _merged(self, merge: "Merge") -> None:
        if not merge.conflicts:
            self._take(merge, {})
            return
        self._merge = merge
        self._flow.set_conflicts(len(merge.conflicts))
        self.page.set_conflicts(merge)
        self.edited.emit()

    def _resolve(self, choices: "dict[FieldPath, Choice]") -> None:
        if self._merge is not None:
            self._take(self._merge, choices)

    def _cancel_conflicts(self) -> None:
        self._merge = None
        self._flow.set_conflicts(0)
        self.page.set_conflicts(None)
        self.edited.emit()

    def _take(self, merge: "Merge", choices: "dict[FieldPath, Choice]") -> None:
        model = self._desk.model
        self._merge = None
        self._flow.set_conflicts(0)
        if model is None:
            return
        model.resolve(merge, choices)
        self.page.set_conflicts(None)
        self._show_file()
        self._desk.baseline_moved()

    def _show_file(self) -> None:
        model = self._desk.model
        if model is not None:
            now = self._desk.clock.now()
            self.page.set_file(FileInfo(CONFIG_FILE, short(model.baseline_revision), now))

    def _progressed(self, progress: Progress) -> None:
        if not self._showing:
            self._showing = True
            self._begin(progress)
        self.panel.show_progress(progress)

    def _begin(self, progress: Progress) -> None:
        model = self._desk.model
        changes = len(model.modified_paths()) if model is not None else 0
        self.banners.clear_failure()
        self._space.outcomes.dismiss_toast()
        self.panel.begin(progress, changes, self._flow.about())
        self._space.keep_focus()
        self.page.set_locked(True)
        QTimer.singleShot(0, self, self._open_panel)

    def _open_panel(self) -> None:
        """A turn of the event loop after locking, so that neither keeps it long."""
        if self._showing:
            self.page.set_side_panel(self.panel)

    def _ended(self, ended: Ended) -> None:
        self._showing = False
        self.page.set_locked(False)
        done = ended.result is not None and ended.result.outcome is Outcome.DONE
        self.panel.end(ended.progress, failed=not done)
        self._show_file()
        if done:
            QTimer.singleShot(0, self, self.close_panel)
        else:
            self.page.set_side_panel(self.panel)

    # A file that cannot be read

    def _handle_unreadable(self, action: UnreadableAction) -> None:
        if action is UnreadableAction.EDIT:
            location = self._desk.backend.info.config_location
            QDesktopServices.openUrl(QUrl.fromLocalFile(location))
        elif action is UnreadableAction.RESTORE:
            self._desk.bridge.run(
                self._desk.backend.backups, self._choose_backup, self._desk.failed.emit
            )
        else:
            ask(
                self._space.window(),
                "Start from the template?",
                "The file that cannot be read is kept as a backup. The template takes its place, "
                "and the services are restarted with it.",
                Answer("Start from the template", self._use_template, Variant.DANGER, "template"),
                keep="Keep the file",
            )

    def _choose_backup(self, backups: tuple[Backup, ...]) -> None:
        from traderadmin.gui.dialogs.backups import BackupsDialog  # noqa: PLC0415 - when first used

        dialog = BackupsDialog(backups, parent=self._space.window())
        dialog.chosen.connect(self._desk.restore)
        dialog.open()

    def _use_template(self) -> None:
        from traderadmin.resources import template_bytes  # noqa: PLC0415 - when first used

        config = self._desk.config
        if config is not None:
            self._desk.replace_file(
                template_bytes(), config.file.revision, "Started from the template"
            )
