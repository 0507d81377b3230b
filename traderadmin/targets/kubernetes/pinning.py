"""Whether a saved target is still the cluster and namespace it was saved for."""

from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError
from traderadmin.targets.kubernetes import resources
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.saved import SavedTarget

_TITLE = "Another cluster"


def namespace_uid(api: Api, namespace: str) -> str:
    """The namespace's UID. Raises: NotFoundError, TraderAdminError."""
    try:
        data = api.get(resources.namespace(namespace))
    except NotFoundError as error:
        raise NotFoundError(
            "No such namespace",
            f"There is no namespace {namespace} on {api.server}.",
            "Check the name and the context.",
        ) from error
    return str(data["metadata"]["uid"])


def require_pinned(api: Api, saved: SavedTarget) -> None:
    """Raises: RefusedError for another cluster or namespace; TraderAdminError, not known."""
    if saved.server and saved.server.rstrip("/") != api.server.rstrip("/"):
        raise RefusedError(
            _TITLE,
            f"The context {saved.context} now leads to {api.server}; {saved.name} was saved for "
            f"{saved.server}. Nothing was touched.",
            "Choose the right kubeconfig, or connect to the new cluster under another name.",
        )
    uid = namespace_uid(api, saved.namespace)
    if saved.namespace_uid and saved.namespace_uid != uid:
        raise RefusedError(
            _TITLE,
            f"The namespace {saved.namespace} on {api.server} is not the one {saved.name} was "
            "saved for: it was deleted and made anew, or it is another cluster. Nothing was "
            "touched.",
            "Make sure which it is, then connect to it again.",
        )


def user_name(api: Api) -> str:
    """Who the API server takes this user for; empty where it does not say."""
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    try:
        told = api.post(resources.SELF_REVIEW, review)
    except TraderAdminError:
        return ""  # a cluster before 1.28, or one that forbids even that
    return str(((told.get("status") or {}).get("userInfo") or {}).get("username") or "")
