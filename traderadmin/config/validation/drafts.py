"""Which draft a schema document is written in, and whether it is a schema at all."""

from collections.abc import Mapping
from typing import Any, cast

from traderadmin.errors import TraderAdminError


def draft_of(document: Mapping[str, Any]) -> Any:
    """The jsonschema validator class of the draft `document` states, or of one it fits.

    Published schemas often state none: the newest that accepts the document is meant.

    Raises: TraderAdminError when no draft accepts it.
    """
    # Imported late: it takes an eighth of a second, and the shipped schema needs none of it.
    import jsonschema  # noqa: PLC0415

    # None is accepted for "says nothing"; the library's types do not know it.
    stated: Any = jsonschema.validators.validator_for(document, default=cast("Any", None))
    newest: tuple[Any, ...] = (
        jsonschema.Draft202012Validator,
        jsonschema.Draft7Validator,
        jsonschema.Draft4Validator,
    )
    first: Exception | None = None
    for draft in (stated,) if stated is not None else newest:
        try:
            draft.check_schema(document)
        except (jsonschema.SchemaError, RecursionError) as error:
            first = first or error
        else:
            return draft
    raise _no_schema(first) from first


def check_document(document: Mapping[str, Any]) -> None:
    """Raise TraderAdminError unless `document` is a JSON schema."""
    draft_of(document)


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
