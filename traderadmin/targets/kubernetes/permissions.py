"""Whether this user may do each thing an apply does: one review for each verb it uses."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from traderadmin.contract.journal import Operation
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes import names, resources
from traderadmin.targets.kubernetes.api import Api, Json
from traderadmin.targets.kubernetes.pinning import user_name
from traderadmin.targets.states import Check, CheckLevel

_WORKERS = 8
_APPS: Final = "apps"
_COORDINATION: Final = "coordination.k8s.io"
_AUTOSCALING: Final = "autoscaling"


@dataclass(frozen=True, slots=True)
class Permission:
    """One verb on one resource.

    Attributes:
        group: API group; empty for the core.
        resource: with its subresource after a slash ("pods/exec").
        name: of the one object it is needed for; empty for all.
        needed_for: in words.
        optional: an apply works without it, but says less.
    """

    verb: str
    group: str
    resource: str
    needed_for: str
    name: str = ""
    optional: bool = False

    @property
    def text(self) -> str:
        """As a person would say it ("patch deployments.apps/traderadmin-scanner")."""
        group = f".{self.group}" if self.group else ""
        return f"{self.verb} {self.resource}{group}" + (f"/{self.name}" if self.name else "")

    def review(self, namespace: str) -> Json:
        """The question as the API wants it."""
        resource, _, subresource = self.resource.partition("/")
        attributes = {
            "namespace": namespace,
            "verb": self.verb,
            "group": self.group,
            "resource": resource,
        }
        if subresource:
            attributes["subresource"] = subresource
        if self.name:
            attributes["name"] = self.name
        return {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": attributes},
        }


def needed(
    namespace: str, deployments: Iterable[str], keeper_pod: str, claim: str, operation: Operation
) -> tuple[Permission, ...]:
    """Everything this adapter asks of the API server in an operation.

    Stopping services needs no keeper: it must be possible with a broken one.
    """
    exec_optional = operation is Operation.PAUSE
    return (
        Permission("get", "", "namespaces", "know the namespace again", namespace),
        Permission("list", _APPS, "deployments", "find the services"),
        *(
            Permission(verb, _APPS, "deployments", "stop and start it", name)
            for name in deployments
            for verb in ("get", "patch")
        ),
        Permission("list", "", "pods", "see when nothing is left, and what is ready"),
        Permission("get", "", "pods", "find the config keeper", keeper_pod),
        *(
            Permission(verb, "", "pods/exec", "reach the config keeper", keeper_pod, exec_optional)
            for verb in ("get", "create")
        ),
        Permission("get", _COORDINATION, "leases", "see who applies", names.LEASE),
        Permission("patch", _COORDINATION, "leases", "take the apply lock", names.LEASE),
        Permission("get", "", "persistentvolumeclaims", "check the volume", claim),
        Permission("watch", "", "pods", "notice changes at once", optional=True),
        Permission("watch", _APPS, "deployments", "notice changes at once", optional=True),
        Permission("list", "", "events", "say why something is not ready", optional=True),
        Permission("get", "", "pods/log", "show logs", optional=True),
        Permission(
            "list",
            _AUTOSCALING,
            "horizontalpodautoscalers",
            "notice an autoscaler that owns a count",
            optional=True,
        ),
    )


def permission_checks(
    api: Api, namespace: str, permissions: tuple[Permission, ...], who: str
) -> tuple[Check, ...]:
    """Ask for each; a line for those that are missing, or one that all are there.

    One review tells all rules; what those do not grant is asked for singly, since only that is
    the authorizer's own word.

    Args:
        api: the API server.
        namespace: the target's.
        permissions: what to ask for.
        who: whom the API server takes this user for; asked for where it is empty and needed.
    """
    rules = _rules(api, namespace)
    open_ = [each for each in permissions if not any(_grants(rule, each) for rule in rules)]
    who = who or (user_name(api) if open_ else "")

    def ask(permission: Permission) -> Check | None:
        return _ask(api, namespace, permission, who)

    with ThreadPoolExecutor(_WORKERS) as pool:
        found = [check for check in pool.map(ask, open_) if check is not None]
    if any(check.level is CheckLevel.REFUSED for check in found):
        return tuple(found)
    count = len(permissions) - len(found)
    return (Check("Permissions", CheckLevel.OK, f"{count} verbs asked for and granted."), *found)


def _rules(api: Api, namespace: str) -> list[Mapping[str, Any]]:
    """Every rule that grants this user something in the namespace; none where that is not told."""
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectRulesReview",
        "spec": {"namespace": namespace},
    }
    try:
        answer = api.post(resources.RULES_REVIEW, review)
    except TraderAdminError:
        return []
    return list((answer.get("status") or {}).get("resourceRules") or ())


def _grants(rule: Mapping[str, Any], permission: Permission) -> bool:
    """Whether a rule grants it, as RBAC reads rules."""
    limited = rule.get("resourceNames") or ()
    return (
        _holds(rule.get("verbs"), permission.verb)
        and _holds(rule.get("apiGroups"), permission.group)
        and _holds(rule.get("resources"), permission.resource)
        and (not limited or permission.name in limited)
    )


def _holds(granted: Sequence[str] | None, wanted: str) -> bool:
    return granted is not None and (wanted in granted or "*" in granted)


def _ask(api: Api, namespace: str, permission: Permission, who: str) -> Check | None:
    title = f"Permission: {permission.text}"
    level = CheckLevel.WARNING if permission.optional else CheckLevel.REFUSED
    try:
        answer = api.post(resources.ACCESS_REVIEW, permission.review(namespace))
    except TraderAdminError as error:
        return Check(title, level, error.message, error.hint)
    if (answer.get("status") or {}).get("allowed"):
        return None
    return Check(
        title,
        level,
        f"{who or 'This user'} may not {permission.text} in the namespace {namespace}; "
        f"it is needed to {permission.needed_for}.",
        "Bind the Role traderadmin-operator of k8s/base, or grant that verb.",
    )
