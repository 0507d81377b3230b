"""Label selectors as queries, and which of them one list answers together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

Json = Mapping[str, Any]

_MORE_THAN_ONE_VALUE: Final = frozenset(", !()")


def selector_text(selector: Json) -> str:
    """A label selector as a query."""
    parts = [f"{key}={value}" for key, value in (selector.get("matchLabels") or {}).items()]
    for rule in selector.get("matchExpressions") or ():
        values = ",".join(rule.get("values") or ())
        match rule["operator"]:
            case "In":
                parts.append(f"{rule['key']} in ({values})")
            case "NotIn":
                parts.append(f"{rule['key']} notin ({values})")
            case "DoesNotExist":
                parts.append(f"!{rule['key']}")
            case _:
                parts.append(rule["key"])
    return ",".join(parts)


def shared_queries(selectors: Iterable[str]) -> dict[str, str]:
    """For each selector the query to ask with: those of one label's values share theirs.

    What such a query answers is told apart with `selects`.
    """
    found: dict[str, str] = {}
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for selector in selectors:
        key, _, value = selector.partition("=")
        if value and _MORE_THAN_ONE_VALUE.isdisjoint(selector):
            values[key][value] = selector
        else:
            found[selector] = selector
    for key, by_value in values.items():
        several = f"{key} in ({','.join(sorted(by_value))})"
        for selector in by_value.values():
            found[selector] = several if len(by_value) > 1 else selector
    return found


def selects(selector: str, query: str, labels: Json) -> bool:
    """Whether `selector` means an object with `labels` that `query` found."""
    if query == selector:
        return True
    key, _, value = selector.partition("=")
    return labels.get(key) == value
