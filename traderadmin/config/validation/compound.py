"""What is not plain in a schema (choices, conditions, maps): left to jsonschema, said in our words.

Values are never quoted here: what a choice means may hide a secret in a branch.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from traderadmin.config.fields import Field, Kind
from traderadmin.config.fieldtree import TreeBuilder
from traderadmin.config.validation.checks import check_of
from traderadmin.config.validation.problems import Finding, ProblemKind
from traderadmin.config.validation.sentences import kind_words
from traderadmin.config.validation.strict import validator_for

_PLAIN = frozenset(
    {
        "type",
        "properties",
        "required",
        "items",
        "enum",
        "const",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
    }
)
_ASSERTIONS = frozenset(
    {
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "patternProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "contains",
        "minContains",
        "maxContains",
        "prefixItems",
        "additionalItems",
        "unevaluatedItems",
        "$ref",
        "$dynamicRef",
    }
)

Compound = Callable[[Any], tuple[Finding, ...]]


def compound_of(field: Field, document: Mapping[str, Any]) -> Compound | None:
    """The check of what `field`'s plain checks leave out; None when they leave out nothing."""
    rest = _rest(field)
    if not rest:
        return None
    return _Compound(rest, document)


def _rest(field: Field) -> dict[str, Any]:
    view = field.schema
    if field.kind is Kind.ANY:
        return {key: item for key, item in view.items() if _asserts(key)}
    rest = {key: item for key, item in view.items() if key in _ASSERTIONS}
    extra = view.get("additionalProperties")
    if isinstance(extra, Mapping) or ("patternProperties" in view and extra is False):
        rest["additionalProperties"] = extra
    if "additionalProperties" in rest:
        rest["properties"] = {child.key: True for child in field.children}
    conditional = {"if", "then", "else"}
    return {} if rest.keys() <= conditional and "if" not in rest else rest


def _asserts(key: str) -> bool:
    return (
        key in _PLAIN
        or key in _ASSERTIONS
        or key
        in {
            "additionalProperties",
            "unevaluatedProperties",
        }
    )


class _Compound:
    """A schema left to jsonschema, compiled when first needed."""

    def __init__(self, rest: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        self._rest = rest
        self._document = document
        self._validator: Any = None

    def __call__(self, value: Any) -> tuple[Finding, ...]:
        """Everything jsonschema finds, each at its own place and in our words."""
        if self._validator is None:
            self._validator = validator_for(self._document).evolve(schema=self._rest)
        return tuple(dict.fromkeys(self._findings(value)))

    def _findings(self, value: Any) -> Iterator[Finding]:
        import referencing.exceptions  # noqa: PLC0415 - with jsonschema, only when needed

        try:
            for error in self._validator.iter_errors(as_json(value)):
                yield from self._said(error)
        except referencing.exceptions.Unresolvable:
            # A schema elsewhere is not fetched; the field's notes say so.
            return

    def _said(self, error: Any) -> Iterator[Finding]:
        path = tuple(error.absolute_path)
        keyword = error.validator
        if keyword in {"anyOf", "oneOf"}:
            yield from self._choice(error, path)
        elif keyword == "required":
            yield Finding(path, "Is not set. It must be set.", ProblemKind.MISSING)
        elif keyword in {"dependentRequired", "dependencies"} and error.message:
            yield Finding(path, error.message, ProblemKind.MISSING)
        elif keyword in {"additionalProperties", "unevaluatedProperties"}:
            yield Finding(path, error.message, ProblemKind.UNKNOWN_KEY)
        else:
            yield Finding(path, self._sentence(error))

    def _sentence(self, error: Any) -> str:
        keyword = error.validator
        if keyword in _PLAIN and isinstance(error.schema, Mapping):
            schema = {key: item for key, item in error.schema.items() if key in _PLAIN}
            field = TreeBuilder(self._document).build(schema)
            found = check_of(replace(field, secret=True))(error.instance)
            if found:
                return found[0].message
        return _SENTENCES.get(keyword, "Does not fit the schema.")

    def _choice(self, error: Any, path: tuple[str | int, ...]) -> Iterator[Finding]:
        """The sentence for a value that fits no alternative, or the one that was meant."""
        options: dict[int, list[Any]] = {}
        for inner in error.context or ():
            options.setdefault(inner.schema_path[0], []).append(inner)
        if not options:
            yield Finding(path, "Fits more than one of the forms of which one is allowed.")
            return
        own = len(error.path)
        wrong_types = [_root_error(inner, "type", own) for inner in options.values()]
        if all(wrong_types):
            yield Finding(path, f"Must be {_either(_type_words(one) for one in wrong_types)}.")
            return
        lacking = [[e for e in inner if e.validator == "required"] for inner in options.values()]
        if all(len(one) == len(all_) for one, all_ in zip(lacking, options.values(), strict=True)):
            sets = (" with ".join(str(e.absolute_path[-1]) for e in one) for one in lacking)
            yield Finding(path, f"Must have {_either(sets)}.")
            return
        meant = [inner for inner in options.values() if not _is_other_form(inner, own)]
        if len(meant) == 1:
            for inner in meant[0]:
                yield from self._said(inner)
        else:
            yield Finding(path, f"Fits none of the {len(options)} forms the schema allows.")


_SENTENCES = {
    "not": "This value is not allowed here.",
    "minProperties": "Must have more keys.",
    "maxProperties": "Must have fewer keys.",
    "contains": "Must hold an entry of the kind the schema asks for.",
    "propertyNames": "This key's name is not allowed here.",
    "additionalItems": "Must have fewer entries.",
    "unevaluatedItems": "Must have fewer entries.",
    "prefixItems": "Must have fewer entries.",
}


def _root_error(errors: list[Any], keyword: str, depth: int) -> Any:
    found = (e for e in errors if e.validator == keyword and len(e.absolute_path) <= depth)
    return next(found, None)


def _is_other_form(errors: list[Any], depth: int) -> bool:
    """Whether the value plainly means another alternative: another type, or another tag."""
    deepest = max(len(error.absolute_path) for error in errors) if errors else depth
    return any(
        (error.validator == "type" and len(error.absolute_path) <= depth)
        or (error.validator in {"const", "enum"} and len(error.absolute_path) <= deepest)
        for error in errors
    )


def _type_words(error: Any) -> str:
    names = error.validator_value
    kinds = {"object": Kind.TABLE, "array": Kind.ARRAY}
    words = (
        kind_words(kinds[name] if name in kinds else Kind(name))
        for name in ([names] if isinstance(names, str) else names)
        if name != "null"
    )
    return _either(words)


def _either(words: Iterable[str]) -> str:
    parts = list(dict.fromkeys(word for word in words if word))
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def as_json(value: Any) -> Any:
    """TOML's dates and times as the text JSON Schema knows them by."""
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value
