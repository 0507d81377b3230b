"""Why a call never got its answer: what HTTP and TLS raise, as one of our own errors."""

import ssl
from typing import Final

from kubernetes.client import Configuration
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    SSLError,
)
from urllib3.util.ssl_match_hostname import CertificateError

from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes import proxies
from traderadmin.targets.kubernetes.failures import ApiUnauthorizedError, Call

CONNECT_SECONDS: Final = 3.0
_DEPTH = 5
_OURS: Final = ("CERTIFICATE", "UNKNOWN_CA")


def translated(call: Call, error: HTTPError, configuration: Configuration) -> TraderAdminError:
    """What a request raised."""
    if isinstance(error, SSLError):
        return insecure(call, error)
    if isinstance(error, ProtocolError):
        return call.dropped(reason(error))
    if isinstance(error, ProxyError):
        return call.unreachable(proxies.blamed(configuration, reason(error)))
    why = _unconnected(error)
    return call.unreachable(why) if why else call.unanswered(reason(error))


def insecure(call: Call, error: BaseException) -> TraderAdminError:
    """TLS failed: a certificate is not accepted, here or there, or it never came up."""
    cause = _innermost(error)
    told = getattr(cause, "reason", None) or ""
    if "ALERT" in told and any(word in told for word in _OURS):
        return ApiUnauthorizedError(
            "Not signed in to the cluster",
            f"{call.server} does not accept this context's client certificate, or that it has "
            f"none: {told.partition('ALERT_')[2].replace('_', ' ').lower()}.",
            "Sign in again (the way your cluster's login works), then try again.",
        )
    if isinstance(cause, ssl.SSLCertVerificationError | CertificateError):
        return call.untrusted(reason(error))
    # TLS may as well have broken in the answer, and urllib3 does not tell when.
    return call.unanswered(reason(error)) if call.writes else call.unreachable(reason(error))


def reason(error: BaseException) -> str:
    """The innermost reason, short ("Connection refused", "timed out")."""
    seen = _innermost(error)
    if isinstance(seen, ssl.SSLCertVerificationError):
        return str(seen.verify_message or seen).rstrip(".")
    if isinstance(seen, ssl.SSLEOFError):
        return "it ended the secure connection"
    if isinstance(seen, ssl.SSLError) and seen.reason:
        return f"TLS failed with “{seen.reason.replace('_', ' ').lower()}”"
    text = getattr(seen, "strerror", None) or str(seen) or type(seen).__name__
    return str(text).rstrip(".")


def _unconnected(error: HTTPError) -> str:
    """Why nothing was sent; empty where something may have been."""
    if isinstance(error, NewConnectionError):
        return reason(error)
    if isinstance(error, ConnectTimeoutError):  # what the line above is, too
        return f"no connection within {CONNECT_SECONDS:g} s"
    if "handshake" in reason(error):  # TLS never came up
        return f"it does not say a word within {CONNECT_SECONDS:g} s"
    return ""


def _innermost(error: BaseException) -> BaseException:
    seen = error
    for _ in range(_DEPTH):
        inner = seen.__cause__ or seen.__context__ or getattr(seen, "original_error", None)
        if not isinstance(inner, BaseException):
            break
        seen = inner
    return seen
