"""The kubeconfig: its contexts, and an authenticated client for one of them."""

import base64
import binascii
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from kubernetes.client import ApiClient, Configuration
from kubernetes.config import ConfigException, list_kube_config_contexts, load_kube_config
from kubernetes.config.kube_config import KUBE_CONFIG_DEFAULT_LOCATION, KubeConfigMerger

from traderadmin.clock import Clock
from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.targets.kubernetes import plugins

_TITLE = "The kubeconfig cannot be used"
_CONNECTIONS = 16
_HEADERS_LAST = 1.0
"""Seconds: to make them costs a quarter of a call. A token that ends within is refused, and the
call made again with a fresh one."""


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
        """The contexts as the file has them, and the current one's name.

        Raises: TraderAdminError.
        """
        with _readable(self):
            found, current = list_kube_config_contexts(self._file)
            return list(found or ()), str((current or {}).get("name", ""))

    def servers(self) -> dict[str, str]:
        """The URL of each cluster by name; runs no login plugin. Raises: TraderAdminError."""
        with _readable(self):
            merged = KubeConfigMerger(self._file or KUBE_CONFIG_DEFAULT_LOCATION).config
            clusters = merged.safe_get("clusters") or ()
            return {each["name"]: str(each["cluster"].safe_get("server")) for each in clusters}

    def load(self) -> Configuration:
        """A configuration with everything but time-outs. Raises: TraderAdminError.

        Runs the context's login plugin, where it has one.
        """
        configuration = Configuration()
        with _readable(self), plugins.listening() as heard:
            load_kube_config(
                self._file,
                context=self.context or None,
                client_configuration=configuration,
                persist_config=False,
            )
        if heard:
            raise plugins.failed(self.context, heard)
        # The client's own retries turn a second into eight, and one write into several.
        configuration.retries = False
        configuration.connection_pool_maxsize = _CONNECTIONS
        return configuration

    @property
    def _file(self) -> str | None:
        return str(Path(self.kubeconfig).expanduser()) if self.kubeconfig else None


@dataclass(frozen=True, slots=True)
class _Made:
    """Headers, for whom and when (monotonic) they were made."""

    client: ApiClient
    when: float
    headers: Mapping[str, str]


class Session:
    """An authenticated client that can sign in again. Thread-safe."""

    def __init__(self, credentials: Credentials, clock: Clock) -> None:
        self._credentials = credentials
        self.clock = clock
        self._lock = threading.Lock()
        self._client: ApiClient | None = None
        self._made: _Made | None = None

    @property
    def client(self) -> ApiClient:
        """The client; signs in at the first use. Raises: TraderAdminError."""
        with self._lock:
            if self._client is None:
                self._client = ApiClient(self._credentials.load())
            return self._client

    def sign_in_again(self, refused: ApiClient) -> None:
        """Read the kubeconfig anew and run its plugin, unless another thread just did."""
        with self._lock:
            if self._client is not refused:
                return
            client = ApiClient(self._credentials.load())
            before, now = refused.configuration.host, client.configuration.host
            if before != now:  # the target was pinned to the other one
                client.close()
                raise RefusedError(
                    "Another cluster",
                    f"The kubeconfig names another API server now: {now}, not {before}.",
                    "Connect again, and see that it is the one that is meant.",
                )
            self._client = client

    def headers(self, client: ApiClient) -> dict[str, str]:
        """The headers that authenticate a call; refreshes a token that is known to have expired.

        Where that fails the old one is sent and refused, and signing in again says why.
        """
        with self._lock:
            now, made = self.clock.monotonic(), self._made
            if made is None or made.client is not client or now - made.when > _HEADERS_LAST:
                headers: dict[str, str] = {}
                with plugins.listening():
                    client.update_params_for_auth(headers, [], ["BearerToken"], "", "", None)
                # A file or a plugin may end its token with a newline, which is no part of it.
                headers = {name: value.strip() for name, value in headers.items()}
                made = self._made = _Made(client, now, headers)
            return dict(made.headers)

    def close(self) -> None:
        """Give up its connections."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()


def expiry_of(headers: Mapping[str, str], now: datetime) -> str:
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


@contextmanager
def _readable(credentials: Credentials) -> Iterator[None]:
    """Turn what the library raises for a kubeconfig into a sentence."""
    try:
        yield
    except (ConfigException, OSError, yaml.YAMLError, ValueError, TypeError) as error:
        where = credentials.kubeconfig or "the kubeconfig"
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise TraderAdminError(
            _TITLE,
            f"{where} cannot be used: {lines[0].rstrip('.')}.",
            "Name the file with --kubeconfig or KUBECONFIG; "
            "`kubectl config get-contexts` shows what it holds.",
        ) from error
