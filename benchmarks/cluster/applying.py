"""A whole apply against the script that an operator would write with kubectl."""

import statistics

from benchmarks.figures import Figure, in_turn
from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import KEEPER_POD
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene
from tests.cluster.seen import CONFIG
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome

clock = SystemClock()
AT_ONCE = (SERVICES,)
"""The quickest that such a script can be; a producer may outlive whom it posts to."""
IN_ORDER = ((SCANNER,), (ORCHESTRATOR,))
"""Producers stop first and start last, as an apply has it."""
STEPS = ("check", "lock", "pause", "save", "resume", "verify", "record")


def scripted(place: Scene, groups: tuple[tuple[str, ...], ...]) -> float:
    """Scale to 0, wait for the pods to go, back up and write, scale back, rollout status; ms.

    Args:
        place: where.
        groups: Deployments that are scaled together, in the order in which they stop; they start
            in the reverse order. It checks nothing.
    """
    kubectl = place.kubectl
    content = place.changed_content()
    started = clock.monotonic()
    for group in groups:
        kubectl.run("scale", *_deployments(group), "--replicas=0")
        selector = f"--selector=app in ({', '.join(group)})"
        kubectl.run("wait", "--for=delete", "pod", selector, "--timeout=60s")
    kubectl.exec(KEEPER_POD, "cp", CONFIG, f"{CONFIG}.bak.script")
    kubectl.write(CONFIG, content)
    for group in reversed(groups):
        kubectl.run("scale", *_deployments(group), "--replicas=1")
        for name in _deployments(group):
            kubectl.run("rollout", "status", name, "--timeout=60s")
    return (clock.monotonic() - started) * 1000


def _deployments(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"deployment/{name}" for name in names)


def measure(place: Scene, pairs: int) -> list[Figure]:
    """Pairs of an apply through the workflow and of the script, on the same two Deployments."""
    steps: list[dict[str, float]] = []

    def ours() -> float:
        content = place.changed_content()
        started = clock.monotonic()
        result = place.apply(content)
        taken = (clock.monotonic() - started) * 1000
        assert result.outcome is Outcome.DONE, result.headline
        steps.append({step: seconds * 1000 for step, seconds in result.entry.steps})
        return taken

    at_once = in_turn(ours, lambda: scripted(place, AT_ONCE), pairs)
    in_order = in_turn(ours, lambda: scripted(place, IN_ORDER), pairs)
    what = "a whole apply"
    figures = [
        in_order.figure(what, "ms", "a script that keeps our order", aim=0.8, relative=True),
        at_once.figure(what, "ms", "a script, both at once", aim=1.0, relative=True),
    ]
    for step in STEPS:
        values = tuple(parts[step] for parts in steps if step in parts)
        if values:
            figures.append(Figure(f"  {step}", "ms", statistics.median(values), samples=values))
    return figures
