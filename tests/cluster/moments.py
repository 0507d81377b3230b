"""Watchers of an apply that act at one moment of it."""

from collections.abc import Callable

from traderadmin.contract.journal import Step
from traderadmin.workflow.events import ApplyEvent, ServiceChanged, StepFinished

Watcher = Callable[[ApplyEvent], None]


def once(step: Step, service: str, act: Callable[[], None]) -> Watcher:
    """Act when a service is first seen on its way in a step."""
    done: list[ApplyEvent] = []

    def watch(event: ApplyEvent) -> None:
        if done or not isinstance(event, ServiceChanged) or event.state is None:
            return
        if (event.step, event.name) == (step, service):
            done.append(event)
            act()

    return watch


def after(step: Step, act: Callable[[], None]) -> Watcher:
    """Act when a step has ended well."""

    def watch(event: ApplyEvent) -> None:
        if isinstance(event, StepFinished) and event.step is step:
            act()

    return watch
