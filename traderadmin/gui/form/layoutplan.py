"""The schema's field tree as sections, and each section as a flat list of rows and headings."""

from collections.abc import Iterator
from dataclasses import dataclass

from traderadmin.config.fields import Field, Kind
from traderadmin.config.paths import FieldPath

GENERAL = "General"
_USUAL_ICON = "sliders"


@dataclass(frozen=True, slots=True)
class Section:
    """What one entry of the sidebar shows.

    Attributes:
        fields: the rows and groups at its top level.
    """

    path: FieldPath
    title: str
    help: str
    icon: str
    preview: str
    fields: tuple[Field, ...]

    def holds(self, path: FieldPath) -> bool:
        """Whether the value at `path` is shown in this section."""
        if self.path:
            return path[: len(self.path)] == self.path
        return any(path[: len(field.path)] == field.path for field in self.fields)


@dataclass(frozen=True, slots=True)
class Heading:
    """A nested table's title above its rows; an optional table can be taken out of the file."""

    path: FieldPath
    title: str
    help: str
    depth: int
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row for one field."""

    field: Field
    depth: int


def sections_of(root: Field) -> tuple[Section, ...]:
    """One section to each table at the top; single keys at the top share "General"."""
    loose = tuple(child for child in root.children if child.kind is not Kind.TABLE)
    sections = [
        Section(
            child.path,
            child.title,
            child.help,
            str(child.hints.get("icon", _USUAL_ICON)),
            str(child.hints.get("preview", "")),
            child.children,
        )
        for child in root.children
        if child.kind is Kind.TABLE
    ]
    if loose:
        sections.insert(0, Section((), GENERAL, root.help, _USUAL_ICON, "", loose))
    return tuple(sections)


def lines_of(fields: tuple[Field, ...], depth: int = 0) -> Iterator[Heading | Line]:
    """Rows in order; a nested table is a heading with its rows, after the plain rows."""
    nested = []
    for field in fields:
        if field.kind is Kind.TABLE and field.children:
            nested.append(field)
        else:
            yield Line(field, depth)
    for table in nested:
        yield Heading(table.path, table.title, table.help, depth, not table.required)
        yield from lines_of(table.children, depth + 1)
