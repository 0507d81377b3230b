"""A whole apply against the script that an operator would write with kubectl."""

import statistics

from benchmarks.figures import Figure, in_turn
from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import KEEPER_POD
from tests.cluster.scene import Scene
from tests.cluster.seen import CONFIG
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome

clock = SystemClock()
STEPS = ("check", "lock", "pause", "save", "resume", "verify", "record")


def scripted(place: Scene) -> float:
    """Scale to 0, wait for the pods to go, back up and write, scale back, rollout status; ms.

    Both services at once, which is the quickest that such a script can be. It checks nothing.
    """
    kubectl = place.kubectl
    content = place.changed_content()
    both = tuple(f"deployment/{name}" for name in SERVICES)
    pods = f"--selector=app in ({', '.join(SERVICES)})"
    started = clock.monotonic()
    kubectl.run("scale", *both, "--replicas=0")
    kubectl.run("wait", "--for=delete", "pod", pods, "--timeout=60s")
    kubectl.exec(KEEPER_POD, "cp", CONFIG, f"{CONFIG}.bak.script")
    kubectl.write(CONFIG, content)
    kubectl.run("scale", *both, "--replicas=1")
    for name in both:
        kubectl.run("rollout", "status", name, "--timeout=60s")
    return (clock.monotonic() - started) * 1000


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

    pair = in_turn(ours, lambda: scripted(place), pairs)
    figures = [
        pair.figure("a whole apply", "ms", "a script with kubectl", aim=0.8, relative=True),
    ]
    for step in STEPS:
        values = tuple(parts[step] for parts in steps if step in parts)
        if values:
            figures.append(Figure(f"  {step}", "ms", statistics.median(values), samples=values))
    return figures
