"""A backend over the fake target, with everything it says kept."""

from dataclasses import dataclass, field

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.fake_target import FakeTarget
from traderadmin.contract.journal import Step
from traderadmin.resources import template_bytes
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import (
    ApplyEvent,
    ApplyFailedError,
    ApplyResult,
    StepStarted,
)
from traderadmin.workflow.timeouts import Timeouts


@dataclass
class Bench:
    """The parts of one test."""

    target: FakeTarget
    clock: FakeClock
    backend: Backend
    events: list[ApplyEvent] = field(default_factory=list)

    def new_content(self) -> bytes:
        """The template with another stop time."""
        old = b'stop_time_utc = "20:00"'
        assert old in template_bytes()
        return template_bytes().replace(old, b'stop_time_utc = "21:00"')

    def apply(self, content: bytes | None = None) -> ApplyResult:
        """Apply, whether it goes well or not."""
        try:
            return self.backend.save_configuration_and_restart(
                self.new_content() if content is None else content, reason="a test"
            )
        except ApplyFailedError as error:
            return error.result

    def steps(self) -> list[Step]:
        """The steps that were started."""
        return [event.step for event in self.events if isinstance(event, StepStarted)]


def assert_all_as_before(bench: Bench, generations: dict[str, int]) -> None:
    assert bench.target.content == template_bytes()
    assert bench.target.kept == {}
    assert bench.target.journal is None
    assert not bench.target.held
    for name, generation in generations.items():
        service = bench.target.by_name[name]
        assert (service.wanted, service.record) == (1, None)
        assert service.generation == generation


@pytest.fixture
def bench() -> Bench:
    """A backend over two running services and the template."""
    clock = FakeClock()
    target = FakeTarget(template_bytes(), clock)
    events: list[ApplyEvent] = []
    backend = Backend(
        target,
        clock,
        who="trader on desk-1",
        emit=events.append,
        timeouts=Timeouts(pause=5, resume=5, verify=1, poll=0.1),
    )
    return Bench(target, clock, backend, events)
