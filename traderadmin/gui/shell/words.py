"""Sentences of the window that follow from what is observed. No Qt."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.schedule import current_window, next_edge
from traderadmin.targets.states import ServiceState, Snapshot
from traderadmin.workflow.sessionview import edge_text
from traderadmin.workflow.words import joined, plural

_LONGEST = 24
"""Characters of a target's name on a button."""


def shown_order(services: tuple[ServiceState, ...]) -> tuple[ServiceState, ...]:
    """Services as people list them: what the others depend on first, last to be stopped."""
    return tuple(reversed(services))


def about_text(seconds: float | None) -> str:
    """A duration to expect: "about 12 s"; empty where nothing is known."""
    return f"about {max(1, round(seconds))} s" if seconds is not None else ""


def positions_of(snapshot: Snapshot | None) -> int | None:
    """How many positions are open, as the orchestrator last said; None where it is not known."""
    for state in snapshot.services if snapshot is not None else ():
        for instance in state.instances:
            if state.name == ORCHESTRATOR and instance.status is not None:
                return count_of(instance.status.facts.get("positions"))
    return None


def count_of(fact: object) -> int | None:
    """A fact that is a count, or a collection to be counted; None for anything else."""
    if isinstance(fact, bool):
        return None
    if isinstance(fact, int):
        return fact
    if isinstance(fact, (Mapping, list, tuple)):
        return len(fact)
    return None


def stop_text(snapshot: Snapshot | None) -> str:
    """What stopping the services means, with the positions that stay open."""
    services = snapshot.services if snapshot is not None else ()
    names = [state.name for state in services if state.wanted]
    stops = f"This stops {', then '.join(names)}." if names else "This stops all services."
    return f"{stops} {stopped_text(snapshot)}"


def stopped_text(snapshot: Snapshot | None) -> str:
    """What it means that services are stopped."""
    positions = positions_of(snapshot)
    if positions is None:
        left = "How many positions are open is unknown; any that are stay open and unattended."
    elif positions == 0:
        left = "No position is open."
    else:
        verb = "stays" if positions == 1 else "stay"
        left = f"{plural(positions, 'position')} {verb} open and unattended."
    return f"No orders are placed until they are started again. {left}"


def start_text(snapshot: Snapshot | None) -> str:
    """What starting the services means."""
    services = shown_order(snapshot.services) if snapshot is not None else ()
    names = [state.name for state in services if not state.ready]
    return f"Starts {joined(names)} with the file as it is." if names else ""


def release_text(values: Mapping[str, Any], snapshot: Snapshot | None, now: datetime) -> str:
    """What releasing the halt will do, from the schedule in the file."""
    from traderadmin.workflow.review import schedule_of  # noqa: PLC0415 - after the window

    services = snapshot.services if snapshot is not None else ()
    if not any(state.ready for state in services if state.name == ORCHESTRATOR):
        return "The orchestrator does not run: nothing trades until services are started."
    schedule = schedule_of(values)
    if schedule is None:
        return "What trading does then is not known: the schedule in the file cannot be read."
    if not schedule.enabled:
        return "The schedule is off: trading takes up the state it had before the halt."
    window = current_window(schedule, now)
    if window is not None:
        return f"Trading opens at once until {edge_text(window.stop, now)}."
    edge = next_edge(schedule, now)
    if edge is None:
        return "Trading stays closed: the schedule has no session."
    return f"Trading stays closed and opens {edge_text(edge.at, now)}."


def shortened(name: str) -> str:
    """A name that fits on a button: the middle of a long one is left out."""
    return name if len(name) <= _LONGEST else f"{name[:8]}…{name[9 - _LONGEST :]}"


def lower(sentence: str) -> str:
    """A sentence that goes on after a colon."""
    return sentence[:1].lower() + sentence[1:]
