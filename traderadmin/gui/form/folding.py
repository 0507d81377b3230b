"""A label that takes no room while it has nothing to say."""

from typing import Final

from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px

_UNLIMITED: Final = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""
_ABOVE: Final = 4


class FoldingLabel(Label):
    """Folds to no height instead of hiding.

    Qt lays out every ancestor at once when a widget is shown; a changed height waits for the
    next round of the event loop, so a key press costs one pass.
    """

    def __init__(self, kind: Type, tint: Tint, *, indent: int = 0) -> None:
        super().__init__("", kind, tint, wrap=True)
        self._left = indent
        self.setMaximumHeight(0)
        self._wrap_matters(matters=False)

    def show_words(self, words: str) -> None:
        """Show `words`; fold where there are none."""
        if self.text() != words:
            self.setText(words)
        tallest = _UNLIMITED if words else 0
        if self.maximumHeight() != tallest:
            # A frame that was laid out with no height has lost its margins.
            self.setContentsMargins(px(self._left), px(_ABOVE) if words else 0, 0, 0)
            self._wrap_matters(matters=bool(words))
            self.setMaximumHeight(tallest)

    def _wrap_matters(self, *, matters: bool) -> None:
        """Only what wraps makes a layout ask each of its rows for its height."""
        policy = self.sizePolicy()
        policy.setHeightForWidth(matters)
        self.setSizePolicy(policy)
