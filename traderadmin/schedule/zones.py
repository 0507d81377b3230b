"""The names of time zones, as the tz database has them."""

from difflib import get_close_matches
from functools import cache


def is_zone(name: str) -> bool:
    """Whether the tz database has a zone of that name, the same on every machine."""
    return name in _names()


def closest_zone(name: str) -> str:
    """What was probably meant; empty when nothing is near."""
    by_folded = {known.casefold(): known for known in _names()}
    wanted = name.strip().replace(" ", "_").casefold()
    found = get_close_matches(wanted, by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


@cache
def _names() -> frozenset[str]:
    """All names of the tzdata package: asking the machine would differ from one to the next."""
    from importlib.resources import files  # noqa: PLC0415 - slow, and few name a zone

    return frozenset((files("tzdata") / "zones").read_text("utf-8").split())
