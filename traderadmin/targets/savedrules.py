"""What may be typed: names of targets and services, pause orders; one rule for every place."""

import re
from typing import Final

_WHOLE_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")


def order_of(text: str) -> int | None:
    """A pause order as annotations, people and options give it; None for what is none."""
    words = text.strip()
    return int(words) if _WHOLE_NUMBER.fullmatch(words) else None
