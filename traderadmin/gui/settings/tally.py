"""How many changes and problems there are, and where."""

from collections import Counter
from dataclasses import dataclass, field

from traderadmin.config.validation import Severity
from traderadmin.gui.settings.deck import SectionDeck
from traderadmin.gui.settings.places import place


@dataclass(frozen=True)
class Tally:
    """Counts for the sidebar.

    Attributes:
        changes: modified fields, by the place of their section.
        wrong: errors, likewise.
        where: the first problem's field, in words.
    """

    changes: Counter[int] = field(default_factory=Counter)
    wrong: Counter[int] = field(default_factory=Counter)
    errors: int = 0
    warnings: int = 0
    where: str = ""


def tally_of(deck: SectionDeck | None) -> Tally:
    """Count what a deck's model holds now; nothing without a deck."""
    if deck is None:
        return Tally()
    changes, wrong = deck.counts()
    problems = deck.session.problems
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    first = next(iter(errors or problems), None)
    where = place(deck.session.model.schema, first.path) if first is not None else ""
    return Tally(changes, wrong, len(errors), len(problems) - len(errors), where)
