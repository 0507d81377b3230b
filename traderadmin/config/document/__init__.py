"""The file as a document: edits that keep its comments, order and formatting; verified."""

from traderadmin.config.document.document import Document, Edited
from traderadmin.config.values import UNSET

__all__ = ["UNSET", "Document", "Edited"]
