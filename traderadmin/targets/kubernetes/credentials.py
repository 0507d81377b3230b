"""Signing in as a kubeconfig says: an authenticated client, and the headers of its calls."""

import base64
import binascii
import json
import threading
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kubernetes.client import ApiClient
from urllib3 import HTTPHeaderDict
from urllib3.exceptions import InsecureRequestWarning

from traderadmin.clock import Clock
from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.targets.kubernetes import certificates, proxies
from traderadmin.targets.kubernetes.failures import SignInError
from traderadmin.targets.kubernetes.kubeconfig import Headers, Kubeconfig, readable
from traderadmin.targets.kubernetes.plugins import Login, Plugin

_CONNECTIONS = 16
_HEADERS_LAST = 1.0
"""Seconds: to make them costs a quarter of a call. A token that ends within is refused, and the
call made again with a fresh one."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """With what calls are made.

    Attributes:
        client: the library's, with everything but time-outs.
        acting_as: headers that impersonate somebody.
        expires: when a plugin's credentials end; None where it does not say.
    """

    client: ApiClient
    acting_as: Headers = ()
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """Which kubeconfig, and which of its contexts.

    Attributes:
        kubeconfig: a file; empty for KUBECONFIG or the usual place.
        context: a context's name; empty for the current one.
    """

    kubeconfig: str = ""
    context: str = ""

    def contexts(self) -> tuple[list[Mapping[str, Any]], str]:
        """The contexts as the file has them, and the current one's name (empty: there is none).

        Raises: TraderAdminError.
        """
        with readable(self.kubeconfig):
            kubeconfig = Kubeconfig.read(self.kubeconfig)
            return kubeconfig.contexts(), kubeconfig.current

    def servers(self) -> dict[str, str]:
        """The URL of each cluster by name; runs no login plugin. Raises: TraderAdminError."""
        with readable(self.kubeconfig):
            return Kubeconfig.read(self.kubeconfig).servers()

    def load(self, clock: Clock, given_up: threading.Event) -> SignedIn:
        """Read the file, and run the context's login plugin where it has one.

        Raises: TraderAdminError, soon when `given_up` is set.
        """
        with readable(self.kubeconfig):
            chosen = Kubeconfig.read(self.kubeconfig).chosen(self.context)
            login, cluster = Login(), chosen.cluster
            if (entry := chosen.plugin) is not None:
                folder = str(Path(cluster.path).absolute().parent)
                plugin = Plugin(chosen.name, entry, folder, cluster["cluster"])
                login = plugin.run(clock, given_up)
            configuration = chosen.configuration(login.credentials)
            certificates.require_usable(configuration)
            proxies.authenticate(configuration)
            if not configuration.verify_ssl:  # as the file says; urllib3 would tell the terminal
                warnings.filterwarnings("ignore", category=InsecureRequestWarning)
            # The client's own retries turn a second into eight, and one write into several.
            configuration.retries = False
            configuration.connection_pool_maxsize = _CONNECTIONS
            return SignedIn(ApiClient(configuration), chosen.acting_as, login.expires)


@dataclass(frozen=True, slots=True)
class _Made:
    """Headers, and when (monotonic) they were made."""

    when: float
    headers: HTTPHeaderDict


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why a sign-in failed, and when (monotonic)."""

    when: float
    kind: type[TraderAdminError]
    error: TraderAdminError

    def told(self) -> TraderAdminError:
        """An error of its own for each that is told: whoever catches one may give it a title."""
        return self.kind(self.error.title, self.error.message, self.error.hint)


class Session:
    """An authenticated client that can sign in again. Thread-safe.

    It signs in no more once it was given up, or what is handed in as `given_up` was set.
    """

    def __init__(
        self, credentials: Credentials, clock: Clock, given_up: threading.Event | None = None
    ) -> None:
        self._credentials = credentials
        self.clock = clock
        self._lock = threading.Lock()
        self._given_up = given_up or threading.Event()
        self._signed_in: SignedIn | None = None
        self._made: _Made | None = None
        self._failed: _Failed | None = None

    @property
    def client(self) -> ApiClient:
        """The client; signs in at the first use. Raises: TraderAdminError."""
        asked = self.clock.monotonic()
        with self._lock:
            return (self._signed_in or self._sign_in(asked)).client

    def sign_in_again(self, refused: ApiClient, asked: float) -> None:
        """Read the kubeconfig anew and run its plugin, unless another thread just did.

        Args:
            refused: the client whose credentials were.
            asked: when (monotonic) its call began: where a sign-in failed since, that is told.

        Raises: TraderAdminError.
        """
        with self._lock:
            if self._signed_in is not None and self._signed_in.client is refused:
                self._sign_in(asked)

    def headers(self) -> HTTPHeaderDict:
        """The headers that authenticate a call; signs in again when they are known to have expired.

        Where that fails the old ones are sent and refused, and signing in again says why.
        """
        asked = self.clock.monotonic()
        with self._lock:
            made, now = self._made, self.clock.monotonic()
            if made is None or now - made.when > _HEADERS_LAST:
                made = self._made = _Made(now, self._fresh_headers(asked))
            return made.headers.copy()

    def expiry(self) -> str:
        """When the credentials expired, as a sentence; empty where they do not tell."""
        headers, now = self.headers(), self.clock.now()
        file = self.client.configuration.cert_file
        return _expiry_of_token(headers, now) or certificates.expiry(file, now)

    def give_up(self) -> None:
        """End a sign-in under way, and let none begin; `close` follows."""
        self._given_up.set()

    def close(self) -> None:
        """Give up its connections; waits for a sign-in under way, unless it was given up."""
        with self._lock:
            signed_in, self._signed_in = self._signed_in, None
        if signed_in is not None:
            signed_in.client.close()

    def _sign_in(self, asked: float) -> SignedIn:
        """Sign in (again). Raises: TraderAdminError, that of a sign-in that failed since `asked`.

        Who waited is told why it failed; who asks later does not go without a try.
        """
        before, failed = self._signed_in, self._failed
        if failed is not None and failed.when >= asked:
            raise failed.told() from failed.error
        try:
            signed_in = self._credentials.load(self.clock, self._given_up)
            if before is not None:
                _require_same(before.client.configuration.host, signed_in.client.configuration.host)
        except TraderAdminError as error:
            kind = type(error)
            if kind is TraderAdminError and not self._given_up.is_set():
                kind = SignInError  # what may go well at the next try
            self._failed = _Failed(self.clock.monotonic(), kind, error)
            raise self._failed.told() from error
        self._signed_in, self._made, self._failed = signed_in, None, None
        return signed_in

    def _fresh_headers(self, asked: float) -> HTTPHeaderDict:
        signed_in = self._signed_in or self._sign_in(asked)
        if signed_in.expires is not None and signed_in.expires <= self.clock.now():
            with suppress(TraderAdminError):
                signed_in = self._sign_in(asked)
        headers: dict[str, str] = {}
        signed_in.client.update_params_for_auth(headers, [], ["BearerToken"], "", "", None)
        # A file or a plugin may end its token with a newline, which is no part of it.
        made = HTTPHeaderDict({name: value.strip() for name, value in headers.items()})
        for name, value in signed_in.acting_as:
            made.add(name, value)
        return made


def _require_same(before: str, now: str) -> None:
    """The target was pinned to the server it began with. Raises: RefusedError."""
    if before != now:
        raise RefusedError(
            "Another cluster",
            f"The kubeconfig names another API server now: {now}, not {before}.",
            "Connect again, and see that it is the one that is meant.",
        )


def _expiry_of_token(headers: Mapping[str, str], now: datetime) -> str:
    """What a refused token tells of itself: when it expired; empty when it does not say.

    Only the time is read from the token's claims (RFC 7519); nothing of it is ever quoted.
    """
    parts = headers.get("authorization", "").partition(" ")[2].split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        expired = datetime.fromtimestamp(int(claims["exp"]), UTC)
    except (ValueError, KeyError, TypeError, OverflowError, binascii.Error):
        return ""
    return f"Its token expired at {expired:%Y-%m-%d %H:%M} UTC." if expired <= now else ""
