"""Keeps the Services tab up to date with the desk; the page is made when first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout

from traderadmin.gui.shell.bannerstack import BannerStack
from traderadmin.gui.shell.desk import Desk
from traderadmin.gui.shell.latchflow import LatchFlow
from traderadmin.workflow.advice import Advice

if TYPE_CHECKING:
    from traderadmin.gui.services.page import ServicesPage
    from traderadmin.gui.shell.workspace import Workspace


class ServicesLink(QObject):
    """Shows the desk's snapshot on the page, once there is one."""

    def __init__(self, desk: Desk, latch: LatchFlow, space: "Workspace") -> None:
        super().__init__(space)
        self._desk = desk
        self._latch = latch
        self._space = space
        self._page: ServicesPage | None = None
        self._banners: BannerStack | None = None
        self._log = ""
        desk.looked.connect(self._looked)

    @property
    def banners(self) -> BannerStack:
        """The page's banners; before there is a page they go nowhere."""
        if self._banners is None:
            self._banners = BannerStack(QVBoxLayout(), self._space.outcomes.ways())
        return self._banners

    def page(self) -> "ServicesPage":
        """The page."""
        if self._page is None:
            self._page = self._make()
        return self._page

    def show_advice(self, advice: tuple[Advice, ...]) -> None:
        """Show standing banners here too."""
        if self._page is not None:
            self.banners.show_advice(advice)

    def show_log(self, service: str) -> None:
        """Show a service's log."""
        from traderadmin.gui.services.page import Panel  # noqa: PLC0415 - when first shown

        page = self.page()
        page.show_panel(Panel.LOG)
        page.log.show_service(service)

    def show_session(self) -> None:
        """Show what the session went through."""
        from traderadmin.gui.services.page import Panel  # noqa: PLC0415 - when first shown

        self.page().show_panel(Panel.HISTORY)

    def refresh(self) -> None:
        """Show what the desk knows."""
        if self._page is not None and self._page.isVisible():
            self._show(self._page)

    def tick(self) -> None:
        """Bring what shows the time up to date."""
        self.refresh()

    def _make(self) -> "ServicesPage":
        from traderadmin.gui.services.logpanel import LogPanel  # noqa: PLC0415 - when first shown
        from traderadmin.gui.services.page import ServicesPage  # noqa: PLC0415 - when first shown

        desk = self._desk
        log = LogPanel(desk.bridge, self._read_log, desk.choice.log_file)
        page = ServicesPage(log)
        page.start_asked.connect(self._latch.start)
        page.stop_asked.connect(self._latch.stop)
        self._banners = BannerStack(page.banner_area, self._space.outcomes.ways())
        self._banners.show_advice(self._space.outcomes.advice)
        self._show(page)
        return page

    def _show(self, page: "ServicesPage") -> None:
        desk = self._desk
        now, records = desk.clock.now(), desk.history
        page.show_snapshot(desk.snapshot, now, busy=desk.is_busy, records=records)

    def _read_log(self, service: str, lines: int) -> tuple[str, ...]:
        return self._desk.backend.log_tail(service, lines)

    def _looked(self, _: object) -> None:
        self.refresh()
