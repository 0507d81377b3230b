"""The banners over a page: at most one failure, and what stands as long as it is so."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QVBoxLayout

from traderadmin.gui.look.measures import px
from traderadmin.gui.look.notices import Banner, announce
from traderadmin.gui.shell.banners import advice_banner
from traderadmin.workflow.advice import Action, Advice

_DOWN = "down-"
_GAP = 20


class BannerStack:
    """Fills one layout."""

    def __init__(self, area: QVBoxLayout, ways: Mapping[Action, Callable[[], object]]) -> None:
        self._area = area
        self._ways = ways
        self._failure: Banner | None = None
        self._advice: tuple[Advice, ...] = ()
        self._standing: dict[Advice, Banner] = {}
        self._area.setSpacing(px(12))

    @property
    def failure(self) -> Banner | None:
        """The failure that is shown."""
        return self._failure

    @property
    def standing(self) -> tuple[Banner, ...]:
        """The standing banners that are shown."""
        return tuple(self._standing.values())

    def show_failure(self, banner: Banner) -> None:
        """Show a failure in place of the last one."""
        self.clear_failure()
        self._failure = banner
        banner.setObjectName("failure_banner")
        banner.closed.connect(self.clear_failure)
        self._area.insertWidget(0, banner)
        announce(banner, banner.title)
        self._rebuild()

    def clear_failure(self) -> None:
        """Take the failure away."""
        if self._failure is not None:
            _drop(self._failure)
            self._failure = None
            self._rebuild()

    def show_advice(self, advice: tuple[Advice, ...]) -> None:
        """Show these standing banners."""
        if advice != self._advice:
            self._advice = advice
            self._rebuild()

    def _rebuild(self) -> None:
        told = self._failure is not None
        wanted = [item for item in self._advice if not (told and item.key.startswith(_DOWN))]
        for item in [known for known in self._standing if known not in wanted]:
            _drop(self._standing.pop(item))
        for item in wanted:
            if item not in self._standing:
                banner = advice_banner(item, self._ways)
                banner.setObjectName("standing_banner")
                self._standing[item] = banner
                self._area.addWidget(banner)
        margins = self._area.contentsMargins()
        shown = bool(self._standing) or told
        margins.setBottom(px(_GAP) if shown else 0)
        self._area.setContentsMargins(margins)


def _drop(banner: Banner) -> None:
    banner.hide()
    banner.setParent(None)
    banner.deleteLater()
