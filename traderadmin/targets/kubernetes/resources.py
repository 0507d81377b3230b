"""Paths of the API's resources."""

from urllib.parse import quote


def deployments(namespace: str) -> str:
    """All Deployments of a namespace."""
    return f"/apis/apps/v1/namespaces/{quote(namespace)}/deployments"


def deployment(namespace: str, name: str) -> str:
    """One Deployment."""
    return f"{deployments(namespace)}/{quote(name)}"


def pods(namespace: str) -> str:
    """All pods of a namespace."""
    return f"/api/v1/namespaces/{quote(namespace)}/pods"


def pod(namespace: str, name: str) -> str:
    """One pod."""
    return f"{pods(namespace)}/{quote(name)}"


def events(namespace: str) -> str:
    """All events of a namespace."""
    return f"/api/v1/namespaces/{quote(namespace)}/events"


def claims(namespace: str) -> str:
    """All PersistentVolumeClaims of a namespace."""
    return f"/api/v1/namespaces/{quote(namespace)}/persistentvolumeclaims"


def claim(namespace: str, name: str) -> str:
    """One PersistentVolumeClaim."""
    return f"{claims(namespace)}/{quote(name)}"


def lease(namespace: str, name: str) -> str:
    """One Lease."""
    return f"/apis/coordination.k8s.io/v1/namespaces/{quote(namespace)}/leases/{quote(name)}"


def autoscalers(namespace: str) -> str:
    """All HorizontalPodAutoscalers of a namespace."""
    return f"/apis/autoscaling/v2/namespaces/{quote(namespace)}/horizontalpodautoscalers"


def namespace(name: str) -> str:
    """One namespace."""
    return f"{NAMESPACES}/{quote(name)}"


NAMESPACES = "/api/v1/namespaces"
SELF_REVIEW = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
ACCESS_REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
RULES_REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
