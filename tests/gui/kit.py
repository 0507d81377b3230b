"""What the GUI tests share: a clock that stands still, schemas, and a page over a model."""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from traderadmin.config.model import ConfigModel
from traderadmin.config.schema import Schema, load_schema
from traderadmin.gui.form.context import FormContext

MONDAY = datetime(2026, 11, 23, 16, 52, 10, tzinfo=UTC)


class StillClock:
    """Shows the time it was given, until it is given another."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def wait(self, event: threading.Event, timeout: float) -> bool:
        return event.wait(timeout)


def cet(_: datetime) -> tzinfo:
    """The operator's zone in these tests."""
    return timezone(timedelta(hours=1), "CET")


def context(clock: StillClock | None = None) -> FormContext:
    """A form's context at a standing time."""
    return FormContext(clock or StillClock(), cet)


def schema_of(properties: Mapping[str, Any], **more: Any) -> Schema:
    """A closed schema with these properties at the top."""
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **more,
    }
    return load_schema(json.dumps(body).encode())


def model_of(toml: str, schema: Schema | None = None) -> ConfigModel:
    """A model over a text; the shipped schema where none is given."""
    return ConfigModel(toml.encode(), schema or load_schema(None))


def let_go() -> None:
    """Really delete what `deleteLater` was called for."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
