"""JSON Schema's patterns are ECMA regular expressions; Python reads some of them otherwise."""

import re

_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_"}


def compiled(pattern: str) -> re.Pattern[str] | None:
    r"""`pattern` with the meaning it has in JSON Schema; None when Python cannot read it.

    `$` is the very end (Python's accepts a newline there), `\d` and `\w` are ASCII. As in
    JSON Schema a pattern is searched for, not matched as a whole.
    """
    try:
        return re.compile(_translated(pattern))
    except (re.error, OverflowError, RecursionError):
        return None


def _translated(pattern: str) -> str:
    parts: list[str] = []
    in_class = False
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == "\\" and at + 1 < len(pattern):
            parts.append(_escape(pattern[at + 1], in_class=in_class))
            at += 2
            continue
        if character == "[" and not in_class:
            in_class = True
        elif character == "]" and in_class:
            in_class = False
        elif character == "$" and not in_class:
            character = r"\Z"
        parts.append(character)
        at += 1
    return "".join(parts)


def _escape(letter: str, *, in_class: bool) -> str:
    lower = letter.lower()
    if lower in _CLASSES and not (letter.isupper() and in_class):
        inside = _CLASSES[lower]
        if in_class:
            return inside
        return f"[^{inside}]" if letter.isupper() else f"[{inside}]"
    return "/" if letter == "/" else "\\" + letter
