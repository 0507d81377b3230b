"""Which draft a schema document is written in, and whether it is a schema at all."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from traderadmin.errors import TraderAdminError

_OLD_TUPLE = "items as a list"
"""What draft-07 allows and 2020-12 does not."""

_NEWER = frozenset(
    {
        _OLD_TUPLE,
        "$dynamicRef",
        "dependentRequired",
        "dependentSchemas",
        "maxContains",
        "minContains",
        "prefixItems",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""What draft-07's rules do not judge as 2020-12 does."""


def draft_of(document: Mapping[str, Any]) -> Any:
    """The jsonschema validator class of the draft `document` states, or of one it fits.

    Published schemas often state none: the newest that accepts the document is meant.

    Raises: TraderAdminError when no draft accepts it.
    """
    # Imported late: it takes an eighth of a second, and the shipped schema needs none of it.
    import jsonschema  # noqa: PLC0415

    # None is accepted for "says nothing"; the library's types do not know it.
    stated: Any = jsonschema.validators.validator_for(document, default=cast("Any", None))
    seventh: Any = jsonschema.Draft7Validator
    newest: Any = jsonschema.Draft202012Validator
    tried: tuple[tuple[Any, Any], ...] = ((seventh, newest), (seventh, seventh))
    tried += ((jsonschema.Draft4Validator, jsonschema.Draft4Validator),)
    if stated is not None:
        tried = ((stated, stated),) if stated is not newest else ((seventh, newest),)
    elif "definitions" in document or _OLD_TUPLE in _keys(document):
        tried = tried[1:]
    # Patterns of other regular expression dialects are no reason to refuse a schema.
    no_formats = jsonschema.FormatChecker(formats=())
    first: Exception | None = None
    for rules, draft in tried:
        try:
            # Draft-07 judges what the drafts share five times faster than 2020-12 does.
            rules.check_schema(document, format_checker=no_formats)
            if draft is newest and not _NEWER.isdisjoint(_keys(document)):
                draft.check_schema(document, format_checker=no_formats)
        except (jsonschema.SchemaError, RecursionError) as error:
            first = first or error
        else:
            return draft
    raise _no_schema(first) from first


def check_document(document: Mapping[str, Any]) -> None:
    """Raise TraderAdminError unless `document` is a JSON schema."""
    draft_of(document)


def _keys(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for key, inside in part.items():
            yield _OLD_TUPLE if key == "items" and isinstance(inside, list) else key
            yield from _keys(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from _keys(inside)


def _no_schema(error: Exception | None) -> TraderAdminError:
    place = "/".join(str(part) for part in getattr(error, "absolute_path", ()))
    keyword = str(getattr(error, "validator", ""))
    where = f"At {place} it breaks" if place else "It breaks"
    why = f" (keyword {keyword})" if keyword else ""
    return TraderAdminError(
        "The schema cannot be used",
        f"{where} the rules of JSON Schema{why}.",
        "Correct config.schema.json in the config directory, or remove it to use the shipped one.",
    )
