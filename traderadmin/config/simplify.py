"""Bringing published JSON schemas into one plain shape: references, drafts, merges, nullables."""

from collections.abc import Mapping
from typing import Any

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_TEXTS = frozenset({"title", "description", "$comment", "default", "examples", "deprecated"})
_CHOICES = ("anyOf", "oneOf")


class Simplifier:
    """Plain views of the schemas inside one document.

    A view holds, at its own level, what `allOf`, references and nullable alternatives say as
    well. It serves to show and to check what is plain; what cannot be merged stays in place.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def plain(self, schema: Any) -> tuple[dict[str, Any], frozenset[str]]:
        """The plain view of `schema`, and the references that were followed on the way."""
        if schema is True:
            return {}, frozenset()
        if schema is False or not isinstance(schema, Mapping):
            return {"not": {}}, frozenset()
        return self._plain(schema, frozenset())

    def _plain(
        self, schema: Mapping[str, Any], seen: frozenset[str]
    ) -> tuple[dict[str, Any], frozenset[str]]:
        view = _draft4_bounds(dict(schema))
        for keyword in REFERENCES:
            reference = view.get(keyword)
            if not isinstance(reference, str):
                continue
            found = None if reference in seen else self._target(reference)
            if found is None:
                continue
            seen |= {reference}
            inner, seen = self._plain(found, seen)
            del view[keyword]
            view = _merged(inner, view)
        for part in view.pop("allOf", ()):
            inner, seen = self.within(part, seen)
            if _mergeable(view, inner):
                view = _merged(inner, view)
            else:
                view.setdefault("allOf", []).append(part)
        return self._without_null(view, seen)

    def within(self, schema: Any, seen: frozenset[str]) -> tuple[dict[str, Any], frozenset[str]]:
        """As `plain`, inside a schema whose references were followed already."""
        if not isinstance(schema, Mapping):
            return self.plain(schema)[0], seen
        return self._plain(schema, seen)

    def _without_null(
        self, view: dict[str, Any], seen: frozenset[str]
    ) -> tuple[dict[str, Any], frozenset[str]]:
        """TOML has no null: an alternative of null is no alternative."""
        types = view.get("type")
        if isinstance(types, list):
            kept = [name for name in types if name != "null"]
            view["type"] = kept[0] if len(kept) == 1 else kept
        if None in view.get("enum", ()):
            view["enum"] = [value for value in view["enum"] if value is not None]
        if "default" in view and view["default"] is None:
            del view["default"]
        for keyword in _CHOICES:
            options = view.get(keyword)
            if not isinstance(options, list):
                continue
            left = [option for option in options if not _is_null(option)]
            if len(left) == 1 and isinstance(left[0], Mapping):
                inner, seen = self._plain(left[0], seen)
                del view[keyword]
                view = _merged(inner, view)
            elif left and all(_constants(option) for option in left):
                del view[keyword]
                view = _merged(_as_enum(left), view)
        return view, seen

    def _target(self, reference: str) -> Mapping[str, Any] | None:
        if not reference.startswith("#"):
            return None
        current: Any = self._document
        for part in reference[1:].split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~").replace("%25", "%")
            if isinstance(current, Mapping) and key in current:
                current = current[key]
            elif isinstance(current, list) and key.isdigit() and int(key) < len(current):
                current = current[int(key)]
            else:
                return None
        return current if isinstance(current, Mapping) else None


def _draft4_bounds(view: dict[str, Any]) -> dict[str, Any]:
    """`exclusiveMinimum: true` beside `minimum`, as draft-04 had it."""
    for plain, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if view.get(exclusive) is True and plain in view:
            view[exclusive] = view.pop(plain)
        elif isinstance(view.get(exclusive), bool):
            del view[exclusive]
    return view


def _is_null(option: Any) -> bool:
    return isinstance(option, Mapping) and (
        option.get("type") == "null"
        or option.get("const", 0) is None
        or option.get("enum") == [None]
    )


def _constants(option: Any) -> list[Any]:
    """The values an alternative stands for; none when it is another sort of alternative."""
    if not isinstance(option, Mapping):
        return []
    values = [option["const"]] if "const" in option else option.get("enum")
    return values if isinstance(values, list) else []


def _as_enum(options: list[Mapping[str, Any]]) -> dict[str, Any]:
    """A choice of constants, each with its title, as one enum."""
    view: dict[str, Any] = {"enum": [], "enumItemLabels": [], "enumDescriptions": []}
    for option in options:
        values = _constants(option)
        for value in values:
            titled = len(values) == 1 and "title" in option
            view["enum"].append(value)
            view["enumItemLabels"].append(str(option["title"] if titled else value))
            view["enumDescriptions"].append(str(option.get("description", "")))
    return view


def _mergeable(view: Mapping[str, Any], inner: Mapping[str, Any]) -> bool:
    """Whether no keyword that both have would lose what one of them demands."""
    easy = {*_LOWER, *_UPPER, *_TEXTS, "properties", "required", "additionalProperties", "order"}
    return all(
        key in easy or key.startswith("x-") or view[key] == value
        for key, value in inner.items()
        if key in view
    )


def _merged(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> dict[str, Any]:
    """Both at once; where both speak, the stricter bound, else the outer one."""
    merged = {**inner, **outer}
    for key in inner.keys() & outer.keys():
        one, other = inner[key], outer[key]
        if key in _LOWER:
            merged[key] = max(one, other)
        elif key in _UPPER:
            merged[key] = min(one, other)
        elif key == "properties":
            both = {name: {"allOf": [one[name], other[name]]} for name in one.keys() & other.keys()}
            merged[key] = {**one, **other, **both}
        elif key == "required":
            merged[key] = list(dict.fromkeys([*one, *other]))
        elif key == "additionalProperties" and one is False:
            merged[key] = False
    return merged
