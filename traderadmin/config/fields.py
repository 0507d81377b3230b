"""The field tree: what a form, a validator or a person needs to know of one key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from traderadmin.config.paths import FieldPath
from traderadmin.config.values import UNSET

MISSING: Final = UNSET
"""The `default` or `const` of a field that has none."""

LAST: Final = 1_000_000
"""The `order` of a field that states none: after those that do."""


class Kind(StrEnum):
    """What sort of value a field holds."""

    TABLE = "table"
    ARRAY = "array"
    TABLES = "tables"
    """An array of tables."""
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    DATE = "date"
    TIME = "time"
    ANY = "any"
    """Anything else: shown as text, never edited by a form."""


@dataclass(frozen=True, eq=False)
class Field:
    """One key of the configuration, as the schema describes it.

    Attributes:
        path: from the root; the fields inside a list have "*" for its index.
        default: the value in force when the key is absent; MISSING when there is none.
        required: whether the enclosing table must have it.
        secret: its value is never shown, logged or quoted.
        deprecated: why not to use it, in a sentence; empty when there is no such reason.
        enum_titles: how to name each value of `enum`; always as long as `enum`.
        enum_descriptions: what each value means; empty, or as long as `enum`.
        pattern_message: the sentence for a value that does not match `pattern`.
        children: the fields of a TABLE, in order.
        item: the field of each element of an ARRAY or TABLES.
        closed: whether keys that are not among `children` are unknown (TABLE).
        hints: what the schema's x-traderadmin-… keywords say, without the prefix.
        schema: the schema this field was read from, references resolved at its own level.
        notes: what of the schema this program cannot show, in sentences.
        holds_secret: whether this field or one inside it is secret.
        discreet: messages do not quote its value: it holds a secret, or stands beside one.
        by_key: `children` by their keys.
    """

    path: FieldPath
    key: str
    kind: Kind
    title: str
    help: str = ""
    default: Any = MISSING
    required: bool = False
    secret: bool = False
    deprecated: str = ""
    order: int = LAST
    enum: tuple[Any, ...] = ()
    enum_titles: tuple[str, ...] = ()
    enum_descriptions: tuple[str, ...] = ()
    const: Any = MISSING
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_message: str = ""
    format: str = ""
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    children: tuple["Field", ...] = ()
    item: "Field | None" = None
    closed: bool = False
    hints: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    holds_secret: bool = field(init=False, default=False)
    discreet: bool = field(init=False, default=False)
    by_key: Mapping[str, "Field"] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        inside = (*self.children, *((self.item,) if self.item else ()))
        secret = self.secret or any(one.holds_secret for one in inside)
        object.__setattr__(self, "holds_secret", secret)
        object.__setattr__(self, "discreet", secret)
        if any(child.secret for child in self.children):
            # Only the enclosing object knows, and it is made after what is inside it.
            for one in (inner for child in self.children for inner in child.walk()):
                object.__setattr__(one, "discreet", True)
        object.__setattr__(self, "by_key", {child.key: child for child in self.children})

    def child(self, key: str) -> "Field | None":
        """The field of `key` in this table; None when the schema has none."""
        return self.by_key.get(key)

    def walk(self) -> Iterator["Field"]:
        """This field and every field inside it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()
        if self.item is not None:
            yield from self.item.walk()
