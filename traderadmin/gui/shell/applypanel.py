"""The panel beside the form while a transaction runs, and after it failed."""

from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from traderadmin.clock import Clock
from traderadmin.contract.history import Event
from traderadmin.gui.look.buttons import Button, IconButton, Variant
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.notices import announce
from traderadmin.gui.look.status import ProgressLine
from traderadmin.gui.look.surfaces import ScrollArea, Surface
from traderadmin.gui.shell.applystate import headline
from traderadmin.gui.shell.panelwords import details, ended_title, foot_text
from traderadmin.gui.shell.progress import Progress, StepRow, begin
from traderadmin.gui.shell.stepblock import StepBlock
from traderadmin.gui.shell.tonedicon import TonedIcon

_TICK_MS = 200
_SOON_MS = 25
"""Events that come closer together than this are shown at once."""
_IDLE_MS = 300
WIDTH = 404


class ApplyPanel(Surface):
    """Steps as they happen; after a failure they stay until the panel is closed."""

    closed = Signal()

    def __init__(self, clock: Clock, target: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("apply_panel")
        self._clock = clock
        self._target = target
        self._progress: Progress | None = None
        self._changes = 0
        self._about: float | None = None
        self._began = clock.monotonic()
        self._step_began = self._began
        self._current: StepRow | None = None
        self._started: datetime = clock.now()
        self._ended: datetime | None = None
        self._blocks: list[StepBlock] = []
        self._icon = TonedIcon("alert-circle", Tint.DANGER)
        self._title = Label("", Type.H2)
        self._close = IconButton("x", "Close the panel")
        self._sub = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._line = ProgressLine()
        self._foot_icon = TonedIcon("info", Tint.TEXT2)
        self._foot = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._copy = Button("Copy details", Variant.GHOST, "copy")
        self._steps = QVBoxLayout()
        self._close.clicked.connect(self.closed)
        self._copy.clicked.connect(self._copy_details)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._tick)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(_IDLE_MS)
        self._idle.timeout.connect(self._prepare)
        self._lay_out()

    def begin(self, progress: Progress, changes: int, about: float | None) -> None:
        """Start to show a transaction."""
        self._began = self._step_began = self._clock.monotonic()
        self._started = self._clock.now()
        self._ended = None
        self._current = None
        self._changes = changes
        self._about = about
        self.show_progress(progress)
        self._timer.start()

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        current = progress.current
        if current is not None and (self._current is None or current.step != self._current.step):
            self._step_began = self._clock.monotonic()
            announce(self, f"Step {progress.number(current)}: {current.title}")
        self._current = current
        self._progress = progress
        if not self._soon.isActive():
            self._soon.start()

    def prepare_soon(self) -> None:
        """Make the parts of an apply's steps ahead of time, so that beginning one is quick."""
        self._idle.start()

    def _prepare(self) -> None:
        if not self._blocks:
            self._show_steps(begin(Event.APPLY))

    def end(self, progress: Progress, *, failed: bool) -> None:
        """Show how it ended."""
        self._timer.stop()
        self._ended = self._clock.now()
        self._progress = progress
        self._current = None
        if failed:
            self._soon.stop()
            self._show(progress, failed=True)
        else:
            self._soon.start()  # the panel goes away: much else is to be shown first

    def _tick(self) -> None:
        if self._progress is not None:
            self._show(self._progress, failed=False)

    def _show(self, progress: Progress, *, failed: bool) -> None:
        over = self._ended is not None
        self._icon.setVisible(failed)
        self._close.setVisible(over)
        self._copy.setVisible(over)
        self._line.setVisible(not over)
        if self._ended is not None:
            self._title.setText(ended_title(progress, failed=failed))
            span = f"{self._started:%H:%M:%S} to {self._ended:%H:%M:%S} UTC"
            self._sub.setText(f"{self._target} · {span}")
        else:
            self._title.setText(headline(progress, self._changes))
            self._sub.setText(f"{self._target} · {self._elapsed_text()}")
            self._line.show_share(self._share(progress))
        foot = "" if over else foot_text(progress)
        self._foot.setText(foot)
        self._foot.setVisible(bool(foot))
        self._foot_icon.setVisible(bool(foot))
        self._show_steps(progress)

    def _elapsed_text(self) -> str:
        took = self._clock.monotonic() - self._began
        text = f"{int(took)} s"
        if self._about is not None and self._about > took:
            text += f", about {max(1, round(self._about - took))} s left"
        return text

    def _share(self, progress: Progress) -> float:
        """How much is done: by steps, and by time within what is usual, never quite all."""
        by_steps = progress.done / max(1, len(progress.rows))
        if self._about is None:
            return by_steps
        took = self._clock.monotonic() - self._began
        return max(by_steps, min(took / max(self._about, 0.1), 0.95))

    def _show_steps(self, progress: Progress) -> None:
        total = len(progress.rows)
        if len(self._blocks) != total:
            self._rebuild(total)
        for block, row in zip(self._blocks, progress.rows, strict=True):
            running = row == self._current
            seconds = self._clock.monotonic() - self._step_began if running else None
            block.show_row(row, total, seconds)

    def _rebuild(self, total: int) -> None:
        for block in self._blocks:
            block.hide()
            block.deleteLater()
        self._blocks = [StepBlock(n + 1, last=n + 1 == total) for n in range(total)]
        for block in self._blocks:
            self._steps.addWidget(block)

    def _copy_details(self) -> None:
        if self._progress is not None:
            span = (self._started, self._ended or self._clock.now())
            QApplication.clipboard().setText(details(self._progress, self._target, span))

    def _lay_out(self) -> None:
        self._title.setMinimumHeight(px(28))
        head = QHBoxLayout()
        head.setSpacing(px(9))
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        top = QVBoxLayout()
        top.setContentsMargins(px(24), px(16), px(24), px(8))
        top.setSpacing(0)
        top.addLayout(head)
        top.addWidget(self._sub)
        top.addSpacing(px(14))
        top.addWidget(self._line)
        self._steps.setSpacing(0)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(px(23), px(10), px(24), px(8))
        column.addLayout(self._steps)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(24), px(8), px(24), px(16))
        foot.setSpacing(px(8))
        foot.addWidget(self._foot_icon)
        foot.addWidget(self._foot, 1)
        foot.addWidget(self._copy)
        foot.addStretch(0)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(top)
        inner.addWidget(ScrollArea(content), 1)
        inner.addLayout(foot)
