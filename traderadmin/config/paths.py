"""Where a value is in a configuration: a path of keys and indices, and its dotted text."""

import re
from typing import TypeAlias

from traderadmin.errors import TraderAdminError

FieldPath: TypeAlias = tuple[str | int, ...]
"""Keys and array indices from the root; () is the root itself. "*" stands for any index."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_INDEX = re.compile(r"\[([0-9]+|\*)\]")
_LITERAL = re.compile(r"'([^'\n]*)'")
_BASIC = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE = re.compile(r'\\(?:(u)([0-9a-fA-F]{4})|(U)([0-9a-fA-F]{8})|([btnfr"\\]))')
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_SHORT_OF = {character: f"\\{letter}" for letter, character in _SHORT.items()}


def quoted_key(key: str) -> str:
    """`key` as TOML writes it: bare where it can be, else in double quotes."""
    if _BARE.fullmatch(key):
        return key
    return f'"{"".join(_escaped(character) for character in key)}"'


def _escaped(character: str) -> str:
    if character in _SHORT_OF:
        return _SHORT_OF[character]
    if not character.isprintable():
        code = ord(character)
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
    return character


def dotted(path: FieldPath) -> str:
    """`path` as people write it: `scanner.symbols[0].threshold_percent`."""
    parts: list[str] = []
    for index, part in enumerate(path):
        if isinstance(part, int) or (part == "*" and index):
            parts.append(f"[{part}]")
        else:
            parts.append(("." if parts else "") + quoted_key(part))
    return "".join(parts)


def parse_dotted(text: str) -> FieldPath:
    """The path that `dotted` wrote; blanks around it are ignored.

    Raises: TraderAdminError when the text is no such path.
    """
    source = text.strip()
    path: list[str | int] = []
    at = 0
    while at < len(source) or not path:
        if path and (match := _INDEX.match(source, at)):
            part: str | int = "*" if match[1] == "*" else int(match[1])
        else:
            if path:
                if source[at] != ".":
                    raise _bad_path(text)
                at += 1
            match, part = _key_at(source, at, text)
        path.append(part)
        at = match.end()
    return tuple(path)


def _key_at(source: str, at: int, text: str) -> tuple[re.Match[str], str]:
    if match := _BARE.match(source, at):
        return match, match[0]
    if match := _LITERAL.match(source, at):
        return match, match[1]
    if match := _BASIC.match(source, at):
        return match, unescaped(match[1])
    raise _bad_path(text)


def unescaped(body: str) -> str:
    """The text between the quotes of a TOML basic string, its escapes resolved."""

    def one(match: re.Match[str]) -> str:
        digits = match[2] or match[4]
        return chr(int(digits, 16)) if digits else _SHORT[match[5]]

    return _ESCAPE.sub(one, body)


def _bad_path(text: str) -> TraderAdminError:
    return TraderAdminError(
        "That is no key",
        f"“{text}” does not name a key of the configuration.",
        "Write it like risk.max_order_size or scanner.symbols[0].order_size.",
    )
