"""What may be typed: names of targets and services, pause orders; one rule for every place."""

import re
from typing import Final

_WHOLE_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")


def order_of(text: str) -> int | None:
    """A pause order as annotations, people and options give it; None for what is none."""
    words = text.strip()
    return int(words) if _WHOLE_NUMBER.fullmatch(words) else None


def name_fault(name: str) -> str:
    """Why a target or a service cannot be called so, in a sentence; empty where it can."""
    if not name.strip():
        return "Give it a name."
    if not name.isprintable():
        return "A name has no line ends, tabs or other characters that do not show."
    if name != name.strip():
        return "A name does not begin or end with a space."
    if name.startswith("-"):
        return "A name does not begin with a dash: it would be taken for an option."
    return ""
