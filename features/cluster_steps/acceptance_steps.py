"""The operator's own scenarios where the services are Deployments; kubectl is the witness."""

import json

from behave import given, then, when
from behave.runner import Context

from features.cluster_steps.places import (
    ORCHESTRATOR,
    SCANNER,
    Glance,
    Witness,
    cluster_services,
    glance,
)
from features.steps.apply_steps import NAMES, NEW, OLD, click_apply
from tests.cluster.deploying import SERVICES
from tests.cluster.refusing import MESSAGE, stopping_refused
from tests.cluster.seen import Seen
from tests.support.window_driver import wait_for
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of

BOTH = dict.fromkeys(SERVICES, 1)
NONE = dict.fromkeys(SERVICES, 0)


def run_with(context: Context, content: bytes, *restarted: str) -> None:
    """Let the services run this file, and remember what kubectl sees before anything happens."""
    services = cluster_services(context)
    services.run_with(content, restarted=restarted)
    context.before = glance(services.seen)
    assert context.before.counts == BOTH
    assert {name: len(pods) for name, pods in context.before.pods.items()} == BOTH
    context.witness = Witness(services.seen)
    context.operator.watch = context.witness


@given("the trading services are running")
@given("the trading services (orchestrator, scanner) are running")
def running(context: Context) -> None:
    run_with(context, OLD)


@given("the trading services are running, trading open at any time")
def running_open(context: Context) -> None:
    always = OLD.replace(b"enabled = true", b"enabled = false", 1)
    always = always.replace(b"initially_active = false", b"initially_active = true")
    run_with(context, always, ORCHESTRATOR)  # what it begins with counts from its start


def after(context: Context, step: Step) -> Glance:
    """What kubectl saw at the end of a step of the apply."""
    seen: Glance = context.witness.after[step]
    return seen


@then(
    "the targeted Kubernetes deployments (orchestrator, scanner) are scaled to 0 replicas or paused"
)
def scaled_to_zero(context: Context) -> None:
    paused = after(context, Step.PAUSE)
    assert paused.counts == NONE, paused
    assert not any(paused.pods.values()), paused
    assert paused.journal is not None
    record = {"count": 1, "by": paused.journal["apply_id"]}
    records = {name: json.loads(text) for name, text in paused.records.items()}
    assert records == dict.fromkeys(SERVICES, record), paused
    assert paused.holder, paused
    assert (paused.content, paused.backups) == (OLD, ()), paused


@then(
    "the targeted Kubernetes deployments are scaled back to their original replica count or resumed"
)
def scaled_back(context: Context) -> None:
    saved = after(context, Step.SAVE)
    assert (saved.counts, saved.content, len(saved.backups)) == (NONE, NEW, 1), saved
    assert not any(saved.pods.values()), saved
    resumed = after(context, Step.RESUME)
    assert (resumed.counts, resumed.records) == (BOTH, {}), resumed
    now = glance(seen_of(context))
    assert now.counts == context.before.counts, now
    for name in SERVICES:
        assert_replaced(context, now, name)
    seen_of(context).assert_nothing_left_over()


@when("the 'PauseTradingServices' backend function fails (e.g., Kubernetes API error)")
def pause_fails(context: Context) -> None:
    """The scanner really stops; the API server refuses to scale the orchestrator to 0."""
    with stopping_refused(seen_of(context).kubectl, ORCHESTRATOR):
        click_apply(context)
    wait_for(lambda: MESSAGE in context.operator.banner_texts(), "what the API server said")


@then("the services remain in their original running state with the old configuration")
def as_before(context: Context) -> None:
    now = glance(seen_of(context))
    assert (now.counts, now.content, now.backups) == (BOTH, OLD, ()), now
    assert now.pods[ORCHESTRATOR] == context.before.pods[ORCHESTRATOR], now
    assert_replaced(context, now, SCANNER)
    seen_of(context).assert_nothing_left_over()
    for name in NAMES:
        assert cluster_services(context).status(name).config_revision == revision_of(OLD)


def assert_replaced(context: Context, now: Glance, name: str) -> None:
    """A service has one pod, and not the one it had before."""
    assert len(now.pods[name]) == 1, now
    assert not now.pods[name] & context.before.pods[name], now


def seen_of(context: Context) -> Seen:
    """What kubectl sees of this run's namespace."""
    return cluster_services(context).seen
