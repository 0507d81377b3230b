"""Failed calls of the API in sentences, and whether a write may have taken effect."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from traderadmin.errors import (
    NotFoundError,
    RefusedError,
    TraderAdminError,
    UnconfirmedError,
)

_DENIED = re.compile(
    r'admission webhook "(?P<hook>[^"]+)" denied the request:? ?(?P<why>.*)', re.DOTALL
)
_POLICY = re.compile(
    r"ValidatingAdmissionPolicy '(?P<policy>[^']+)' with binding '[^']+' denied request:"
    r" ?(?P<why>.*)",
    re.DOTALL,
)
_UNASKED = re.compile(
    r'failed calling webhook "(?P<hook>[^"]+)": (?:failed to call webhook: )?'
    r'(?:Post "[^"]*": )?(?P<why>.*)',  # its URL may hold a secret
    re.DOTALL,
)
_FORBIDDEN = re.compile(
    r'User "(?P<user>[^"]+)" cannot (?P<verb>\w+) resource "(?P<resource>[^"]+)"'
)
_UNANSWERED: Final = {
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_SILENT = "The cluster does not answer"


class ApiConflictError(RefusedError):
    """409: the object changed since it was read. Nothing was written."""


class ApiForbiddenError(RefusedError):
    """403: this user may not do that. Nothing was written."""


class ApiUnauthorizedError(RefusedError):
    """401: the credentials are not accepted. Nothing was written."""


class ApiUnreachableError(RefusedError):
    """The API server, or a webhook that it must ask first, was not reached. Nothing was written."""


class SignInError(ApiUnreachableError):
    """No credentials to ask with: the login plugin failed, or the kubeconfig is of no use now."""


class ApiThrottledError(RefusedError):
    """429: too many requests. Nothing was written.

    Attributes:
        seconds: how long the server asks to wait.
    """

    def __init__(self, title: str, message: str, hint: str = "", *, seconds: float = 1.0) -> None:
        super().__init__(title, message, hint)
        self.seconds = seconds


class ApiUnansweredError(TraderAdminError):
    """A read that got no usable answer: a time-out, a broken connection, a server error."""


class ApiDroppedError(ApiUnansweredError):
    """A read whose connection broke, as a kept one does that the server gave up meanwhile."""


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked: enough for a sentence.

    Attributes:
        server: URL of the API server.
        what: verb and object ("patch deployments/traderadmin-scanner").
        writes: whether it may change something.
    """

    server: str
    what: str
    writes: bool

    def unreachable(self, why: str) -> ApiUnreachableError:
        """The request never left for want of a connection."""
        return ApiUnreachableError(
            "The cluster cannot be reached",
            f"The API server {self.server} cannot be reached: {why}.",
            "Check the network, the VPN and the server's address in the kubeconfig.",
        )

    def untrusted(self, why: str) -> ApiUnreachableError:
        """TLS failed before anything was sent."""
        return ApiUnreachableError(
            "The cluster's certificate is not accepted",
            f"The certificate of {self.server} is not accepted: {why}.",
            "Check the certificate authority in the kubeconfig; do not go on unless you know why.",
        )

    def unanswered(self, why: str) -> TraderAdminError:
        """It was sent, or may have been, and no answer came."""
        if self.writes:
            return UnconfirmedError(
                "Not confirmed by the cluster",
                f"Whether “{self.what}” took effect is not known: {why}.",
                "Look at the Services tab for what the state is now.",
            )
        return ApiUnansweredError(_SILENT, f"“{self.what}” got no answer: {why}.", "Try again.")

    def dropped(self, why: str) -> TraderAdminError:
        """Its connection broke before an answer came."""
        if self.writes:
            return self.unanswered(why)
        return ApiDroppedError(_SILENT, f"“{self.what}” got no answer: {why}.", "Try again.")

    def answered(
        self, status: int, body: bytes, credentials: Callable[[], str] = str
    ) -> TraderAdminError:
        """The server said no.

        Args:
            status: the HTTP status.
            body: its body, a `Status` object as a rule.
            credentials: tells what is known of those that were sent ("Its token expired …"); asked
                only where they are refused.
        """
        told = _status_object(body)
        message = str(told.get("message") or body[:300].decode("utf-8", "replace")).strip()
        if stopped := _denied(self.what, message) or _unasked(self.what, message):
            return stopped
        if status in _UNANSWERED:
            return self.unanswered(f"the server answered {status}: {message.rstrip('.')}")
        if status == HTTPStatus.UNAUTHORIZED:
            return _unauthorized(self.server, credentials())
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return _throttled(self.what, told)
        return _REFUSALS.get(status, _refused)(self.what, message)


@contextmanager
def titled(title: str) -> Iterator[None]:
    """Head any failure of the block with what it meant to do; it stays of its kind."""
    try:
        yield
    except TraderAdminError as error:
        error.title = title
        error.args = (f"{title}: {error.message}",)
        raise


def _status_object(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _sentence(text: str) -> str:
    stripped = text.strip().rstrip(".")
    return f"{stripped[:1].upper()}{stripped[1:]}."


def _denied(what: str, message: str) -> RefusedError | None:
    """What admission says, in its own words; None where it was not asked."""
    for kind, who in ((_DENIED, "webhook"), (_POLICY, "policy")):
        if found := kind.search(message):
            name, said = found.groups()
            why = said.strip().rstrip(".") or "it gave no reason"
            return RefusedError(
                f"Denied by an admission {who}",
                f"The {who} {name} denied “{what}”: {why}.",
                f"Ask whoever runs that {who}.",
            )
    return None


def _unasked(what: str, message: str) -> ApiUnreachableError | None:
    """That a webhook could not be asked, which happens before anything is stored."""
    found = _UNASKED.search(message)
    if found is None:
        return None
    return ApiUnreachableError(
        "An admission webhook does not answer",
        f"“{what}” was refused, as the webhook {found['hook']} could not be asked: "
        f"{found['why'].strip().rstrip('.')}.",
        "Ask whoever runs that webhook.",
    )


def _unauthorized(server: str, credentials: str) -> ApiUnauthorizedError:
    why = f" {credentials}" if credentials else ""
    return ApiUnauthorizedError(
        "Not signed in to the cluster",
        f"{server} does not accept the credentials of this context.{why}",
        "Sign in again (the way your cluster's login works), then try again.",
    )


def _forbidden(what: str, message: str) -> ApiForbiddenError:
    found = _FORBIDDEN.search(message)
    title = "Not permitted in the cluster"
    if not found:  # a quota, or another rule that no Role lifts
        said = f"“{what}” is forbidden: {_sentence(message)}"
        return ApiForbiddenError(title, said, "Ask whoever runs the cluster.")
    return ApiForbiddenError(
        title,
        f"{found['user']} may not {found['verb']} {found['resource']} (“{what}”).",
        "`traderadmin preflight` lists what is missing; the Role in k8s/base grants it.",
    )


def _throttled(what: str, told: Mapping[str, Any]) -> ApiThrottledError:
    details = told.get("details")
    seconds = details.get("retryAfterSeconds") if isinstance(details, Mapping) else None
    return ApiThrottledError(
        "The cluster is throttling",
        f"The API server has too many requests now, so “{what}” was not done.",
        "Try again in a moment.",
        seconds=float(seconds) if isinstance(seconds, int) and seconds > 0 else 1.0,
    )


def _missing(_: str, message: str) -> NotFoundError:
    return NotFoundError("Not found in the cluster", _sentence(message))


def _conflict(what: str, _: str) -> ApiConflictError:
    return ApiConflictError(
        "Changed meanwhile", f"“{what}” met a change by somebody else.", "Try again."
    )


def _refused(what: str, message: str) -> RefusedError:
    return RefusedError("The cluster refused", f"“{what}” was refused: {_sentence(message)}")


_REFUSALS: Final[Mapping[int, Callable[[str, str], TraderAdminError]]] = {
    HTTPStatus.FORBIDDEN: _forbidden,
    HTTPStatus.NOT_FOUND: _missing,
    HTTPStatus.CONFLICT: _conflict,
}
