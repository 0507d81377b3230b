"""A TOML file whose values can be changed while everything else stays as it is."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from traderadmin.config.document.differences import Deed, Step, done, steps
from traderadmin.config.document.layout import Layout, layout_of
from traderadmin.config.document.render import check_writable
from traderadmin.config.document.rewrite import rewritten
from traderadmin.config.document.splices import CannotSpliceError, Splicer, spliced
from traderadmin.config.document.verify import lines_stand, values_stand
from traderadmin.config.loader import BOM, parse, text_of
from traderadmin.config.paths import FieldPath, dotted
from traderadmin.config.values import UNSET, copied, placed, same, value_at, with_value
from traderadmin.errors import TraderAdminError

_MOST_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Edited:
    """The outcome of an edit.

    Attributes:
        content: the bytes of the new file.
        lost_comments: comments of the old file that the new one lacks.
        notes: what else could not be kept, in sentences.
    """

    content: bytes
    lost_comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Document:
    """A parsed file. It is never changed: `edit` gives the bytes of another one."""

    def __init__(self, text: str, values: dict[str, Any], *, bom: bool) -> None:
        self._text = text
        self._values = values
        self._bom = bom

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read a file. Raises: UnreadableConfigError."""
        return cls(text_of(content), parse(content), bom=content.startswith(BOM))

    def values(self) -> dict[str, Any]:
        """A copy of its values."""
        return dict(copied(self._values))

    def edit(self, changes: Mapping[FieldPath, Any]) -> Edited:
        """The file with `changes` made; UNSET removes a key.

        The result was read again and holds exactly the values intended; what lies outside the
        edited values is byte for byte as before, or is named in `lost_comments` and `notes`.

        Raises: TraderAdminError when that cannot be had; nothing was changed then.
        """
        wanted = self._values
        for path, value in changes.items():
            if value is not UNSET:
                check_writable(value, path)
            wanted = placed(wanted, path, copied(value))
        named = [
            Step(Deed.SET, path, value, value_at(self._values, path))
            for path, value in changes.items()
            if value is not UNSET and value_at(self._values, path) is not UNSET
        ]
        return self._edited(wanted, named)

    def become(self, wanted: dict[str, Any]) -> Edited:
        """As `edit`, with the values the whole file shall have."""
        return self._edited(wanted, [])

    def _edited(self, wanted: dict[str, Any], named: list[Step]) -> Edited:
        if same(wanted, self._values):
            return Edited(self._bytes(self._text))
        text, notes = _Edit(self._text, self._values, wanted).run(named)
        return Edited(self._bytes(text), _lost(self._text, text), notes)

    def _bytes(self, text: str) -> bytes:
        return (BOM if self._bom else b"") + text.encode("utf-8")


class _Edit:
    """One edit under way: steps are done one by one, each is checked before the next."""

    def __init__(self, text: str, values: dict[str, Any], wanted: dict[str, Any]) -> None:
        self._text = text
        self._values = values
        self._wanted = wanted
        self._notes: list[str] = []

    def run(self, named: list[Step]) -> tuple[str, tuple[str, ...]]:
        """The new text and the notes. Raises: TraderAdminError.

        What is named to be set is set where it stands; comparing the rows of a list could take
        one that was changed into its neighbour's likeness for that neighbour.
        """
        if named:
            self._sets(layout_of(self._text), named)
        for _ in range(_MOST_STEPS):
            todo = list(steps(self._values, self._wanted))
            if not todo:
                break
            layout = layout_of(self._text)
            if not self._sets(layout, todo):
                self._step(layout, todo[0])
        # The values are always what tomllib read from the text.
        if not same(self._values, self._wanted):
            raise _failed()
        return self._text, tuple(dict.fromkeys(self._notes))

    def _sets(self, layout: Layout, todo: list[Step]) -> bool:
        """Do all the plain replacements at once; whether there were any, and they held."""
        splicer = Splicer(layout)
        sets = [step for step in todo if splicer.replaces(step)]
        if not sets:
            return False
        text = spliced(self._text, [splice for s in sets for splice in splicer.splices(s)])
        wanted: Any = self._values
        for step in sets:
            wanted = with_value(wanted, step.path, step.value)
        values = _read(text)
        held = (
            values is not None
            and same(values, wanted)
            and values_stand(layout, layout_of(text), {step.path for step in sets})
        )
        if held and values is not None:
            self._text, self._values = text, values
        return held

    def _step(self, layout: Layout, step: Step) -> None:
        """Do one step by splicing; failing that, write a larger enclosing value anew."""
        if self._splice(layout, step):
            return
        for depth in range(len(step.path), 0, -1):
            path = step.path[:depth]
            text = rewritten(layout, self._wanted, path)
            values = None if text is None else _read(text)
            if text is None or values is None:
                continue
            wanted = with_value(self._values, path, value_at(self._wanted, path))
            if same(values, wanted) and lines_stand(layout, text, path):
                self._notes.append(f"{dotted(path)} was written anew.")
                self._text, self._values = text, values
                return
        raise _failed()

    def _splice(self, layout: Layout, step: Step) -> bool:
        """Do one step if it has a place of its own and touches nothing else."""
        try:
            text = spliced(self._text, Splicer(layout).splices(step))
        except CannotSpliceError:
            return False
        values = _read(text)
        if values is None or not lines_stand(layout, text, step.path):
            return False
        if not any(same(values, one) for one in done(self._values, step)):
            return False
        self._text, self._values = text, values
        return True


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _lost(before: str, after: str) -> tuple[str, ...]:
    """The comments that are gone, in the order they stood."""
    left = Counter(_comments(after))
    lost: list[str] = []
    for comment in _comments(before):
        if left[comment]:
            left[comment] -= 1
        else:
            lost.append(comment.lstrip("#").strip())
    return tuple(comment for comment in lost if comment)


def _comments(text: str) -> list[str]:
    layout = layout_of(text)
    return [layout.text[start:end] for start, end in layout.comments]


def _failed() -> TraderAdminError:
    return TraderAdminError(
        "The edit cannot be written",
        "The new text would not hold exactly the values intended, so it was not made.",
        "Edit config.toml in an editor, then reload.",
    )
