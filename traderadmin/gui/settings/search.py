"""Finding settings by title, key, help, or the words of their choices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from traderadmin.config.fields import Field, Kind
from traderadmin.config.paths import dotted
from traderadmin.gui.form.layoutplan import Heading, Line, Section


@dataclass(frozen=True, slots=True)
class _Entry:
    section: int
    field: Field
    words: str


class SearchIndex:
    """Every field's words, gathered once."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = tuple(sections)
        self._entries = tuple(
            _Entry(index, field, _words(field, section))
            for index, section in enumerate(self._sections)
            for field in _fields(section.fields)
        )

    def find(self, text: str) -> tuple[tuple[int, ...], tuple[Heading | Line, ...]]:
        """The sections that hold a match, and the matching rows under their sections' titles."""
        wanted = text.casefold().split()
        hits = [entry for entry in self._entries if all(word in entry.words for word in wanted)]
        items: list[Heading | Line] = []
        found: list[int] = []
        for entry in hits:
            if entry.section not in found:
                found.append(entry.section)
                section = self._sections[entry.section]
                items.append(Heading(section.path, section.title, "", 0))
            items.append(Line(entry.field, 0))
        return tuple(found), tuple(items)


def _fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        if field.kind is Kind.TABLE and field.children:
            yield from _fields(field.children)
        else:
            yield field


def _words(field: Field, section: Section) -> str:
    inside = [each.title for each in field.walk()] if field.item is not None else []
    item_titles = field.item.enum_titles if field.item is not None else ()
    parts = (
        section.title,
        field.title,
        field.help,
        dotted(field.path),
        dotted(field.path).replace("_", " "),
        *field.enum_titles,
        *field.enum_descriptions,
        *item_titles,
        *inside,
    )
    return " ".join(parts).casefold()
