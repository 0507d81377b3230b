"""The last resort: a whole table or list is written anew, its comments lost and named."""

from typing import Any

from traderadmin.config.document.differences import Deed, Step
from traderadmin.config.document.layout import Layout, layout_of
from traderadmin.config.document.splices import CannotSpliceError, Splicer, spliced
from traderadmin.config.paths import FieldPath
from traderadmin.config.values import UNSET, value_at


def rewritten(layout: Layout, wanted: dict[str, Any], path: FieldPath) -> str | None:
    """The text with everything at `path` taken out and written anew; None where that cannot be."""
    if any(isinstance(part, int) for part in path):
        return None
    try:
        text = spliced(layout.text, Splicer(layout).splices(Step(Deed.REMOVE, path)))
        value = value_at(wanted, path)
        if value is UNSET:
            return text
        return spliced(text, Splicer(layout_of(text)).splices(Step(Deed.ADD, path, value)))
    except (CannotSpliceError, ValueError):
        return None
