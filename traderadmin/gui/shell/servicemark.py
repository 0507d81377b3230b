"""A service in the status bar, or several that do the same where there is no room for each."""

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QHBoxLayout, QWidget

from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.status import StatusDot
from traderadmin.gui.shell.session import dot_of
from traderadmin.targets.states import Phase, ServiceState
from traderadmin.workflow.words import PHASE_WORDS, count_text, plural


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """What a mark says: of whom, in which words, and what is wrong."""

    phase: Phase
    name: str
    words: str
    problem: str = ""


def one_by_one(services: tuple[ServiceState, ...]) -> tuple[MarkFacts, ...]:
    """A mark for each service."""
    return tuple(
        MarkFacts(state.phase, state.name, count_text(state), state.problem) for state in services
    )


def by_phase(services: tuple[ServiceState, ...]) -> tuple[MarkFacts, ...]:
    """A mark for each phase; a service that is alone in its phase keeps its name."""
    found: list[MarkFacts] = []
    for phase in dict.fromkeys(state.phase for state in services):
        those = tuple(state for state in services if state.phase is phase)
        if len(those) == 1:
            found += one_by_one(those)
        else:
            names = ", ".join(state.name for state in those)
            count = plural(len(those), "service")
            found.append(MarkFacts(phase, count, PHASE_WORDS[phase], names))
    return tuple(found)


def in_brief(services: tuple[ServiceState, ...]) -> tuple[MarkFacts, ...]:
    """The same without counts."""
    return tuple(replace(mark, words=PHASE_WORDS[mark.phase]) for mark in by_phase(services))


class ServiceMark(QWidget):
    """Shape, name, state in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = StatusDot()
        self._name = Label("", Type.CAPTION_STRONG)
        self._words = Label("", Type.CAPTION, Tint.TEXT2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for widget in (self._dot, self._name, self._words):
            row.addWidget(widget)

    def show_facts(self, facts: MarkFacts) -> None:
        """Show what was observed."""
        self._dot.show_state(dot_of(facts.phase))
        self._name.setText(facts.name)
        self._words.setText(facts.words)
        self.setToolTip(facts.problem)
        self.setAccessibleName(f"{facts.name}: {facts.words}")
