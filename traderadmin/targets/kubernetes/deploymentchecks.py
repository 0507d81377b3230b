"""What preflight says of the services' Deployments as they are written down."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.targets.kubernetes import names
from traderadmin.targets.kubernetes.objects import Deployment, unusable_order
from traderadmin.targets.saved import SavedTarget
from traderadmin.targets.states import Check, CheckLevel

FOUND: Final = "Services found"


def deployment_checks(deployments: Sequence[Deployment], saved: SavedTarget) -> Iterator[Check]:
    """Which services there are, and what of their Deployments an apply would stumble on."""
    if not deployments:
        yield Check(
            FOUND,
            CheckLevel.REFUSED,
            "No Deployment in this namespace is a service of TraderAdmin.",
            "Label them app=traderadmin-… or traderadmin.io/managed=true, or pick them by name.",
        )
        return
    found = ", ".join(f"{each.service} ({each.replicas})" for each in deployments)
    yield Check(FOUND, CheckLevel.OK, f"{found}.")
    yield from _ambiguous(deployments)
    questions = [_several, _paused]
    if not saved.services:  # whose orders are the target's own
        questions.append(_order)
    for deployment in deployments:
        yield from filter(None, (ask(deployment) for ask in questions))


def _several(deployment: Deployment) -> Check | None:
    """That there is more than one orchestrator."""
    if deployment.service != ORCHESTRATOR or deployment.replicas <= 1:
        return None
    return Check(
        "One orchestrator",
        CheckLevel.WARNING,
        f"{ORCHESTRATOR} is set to {deployment.replicas}: only one of them trades. The others "
        "stand by and never become ready, so that an apply would end with it not back.",
        "Set it to 1.",
    )


def _paused(deployment: Deployment) -> Check | None:
    """That its newest template is not rolled out, so that an older one may come back."""
    if not deployment.is_paused:
        return None
    return Check(
        f"Rollout of {deployment.service}",
        CheckLevel.WARNING,
        f"The rollout of the Deployment {deployment.name} is paused: what was changed of it since "
        f"is not in the pods that come back, and an apply may end with {deployment.service} not "
        "back.",
        f"kubectl rollout resume --namespace {deployment.metadata['namespace']} "
        f"deployment/{deployment.name}",
    )


def _order(deployment: Deployment) -> Check | None:
    """That a pause order cannot be read, so that another one is taken."""
    text = unusable_order(deployment.metadata)
    if text is None:
        return None
    name, order = deployment.name, deployment.order
    return Check(
        f"Pause order of {deployment.service}",
        CheckLevel.WARNING,
        f"{names.PAUSE_ORDER} of the Deployment {name} is {text!r}, which is no whole number: "
        f"{deployment.service} takes part as {order}.",
        f"kubectl annotate deployment --namespace {deployment.metadata['namespace']} {name} "
        f"--overwrite {names.PAUSE_ORDER}={order}",
    )


def _ambiguous(deployments: Sequence[Deployment]) -> Iterator[Check]:
    """A line for each name that several Deployments claim: a write could reach only one of them."""
    for service, count in Counter(each.service for each in deployments).items():
        if count > 1:
            named = " and ".join(each.name for each in deployments if each.service == service)
            yield Check(
                f"One Deployment of {service}",
                CheckLevel.REFUSED,
                f"The Deployments {named} all say that they are the service {service}.",
                "Give each another `app` label, or remove those that are not meant.",
            )
