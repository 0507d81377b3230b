"""An exec session into the keeper's container, as the bytes of its input and output.

Speaks the channel protocol of `pods/exec` over a WebSocket: each message's first byte says which
stream it belongs to.
"""

import json
import socket
import ssl
import threading
from contextlib import suppress
from enum import IntEnum
from typing import Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import websocket
from kubernetes.client import Configuration

from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.targets.kubernetes import proxies, resources
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.breakdowns import CONNECT_SECONDS, insecure, reason
from traderadmin.targets.kubernetes.failures import ApiUnauthorizedError, Call

_V5: Final = "v5.channel.k8s.io"
"""Adds closing the input; older servers end the program when the connection goes."""
_V4: Final = "v4.channel.k8s.io"
_SEND_SECONDS: Final = 10.0
_TAIL = 2000


class Channel(IntEnum):
    """The first byte of a message."""

    STDIN = 0
    STDOUT = 1
    STDERR = 2
    ERROR = 3
    CLOSE = 255


class ExecTransport:
    """A program started in a container. Implements `keeper.transport.Transport`."""

    def __init__(
        self, api: Api, namespace: str, pod: str, container: str, command: tuple[str, ...]
    ) -> None:
        """Start it. Raises: TraderAdminError; nothing was started then, or it ends at once."""
        self._where = f"{namespace}/{pod}"
        query = [
            ("container", container),
            *(("command", word) for word in command),
            ("stdin", "true"),
            ("stdout", "true"),
            ("stderr", "true"),
            ("tty", "false"),
        ]
        path = f"{resources.pod(namespace, pod)}/exec?{urlencode(query)}"
        try:
            self._socket = _open(api, path, f"exec pods/{pod}")
        except NotFoundError as error:
            # Another kind of error: what is missing is not the file that was asked for.
            raise TraderAdminError(
                "No config keeper",
                f"There is no pod {self._where}, which reads and writes the volume.",
                "See its StatefulSet: it may be at 0, or its pod cannot be made.",
            ) from error
        self._send_lock = threading.Lock()
        self._complaint = b""
        self._closed = threading.Event()

    def send(self, data: bytes) -> None:
        """As `Transport.send`."""
        try:
            with self._send_lock:
                self._socket.send_binary(bytes([Channel.STDIN]) + data)
        except (websocket.WebSocketException, OSError) as error:
            raise self._lost(str(error) or type(error).__name__) from error

    def receive(self) -> bytes:
        """As `Transport.receive`."""
        while not self._closed.is_set():
            try:
                _, message = self._socket.recv_data()
            except websocket.WebSocketTimeoutException:
                continue  # nothing was said for a while
            except (websocket.WebSocketException, OSError, ValueError, AttributeError) as error:
                if self._closed.is_set():
                    return b""
                raise self._lost(str(error) or "the connection was closed") from error
            if not message:
                return b""
            channel, payload = message[0], bytes(message[1:])
            if channel == Channel.STDOUT and payload:
                return payload
            if channel == Channel.STDERR:
                self._complaint = (self._complaint + payload)[-_TAIL:]
            if channel == Channel.ERROR:
                self._ended(payload)
                return b""
        return b""

    def close(self) -> None:
        """As `Transport.close`."""
        if self._closed.is_set():
            return
        self._closed.set()
        # A reader that waits is woken by the socket's end, not by its being given up.
        with suppress(websocket.WebSocketException, OSError, AttributeError):
            with self._send_lock:
                if self._socket.getsubprotocol() == _V5:
                    self._socket.send_binary(bytes([Channel.CLOSE, Channel.STDIN]))
                self._socket.send_close()
            if self._socket.sock is not None:
                self._socket.sock.shutdown(socket.SHUT_RDWR)
        self._socket.shutdown()

    def _ended(self, status: bytes) -> None:
        """The program ended. Raises: TraderAdminError unless it ended well."""
        try:
            told: dict[str, Any] = json.loads(status)
        except ValueError:
            told = {}
        if told.get("status") == "Success":
            return
        said = self._complaint.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else str(told.get("message") or "it gave no reason")
        raise self._lost(why)

    def _lost(self, why: str) -> TraderAdminError:
        return TraderAdminError(
            "The config keeper was lost",
            f"The session to the keeper {self._where} ended: {why.rstrip('.')}.",
            "Look at that pod: `kubectl describe pod`, `kubectl logs`.",
        )


def _open(api: Api, path: str, what: str) -> websocket.WebSocket:
    """Connect, signing in again once where the credentials are refused."""
    asked, client = api.clock.monotonic(), api.session.client
    try:
        return _connect(api, path, what)
    except ApiUnauthorizedError:
        api.session.sign_in_again(client, asked)
        return _connect(api, path, what)


def _connect(api: Api, path: str, what: str) -> websocket.WebSocket:
    client = api.session.client
    configuration = client.configuration
    call = Call(api.server, what, writes=False)
    parts = urlsplit(f"{configuration.host}{path}")
    url = urlunsplit(parts._replace(scheme="wss" if parts.scheme == "https" else "ws"))
    try:
        connected = websocket.create_connection(
            url,
            timeout=CONNECT_SECONDS + _SEND_SECONDS,
            sslopt=_tls(configuration),
            header=[f"{name}: {value}" for name, value in api.session.headers().items()],
            subprotocols=[_V5, _V4],
            suppress_origin=True,
            **proxies.websocket_options(configuration),
        )
    except websocket.WebSocketBadStatusException as error:
        body = bytes(error.resp_body or b"")
        raise call.answered(error.status_code, body, api.session.expiry) from error
    except ssl.SSLError as error:
        raise insecure(call, error) from error
    except (websocket.WebSocketException, OSError) as error:
        raise call.unreachable(proxies.blamed(configuration, reason(error))) from error
    connected.settimeout(_SEND_SECONDS)
    return connected


def _tls(configuration: Configuration) -> dict[str, Any]:
    options: dict[str, Any] = {"cert_reqs": ssl.CERT_NONE, "check_hostname": False}
    if configuration.verify_ssl:
        options = {"cert_reqs": ssl.CERT_REQUIRED, "ca_certs": configuration.ssl_ca_cert}
    if configuration.cert_file:
        options |= {"certfile": configuration.cert_file, "keyfile": configuration.key_file}
    if configuration.tls_server_name:
        options["server_hostname"] = configuration.tls_server_name
    return options
