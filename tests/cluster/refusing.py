"""An API server that refuses to scale a service, by rules of its own and not by our code."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.cluster.kubectl import Kubectl
from tests.support.waiting import wait_until
from traderadmin.errors import TraderAdminError

WEBHOOK = "freeze.traderadmin.example"
MESSAGE = "this service must not be stopped now"
_PROBED_COUNT = 99
_IN_FORCE_SECONDS = 60.0
_NAMESPACE_LABEL = "kubernetes.io/metadata.name"


@contextmanager
def stopping_refused(kubectl: Kubectl, deployment: str) -> Iterator[None]:
    """Inside the block the API server refuses to scale a Deployment to 0.

    Dry runs are let through, so it happens to an apply whose checks all went well.
    """
    name = f"traderadmin-test-{kubectl.namespace}"
    kubectl.apply(json.dumps(_policy(name, deployment)))
    try:
        kubectl.apply(json.dumps(_binding(name, kubectl.namespace)))
        wait_until(
            lambda: _is_in_force(kubectl, deployment, MESSAGE),
            _IN_FORCE_SECONDS,
            "the API server to go by the policy",
            poll=0.2,
        )
        yield
    finally:
        kinds = ("validatingadmissionpolicybinding", "validatingadmissionpolicy")
        for kind in kinds:
            kubectl.run("delete", kind, name, "--ignore-not-found")


@contextmanager
def webhook_away(kubectl: Kubectl, deployment: str) -> Iterator[None]:
    """Inside the block no Deployment can be changed, as a webhook of them cannot be asked."""
    name = f"traderadmin-test-{kubectl.namespace}"
    kubectl.apply(json.dumps(_webhook(name, kubectl.namespace)))
    try:
        wait_until(
            lambda: _is_in_force(kubectl, deployment, WEBHOOK),
            _IN_FORCE_SECONDS,
            "the API server to ask the webhook",
            poll=0.2,
        )
        yield
    finally:
        kubectl.run("delete", "validatingwebhookconfiguration", name)


def _is_in_force(kubectl: Kubectl, deployment: str, words: str) -> bool:
    """Whether a dry run of what is always refused is refused with these words."""
    count = f"--replicas={_PROBED_COUNT}"
    try:
        kubectl.run("scale", f"deployment/{deployment}", count, "--dry-run=server")
    except TraderAdminError as error:
        if words not in error.message:
            raise
        return True
    return False


def _policy(name: str, deployment: str) -> dict[str, Any]:
    count = "object.spec.replicas"
    refused = f"{count} == {_PROBED_COUNT} || ({count} == 0 && !request.dryRun)"
    rule = {
        "apiGroups": ["apps"],
        "apiVersions": ["v1"],
        "operations": ["UPDATE"],
        "resources": ["deployments", "deployments/scale"],
        "resourceNames": [deployment],
    }
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": [rule]},
            "validations": [{"expression": f"!({refused})", "message": MESSAGE}],
        },
    }


def _webhook(name: str, namespace: str) -> dict[str, Any]:
    """Limited to one namespace; the service that it names does not exist."""
    rule = {
        "apiGroups": ["apps"],
        "apiVersions": ["v1"],
        "operations": ["UPDATE"],
        "resources": ["deployments", "deployments/scale"],
    }
    hook = {
        "name": WEBHOOK,
        "failurePolicy": "Fail",
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        "namespaceSelector": {"matchLabels": {_NAMESPACE_LABEL: namespace}},
        "rules": [rule],
        "clientConfig": {"service": {"name": "nobody", "namespace": namespace}},
    }
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": name},
        "webhooks": [hook],
    }


def _binding(name: str, namespace: str) -> dict[str, Any]:
    """Limits the policy to one namespace."""
    only = {"namespaceSelector": {"matchLabels": {_NAMESPACE_LABEL: namespace}}}
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name},
        "spec": {"policyName": name, "validationActions": ["Deny"], "matchResources": only},
    }
