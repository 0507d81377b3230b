"""What is open in the market, in sentences: told before anything that leaves it unattended."""

from collections.abc import Iterable
from dataclasses import dataclass

from traderadmin.targets.states import Snapshot
from traderadmin.workflow.tradingfacts import Holding, trading_facts
from traderadmin.workflow.words import joined, plural


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much is open, as the orchestrator last told; None is "not known".

    Attributes:
        working: orders that wait for their fill.
        unknown: orders of which nobody knows what became of them.
    """

    positions: int | None = None
    working: int | None = None
    unknown: int | None = None

    @property
    def is_none(self) -> bool:
        """Whether nothing is open, for certain."""
        return self.positions == 0 and self.working == 0 and not self.unknown


def exposure(snapshot: Snapshot | None) -> Exposure:
    """What is open as of the last look."""
    facts = trading_facts(snapshot)
    if facts is None:
        return Exposure()
    held = facts.positions
    return Exposure(
        positions=facts.position_count if held is None else _open(held),
        working=facts.working_count,
        unknown=len(facts.unknown) if facts.unknown is not None else None,
    )


def exposure_text(found: Exposure, *, meanwhile: bool = False) -> str:
    """It in sentences; with `meanwhile`, it is unattended for a short time only."""
    lines = [_known(found, " meanwhile" if meanwhile else "")]
    if found.positions is None:
        lines.append("How many positions are open is unknown.")
    elif found.working is None:
        lines.append("How many orders are working is unknown.")
    if found.unknown:
        lines.append(f"What became of {plural(found.unknown, 'order')} is unknown.")
    return " ".join(line for line in lines if line)


def exposure_brief(found: Exposure) -> str:
    """It where there is little room: "2 positions, 1 working order"; empty when nothing is open."""
    if found.positions is None:
        return "Positions unknown"
    parts = _counted(found)
    if found.unknown:
        parts.append(f"{found.unknown} of unknown outcome")
    return ", ".join(parts)


def stopping_text(snapshot: Snapshot | None) -> str:
    """What stopping the services means."""
    services = snapshot.services if snapshot is not None else ()
    names = [state.name for state in services if state.wanted]
    stops = f"This stops {', then '.join(names)}." if names else "This stops all services."
    return f"{stops} {stopped_text(snapshot)}"


def stopped_text(snapshot: Snapshot | None) -> str:
    """What it means that services are stopped."""
    left = exposure_text(exposure(snapshot))
    return f"No orders are placed until they are started again. {left}"


def halting_text(snapshot: Snapshot | None) -> str:
    """What a halt means, with what it leaves open."""
    return f"No new orders until released. {exposure_text(exposure(snapshot))}"


def _open(held: Iterable[Holding]) -> int:
    return sum(each.quantity != 0 for each in held)


def _counted(found: Exposure) -> list[str]:
    parts = ((found.positions, "position"), (found.working, "working order"))
    return [plural(count, noun) for count, noun in parts if count]


def _known(found: Exposure, when: str) -> str:
    parts = _counted(found)
    if parts:
        verb = "stays" if len(parts) == 1 and 1 in {found.positions, found.working} else "stay"
        return f"{joined(parts)} {verb} open and unattended{when}."
    if found.positions == 0:
        return "No position is open, no order is working." if found.working == 0 else _NO_POSITION
    return ""


_NO_POSITION = "No position is open."
