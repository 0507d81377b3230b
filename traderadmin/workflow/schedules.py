"""The two schedules of a configuration being edited: the one in force, the one after applying."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from traderadmin.config.model import ConfigModel
from traderadmin.config.paths import FieldPath
from traderadmin.config.schema import Schema
from traderadmin.config.values import UNSET, value_at
from traderadmin.errors import TraderAdminError
from traderadmin.schedule import Schedule
from traderadmin.schedule.lint import LintFinding, lint


@dataclass(frozen=True, slots=True)
class Schedules:
    """Both; None where one is not valid."""

    in_force: Schedule | None
    after: Schedule | None


def schedules_at(model: ConfigModel, path: FieldPath) -> Schedules:
    """What the section at `path` is in the baseline, and with the edits."""
    return Schedules(
        _schedule(model.schema, path, model.baseline_values),
        _schedule(model.schema, path, model.values),
    )


def findings(schedules: Schedules, now: datetime) -> tuple[LintFinding, ...]:
    """What stands out after applying, as of `now` (aware); nothing while it is not valid."""
    return lint(schedules.after, now) if schedules.after is not None else ()


def _schedule(schema: Schema, path: FieldPath, values: Mapping[str, Any]) -> Schedule | None:
    table = value_at(values, path)
    filled = dict(table) if isinstance(table, Mapping) else {}
    section = schema.field_at(path)
    for child in section.children if section is not None else ():
        if child.key not in filled and child.default is not UNSET:
            filled[child.key] = child.default
    try:
        return Schedule.from_values(filled)
    except TraderAdminError:
        return None
