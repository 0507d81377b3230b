"""Orchestrators whose clocks stand just before an edge of the schedule."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol

from tests.support.service_process import (
    FAKETIME,
    ServicePlace,
    ServiceProcess,
    faked_time,
    orchestrator,
    orchestrator_with_test_clock,
)
from traderadmin.contract.status import ServiceStatus
from traderadmin.resources import template_bytes

MONDAY = date(2026, 11, 23)
BEFORE = timedelta(seconds=4)


class Clocked(Protocol):
    """A running orchestrator with a clock of its own, wherever it runs."""

    def status(self) -> ServiceStatus:
        """What it answers on /status; `now` is its own clock."""
        ...

    def submit(self, signal: Mapping[str, Any]) -> Mapping[str, Any]:
        """Post a signal as the scanner does; its answer."""
        ...

    def orders(self) -> list[dict[str, Any]]:
        """The lines of its order log."""
        ...


class ClockedOrchestrators(Protocol):
    """Starts them; a stage has one way of doing it."""

    def before(self, edge: datetime, changes: Mapping[str, str]) -> AbstractContextManager[Clocked]:
        """Start one a few seconds before `edge` (UTC), with `changes` to the template's text."""
        ...


@dataclass(frozen=True)
class LocalOrchestrator:
    """One that is a process of this machine."""

    place: ServicePlace
    process: ServiceProcess

    def status(self) -> ServiceStatus:
        """What it answers on /status; `now` is its own clock."""
        return self.process.status()

    def submit(self, signal: Mapping[str, Any]) -> Mapping[str, Any]:
        """Post a signal as the scanner does; its answer."""
        return self.process.signal(**signal).data

    def orders(self) -> list[dict[str, Any]]:
        """The lines of its order log."""
        return self.place.orders()


@dataclass(frozen=True)
class LocalOrchestrators:
    """Starts them on this machine, below a folder."""

    root: Path

    @contextmanager
    def before(self, edge: datetime, changes: Mapping[str, str]) -> Iterator[LocalOrchestrator]:
        """Start one a few seconds before `edge` (UTC), with `changes` to the template's text."""
        with self.started(edge - BEFORE, changes) as made:
            yield made

    @contextmanager
    def started(
        self, instant: datetime, changes: Mapping[str, str], *, level_check: bool = True
    ) -> Iterator[LocalOrchestrator]:
        """One whose clock starts at `instant`: the shipped program under libfaketime.

        Without libfaketime, or without the level check, the tests' entry point composes the same
        parts.
        """
        folder = self.root / f"orchestrator-{len(list(self.root.glob('orchestrator-*')))}"
        folder.mkdir()
        place = ServicePlace(folder)
        place.write_config(changed_template(changes))
        if level_check and FAKETIME.exists():
            process = orchestrator(place, faked_time(f"{instant:%Y-%m-%d %H:%M:%S}"))
        else:
            stamp = f"{instant:%Y-%m-%dT%H:%M:%S}Z"
            process = orchestrator_with_test_clock(place, stamp, level_check=level_check)
        with process:
            yield LocalOrchestrator(place, process)


def changed_template(changes: Mapping[str, str]) -> str:
    """The template with some lines changed."""
    text = template_bytes().decode()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def at(clock_time: str) -> datetime:
    """That time on a trading day."""
    return datetime.combine(MONDAY, time.fromisoformat(clock_time))


def is_active(clocked: Clocked) -> bool:
    """Its flag `is_trading_session_active`."""
    session = clocked.status().session
    assert session is not None
    return session.active


def clock_of(clocked: Clocked) -> datetime:
    """What its own clock reads (UTC, without a zone)."""
    return clocked.status().now.replace(tzinfo=None)
