"""A list written anew: the text and comments of the elements that stay, stay."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from traderadmin.config.document.layout import Layout, Node
from traderadmin.config.document.render import rendered

_INDENT = re.compile(r"\n([ \t]*)$")


@dataclass(slots=True)
class _Element:
    """An element as written.

    Attributes:
        above: comments on lines of their own before it.
        beside: the comment on its line; empty when there is none.
    """

    raw: str
    above: list[str]
    beside: str = ""


def fingerprint(value: Any) -> str:
    """Equal for two values exactly when they are the same in TOML (order of keys apart)."""
    if isinstance(value, dict):
        inside = ",".join(f"{key!r}:{fingerprint(value[key])}" for key in sorted(value))
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{','.join(map(fingerprint, value))}]"
    return f"{type(value).__name__}:{value!r}"


def array_text(layout: Layout, node: Node, old: list[Any], new: list[Any], newline: str) -> str:
    """The text of the array `node`, which holds `old`, when it holds `new`."""
    elements, below = _elements(layout, node)
    kept = _kept(elements, old, new)
    inner = layout.text[node.start + 1 : node.end - 1]
    if "\n" not in inner and not below:
        pad = " " if inner.startswith(" ") and new else ""
        return f"[{pad}{', '.join(element.raw for element in kept)}{pad}]"
    return _multiline(layout, node, kept, below, newline)


def _elements(layout: Layout, node: Node) -> tuple[list[_Element], list[str]]:
    """The elements with their comments, and the comments behind the last of them."""
    elements: list[_Element] = []
    pending: list[str] = []
    at = node.start + 1
    for item in node.items:
        beside, above = _between(layout, at, item.start)
        if beside and elements:
            elements[-1].beside = beside
        elif beside:
            above.insert(0, beside)
        elements.append(_Element(layout.raw(item), pending + above))
        pending = []
        at = item.end
    beside, below = _between(layout, at, node.end)
    if beside and elements:
        elements[-1].beside = beside
    elif beside:
        below.insert(0, beside)
    return elements, below


def _between(layout: Layout, start: int, end: int) -> tuple[str, list[str]]:
    """The comment on the line of `start`, and those on later lines, up to `end`."""
    beside = ""
    later: list[str] = []
    for a, b in layout.comments:
        if not start <= a < end:
            continue
        if "\n" not in layout.text[start:a]:
            beside = layout.text[a:b]
        else:
            later.append(layout.text[a:b])
    return beside, later


def _kept(elements: list[_Element], old: list[Any], new: list[Any]) -> list[_Element]:
    """An element for each new value, with the text of the old one where they are the same."""
    before = [fingerprint(value) for value in old]
    after = [fingerprint(value) for value in new]
    found: list[_Element] = []
    spare = {mark: index for index, mark in reversed(list(enumerate(before)))}
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, start, end in matcher.get_opcodes():
        for offset, index in enumerate(range(start, end)):
            if tag == "equal":
                found.append(elements[a + offset])
            elif tag == "replace" and a + offset < b and after[index] not in spare:
                was = elements[a + offset]
                found.append(_Element(rendered(new[index], was.raw), was.above, was.beside))
            elif after[index] in spare:
                found.append(_Element(elements[spare[after[index]]].raw, []))
            else:
                found.append(_Element(rendered(new[index]), []))
    return found


def _multiline(
    layout: Layout, node: Node, elements: list[_Element], below: list[str], newline: str
) -> str:
    text = layout.text
    line = text.rfind("\n", 0, node.start) + 1
    outer = text[line : len(text[:line]) + len(text[line:]) - len(text[line:].lstrip(" \t"))]
    indents = [_INDENT.search(text[: item.start]) for item in node.items]
    inner = next((match[1] for match in indents if match), f"{outer}    ")
    trailing = not node.items or "," in _without_comments(layout, node.items[-1].end, node.end)
    lines: list[str] = []
    for number, element in enumerate(elements, 1):
        lines.extend(f"{inner}{comment}" for comment in element.above)
        comma = "," if trailing or number < len(elements) else ""
        beside = f"  {element.beside}" if element.beside else ""
        lines.append(f"{inner}{element.raw}{comma}{beside}")
    lines.extend(f"{inner}{comment}" for comment in below)
    return newline.join(["[", *lines, f"{outer}]"])


def _without_comments(layout: Layout, start: int, end: int) -> str:
    text = layout.text[start:end]
    for comment in layout.comments_in(start, end):
        text = text.replace(comment, "", 1)
    return text
