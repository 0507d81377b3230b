"""Halting through the keeper, and stopping the orchestrator without it; kubectl is the witness."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import KEEPER
from tests.cluster.kubectl import KEEPER_POD, Kubectl
from tests.cluster.moments import once
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, opened, scene
from tests.cluster.test_outages import far_operator
from tests.cluster.twins import TWIN, twin
from tests.cluster.witness import BOTH, assert_all_as_it_was, assert_reported_truly
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Event, Outcome
from traderadmin.contract.journal import Step
from traderadmin.errors import TraderAdminError

ROOT = Path(__file__).resolve().parents[2]
BY_OPERATOR = {"count": 1, "by": "operator"}
STOPPED = {ORCHESTRATOR: 0, SCANNER: 1}


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


@contextmanager
def no_keeper(kubectl: Kubectl) -> Iterator[None]:
    """Nobody keeps the configuration, as when its node is lost."""
    kubectl.run("scale", f"statefulset/{KEEPER}", "--replicas=0")
    kubectl.run("wait", "--for=delete", f"pod/{KEEPER_POD}", "--timeout=60s")
    try:
        yield
    finally:
        kubectl.run("scale", f"statefulset/{KEEPER}", "--replicas=1")
        kubectl.run("rollout", "status", f"statefulset/{KEEPER}", "--timeout=60s")


def assert_only_the_orchestrator_is_stopped(at: Scene, scanners: set[str]) -> None:
    """By an operator's record, with no pod left of it, and the scanner's pods untouched."""
    assert at.counts() == STOPPED
    assert {name: json.loads(text) for name, text in at.records().items()} == {
        ORCHESTRATOR: BY_OPERATOR
    }
    assert at.kubectl.pods(ORCHESTRATOR) == []
    assert at.pod_uids(SCANNER) == scanners


def start_again(at: Scene, content: bytes) -> None:
    """As the banner's button and `traderadmin resume` do."""
    assert at.backend.resume_trading_services().outcome is Outcome.DONE
    assert_all_as_it_was(at, content)


def test_that_a_halt_goes_through_the_keeper_and_reaches_the_orchestrator(at: Scene) -> None:
    clock = SystemClock()
    at.backend.halt("odd prices")
    began = clock.monotonic()
    wait_until(
        lambda: at.status(ORCHESTRATOR)["session"]["kind"] == "halted", 10, "the halt", poll=0.1
    )
    assert clock.monotonic() - began < 3.0
    assert b"odd prices" in at.kubectl.read("/data/state/halt.json")
    assert at.backend.snapshot().halt.halted
    at.backend.release()
    wait_until(
        lambda: at.status(ORCHESTRATOR)["session"]["kind"] != "halted", 10, "the release", poll=0.1
    )
    assert at.counts() == BOTH


def test_that_the_orchestrator_stops_alone_without_the_keeper(at: Scene) -> None:
    content, scanners = at.config(), at.pod_uids(SCANNER)
    with no_keeper(at.kubectl):
        with pytest.raises(TraderAdminError) as unhalted:
            at.backend.halt("odd prices")
        assert unhalted.value.title == "Trading could not be halted"
        look = at.backend.snapshot()
        assert not look.halt.known
        done = at.backend.stop_orchestrator("the keeper is away")
        assert done.gone
        assert [text.partition(":")[0] for text in done.warnings] == [
            "This could not be recorded in history"
        ]
        assert_only_the_orchestrator_is_stopped(at, scanners)
    start_again(at, content)


def test_that_both_stop_where_two_say_that_they_are_it(at: Scene) -> None:
    before = at.config()
    with twin(at):
        assert at.backend.stop_orchestrator("").gone
        assert (at.kubectl.replicas(TWIN), at.kubectl.pods(TWIN)) == (0, [])
        assert at.kubectl.pods(ORCHESTRATOR) == []
    start_again(at, before)


def test_that_the_command_line_does_the_same(
    cluster: Cluster, trading: Kubectl, at: Scene, tmp_path: Path
) -> None:
    content, scanners = at.config(), at.pod_uids(SCANNER)
    kubeconfig = str(cluster.operator_kubeconfig(trading.namespace, tmp_path / "cli.json"))
    target = ("--context", "operator", "--namespace", trading.namespace, "--kubeconfig", kubeconfig)
    command = [sys.executable, "-m", "traderadmin", *target, "session", "halt"]

    def run(*more: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
        return subprocess.run(
            [*command, *more], cwd=ROOT, env=environment, check=False, capture_output=True,
            text=True, timeout=120,
        )  # fmt: skip

    with no_keeper(at.kubectl):
        refused = run()
        assert refused.returncode == 1
        assert "How many positions are open is unknown." in refused.stderr
        assert "Trading could not be halted: " in refused.stderr
        assert "session halt --stop-orchestrator`" in refused.stderr
        stopped = run("--stop-orchestrator")
        assert stopped.returncode == 4, stopped.stderr
        assert "The orchestrator is stopped" in stopped.stdout
        assert "Trading could not be halted: " in stopped.stderr
        assert_only_the_orchestrator_is_stopped(at, scanners)
    start_again(at, content)


@pytest.mark.parametrize("step", [Step.PAUSE, pytest.param(Step.RESUME, marks=pytest.mark.full)])
def test_that_a_colleagues_apply_does_not_start_it_again(at: Scene, step: Step) -> None:
    """Before, the apply had stopped it, or was starting it; the record is the operator's then."""
    new = at.changed_content()
    with opened(at.kubectl, at.saved) as colleague:

        def stop() -> None:
            colleague.backend.stop_orchestrator("not confirmed")

        at.watch = once(step, "orchestrator", stop)
        result = at.apply(new)
    assert result.outcome is Outcome.DONE, result.headline
    assert "orchestrator was stopped by an operator meanwhile and stays stopped." in result.warnings
    assert_reported_truly(at, result)
    assert_only_the_orchestrator_is_stopped(at, at.pod_uids(SCANNER))
    assert at.config() == new
    assert at.journal() is None
    stops = [entry for entry in at.backend.history() if entry.event is Event.STOP]
    assert (stops[0].outcome, stops[0].reason) == (Outcome.DONE, "not confirmed")
    start_again(at, new)


def test_that_an_api_server_that_is_away_is_said_to_be(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    with far_operator(cluster, trading, tmp_path) as (at, line):
        at.backend.load()
        line.cut()
        with pytest.raises(TraderAdminError):  # once read in vain, the session is known to be gone:
            at.target.read_config()  # a halt sent into it before might have been taken
        clock = SystemClock()
        began = clock.monotonic()
        with pytest.raises(TraderAdminError, match="Trading could not be halted"):
            at.backend.halt("odd prices")
        with pytest.raises(TraderAdminError) as told:
            at.backend.stop_orchestrator("not halted")
        assert clock.monotonic() - began < 40.0
        assert told.value.title == "The orchestrator could not be stopped"
        assert "Stop it where it runs, or cut its line to the broker." in told.value.hint
        line.mend()
    assert at.counts() == BOTH
