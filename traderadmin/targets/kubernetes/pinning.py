"""Whether a saved target is still the cluster and namespace it was saved for."""

from typing_extensions import override

from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError
from traderadmin.targets.kubernetes import resources
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.credentials import Session
from traderadmin.targets.kubernetes.sharing import Shared
from traderadmin.targets.saved import SavedTarget

_TITLE = "Another cluster"


def namespace_uid(api: Api, namespace: str) -> str:
    """The namespace's UID. Raises: RefusedError where there is none, TraderAdminError."""
    try:
        data = api.get(resources.namespace(namespace))
    except NotFoundError as error:
        # Another kind of error: what is missing is not the object that was asked for.
        raise RefusedError(
            "No such namespace",
            f"There is no namespace {namespace} on {api.server}.",
            "Check the name and the context.",
        ) from error
    return str(data["metadata"]["uid"])


class PinnedApi(Api):
    """Calls nothing but the cluster and the namespace that a target was saved for.

    The first call makes sure of that, whoever makes it; one that could not is no call.
    """

    def __init__(self, session: Session, saved: SavedTarget) -> None:
        super().__init__(session)
        self._saved = saved
        self._is_meant = False
        self._question = Shared(self.require_meant, session.clock)

    @property
    @override
    def session(self) -> Session:
        if not self._is_meant:
            self._question.recent()  # several threads may make the first call
        return self._session

    def require_meant(self) -> None:
        """Ask (again). Raises: RefusedError for another one; TraderAdminError, not known."""
        _require_pinned(Api(self._session), self._saved)
        self._is_meant = True


def _require_pinned(api: Api, saved: SavedTarget) -> None:
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
