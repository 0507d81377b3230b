"""From a JSON schema to the field tree. What has no field of its own becomes Kind.ANY."""

from collections.abc import Mapping
from typing import Any

from traderadmin.config.fields import LAST, MISSING, Field, Kind
from traderadmin.config.paths import FieldPath
from traderadmin.config.simplify import REFERENCES, Simplifier

_HINT = "x-traderadmin-"
_KINDS = {
    "string": Kind.STRING,
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
}
_TOML_TYPES = {"datetime": Kind.DATETIME, "date": Kind.DATE, "time": Kind.TIME}
_DEEPEST = 24
"""Levels of tables and lists that are read; what lies deeper is Kind.ANY."""


class TreeBuilder:
    """Reads fields out of one schema document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._simplifier = Simplifier(document)

    def build(self, schema: Any) -> Field:
        """The field of the root."""
        return self._field(schema, (), required=True, secret=False, seen=frozenset({"#"}))

    def _field(
        self, schema: Any, path: FieldPath, *, required: bool, secret: bool, seen: frozenset[str]
    ) -> Field:
        view, followed = self._simplifier.plain(schema)
        recursive = bool(followed & seen) or len(path) > _DEEPEST
        secret = secret or view.get("writeOnly") is True or view.get("format") == "password"
        kind = Kind.ANY if recursive else _kind_of(view)
        inside = seen | followed
        children: tuple[Field, ...] = ()
        item: Field | None = None
        if kind is Kind.TABLE:
            children = self._children(view, path, secret=secret, seen=inside)
        elif kind is Kind.ARRAY:
            item = self._field(
                view.get("items", True), (*path, "*"), required=True, secret=secret, seen=inside
            )
            kind = Kind.TABLES if item.kind is Kind.TABLE else Kind.ARRAY
        key = str(path[-1]) if path else ""
        return Field(
            path=path,
            key=key,
            kind=kind,
            required=required,
            secret=secret,
            children=children,
            item=item,
            closed=_is_closed(view),
            schema=view,
            notes=_notes(view, recursive=recursive),
            **_texts(view, key),
            **_limits(view),
            **_choices(view),
        )

    def _children(
        self, view: Mapping[str, Any], path: FieldPath, *, secret: bool, seen: frozenset[str]
    ) -> tuple[Field, ...]:
        required = set(view.get("required", ()))
        children = [
            self._field(schema, (*path, key), required=key in required, secret=secret, seen=seen)
            for key, schema in view["properties"].items()
            if schema is not False
        ]
        return tuple(sorted(children, key=lambda child: child.order))


def _kind_of(view: Mapping[str, Any]) -> Kind:
    toml_type = view.get(f"{_HINT}toml-type")
    if toml_type in _TOML_TYPES:
        return _TOML_TYPES[toml_type]
    types = view.get("type")
    if isinstance(types, list) and set(types) == {"integer", "number"}:
        return Kind.NUMBER
    if types in (None, []):
        types = _guessed_type(view)
    if not isinstance(types, str):
        return Kind.ANY
    if types == "object":
        return Kind.TABLE if view.get("properties") else Kind.ANY
    if types == "array":
        return Kind.ANY if _is_tuple(view) else Kind.ARRAY
    return _KINDS.get(types, Kind.ANY)


def _guessed_type(view: Mapping[str, Any]) -> str | None:
    """The type that a schema leaves unsaid but means."""
    if view.get("properties"):
        return "object"
    if "items" in view:
        return "array"
    values = view.get("enum") or ([view["const"]] if "const" in view else [])
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    kinds = {names.get(type(value)) for value in values}
    return kinds.pop() if len(kinds) == 1 else None


def _is_tuple(view: Mapping[str, Any]) -> bool:
    return "prefixItems" in view or isinstance(view.get("items"), list)


def _is_closed(view: Mapping[str, Any]) -> bool:
    # A choice of shapes may bring keys of its own; jsonschema sees to those.
    if view.get("patternProperties"):
        return False
    return view.get("additionalProperties") is False or view.get("unevaluatedProperties") is False


def _texts(view: Mapping[str, Any], key: str) -> dict[str, Any]:
    deprecated = view.get("deprecationMessage") or view.get("markdownDeprecationMessage") or ""
    if not deprecated and view.get("deprecated") is True:
        deprecated = "Should not be used any more."
    words = "entry" if key == "*" else key.replace("_", " ").replace("-", " ").strip()
    order = view.get("order")
    return {
        "title": str(view.get("title") or words[:1].upper() + words[1:]),
        "help": str(view.get("markdownDescription") or view.get("description") or ""),
        "default": view.get("default", MISSING),
        "deprecated": str(deprecated),
        "order": order if isinstance(order, int) else LAST,
        "hints": {
            name.removeprefix(_HINT): value
            for name, value in view.items()
            if name.startswith(_HINT)
        },
    }


def _limits(view: Mapping[str, Any]) -> dict[str, Any]:
    pattern, form = view.get("pattern"), view.get("format")
    return {
        "minimum": view.get("minimum"),
        "maximum": view.get("maximum"),
        "exclusive_minimum": view.get("exclusiveMinimum"),
        "exclusive_maximum": view.get("exclusiveMaximum"),
        "multiple_of": view.get("multipleOf"),
        "min_length": view.get("minLength"),
        "max_length": view.get("maxLength"),
        "pattern": pattern if isinstance(pattern, str) else None,
        "pattern_message": str(view.get("patternErrorMessage", "")),
        "format": form if isinstance(form, str) else "",
        "min_items": view.get("minItems"),
        "max_items": view.get("maxItems"),
        "unique_items": view.get("uniqueItems") is True,
    }


def _choices(view: Mapping[str, Any]) -> dict[str, Any]:
    enum = tuple(view.get("enum", ()))
    titles = _texts_for(view.get("enumItemLabels"), enum) or tuple(str(value) for value in enum)
    meant = view.get("markdownEnumDescriptions") or view.get("enumDescriptions")
    descriptions = _texts_for(meant, enum)
    return {
        "enum": enum,
        "enum_titles": titles,
        "enum_descriptions": descriptions if any(descriptions) else (),
        "const": view.get("const", MISSING),
    }


def _texts_for(given: Any, enum: tuple[Any, ...]) -> tuple[str, ...]:
    """Texts for each enum value; a list of another length is none at all."""
    if not isinstance(given, list) or len(given) != len(enum):
        return ()
    return tuple(str(text) for text in given)


def _notes(view: Mapping[str, Any], *, recursive: bool) -> tuple[str, ...]:
    if recursive:
        return ("It refers to itself, so it is shown as text.",)
    if any(keyword in view for keyword in REFERENCES):
        return ("It refers to a schema elsewhere, which is not fetched.",)
    return ()
