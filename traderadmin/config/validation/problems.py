"""What validation finds: frozen problems, each at the field it belongs to."""

from dataclasses import dataclass
from enum import StrEnum

from traderadmin.config.paths import FieldPath


class Severity(StrEnum):
    """Whether a problem keeps the configuration from being applied."""

    ERROR = "error"
    WARNING = "warning"


class ProblemKind(StrEnum):
    """What sort of problem it is."""

    UNKNOWN_KEY = "unknown_key"
    MISSING = "missing"
    TYPE = "type"
    VALUE = "value"
    RULE = "rule"


class Fix(StrEnum):
    """What can be offered beside a problem."""

    REMOVE = "remove"
    """Remove the key from the file."""
    RESET = "reset"
    """Set the key to the schema's default."""
    JUMP = "jump"
    """Show the field."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `message` is one or more short sentences and never quotes a secret."""

    path: FieldPath
    message: str
    severity: Severity = Severity.ERROR
    kind: ProblemKind = ProblemKind.VALUE
    fixes: tuple[Fix, ...] = (Fix.JUMP,)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of one value found, before it is known what may be done about it.

    Attributes:
        path: relative to the value checked.
    """

    path: FieldPath
    message: str
    kind: ProblemKind = ProblemKind.VALUE
    severity: Severity = Severity.ERROR
