"""The border of the Kubernetes client: JSON in and out, time-outs on every call, our own errors.

Plain JSON rather than the client's models: those cost a tenth of a second for a long list.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import urllib3
from kubernetes.client import ApiClient
from urllib3.exceptions import HTTPError

from traderadmin.errors import RefusedError
from traderadmin.targets.kubernetes.breakdowns import CONNECT_SECONDS, reason, translated
from traderadmin.targets.kubernetes.credentials import Session
from traderadmin.targets.kubernetes.failures import (
    ApiDroppedError,
    ApiThrottledError,
    ApiUnansweredError,
    ApiUnauthorizedError,
    Call,
)
from traderadmin.targets.kubernetes.names import FIELD_MANAGER

Json = dict[str, Any]
Query = Mapping[str, str | int]

ANSWER_SECONDS: Final = 10.0
"""Between two packets; the whole answer has `WHOLE_SECONDS`."""
WHOLE_SECONDS: Final = 20.0
STREAM_SILENCE: Final = 10.0
"""A watch that is silent for longer is opened anew: its connection may be dead."""
MERGE_PATCH: Final = "application/merge-patch+json"
JSON_PATCH: Final = "application/json-patch+json"
_WHOLE: Final = "application/json"
_METADATA: Final = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
FROM_CACHE: Final[Query] = {"resourceVersion": "0"}
"""What the API server has at hand, a moment old perhaps: it need not ask its store."""
_SUCCESS: Final = range(200, 300)
_THROTTLED_TRIES = 4
_LONGEST_REST = 5.0
_BLOCK = 65536


@dataclass(frozen=True, slots=True)
class _Request:
    """What is sent: enough to send it again."""

    method: str
    path: str
    query: Query | None = None
    body: Json | list[Json] | None = None
    content_type: str = ""
    accept: str = _WHOLE

    def described(self, server: str) -> Call:
        """The same in words, for the sentence it may fail with."""
        what = "/".join(part for part in self.path.split("/")[-2:] if part)
        writes = self.method == "PATCH" and "dryRun" not in (self.query or {})
        return Call(server, f"{self.method.lower()} {what}", writes)


class Api:
    """Calls one API server as one context of the kubeconfig. Thread-safe; every call blocks."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.clock = session.clock

    @property
    def session(self) -> Session:
        """What every call takes its connection and its credentials from."""
        return self._session

    @property
    def server(self) -> str:
        """URL of the API server. Raises: TraderAdminError for a kubeconfig of no use."""
        return str(self.session.client.configuration.host)

    def get(self, path: str, query: Query | None = None) -> Json:
        """Read an object or a list. Raises: TraderAdminError."""
        return _parsed(self._call(_Request("GET", path, query)))

    def text(self, path: str, query: Query | None = None) -> str:
        """Read what is no JSON: a log. Raises: TraderAdminError."""
        return self._call(_Request("GET", path, query)).decode("utf-8", "replace")

    def post(self, path: str, body: Json) -> Json:
        """Ask a review, which stores nothing. Raises: TraderAdminError."""
        request = _Request("POST", path, body=body, content_type="application/json")
        return _parsed(self._call(request))

    def try_patch(self, path: str, body: Json) -> None:
        """A dry run of `patch`, for who only wants to know whether it would do.

        Raises: RefusedError, TraderAdminError.
        """
        self._patched(path, body, dry_run=True, accept=_METADATA)

    def patch(self, path: str, body: Json | list[Json], *, dry_run: bool = False) -> Json:
        """Patch an object: a merge patch, or a JSON patch where `body` is a list.

        Raises: RefusedError, nothing was written; UnconfirmedError, that is not known.
        """
        return _parsed(self._patched(path, body, dry_run=dry_run))

    def stream(self, path: str, query: Query) -> "Stream":
        """Open a watch or a log that is followed. Raises: TraderAdminError."""
        request = _Request("GET", path, query)
        response = self._send(request, STREAM_SILENCE)
        if response.status != HTTPStatus.OK:
            call = request.described(self.server)
            raise call.answered(response.status, self._content(response, call))
        return Stream(response)

    def give_up(self) -> None:
        """End a sign-in under way, and let none begin; `close` follows."""
        self._session.give_up()

    def close(self) -> None:
        """Give up its connections."""
        self._session.close()

    def _patched(
        self, path: str, body: Json | list[Json], *, dry_run: bool, accept: str = _WHOLE
    ) -> bytes:
        query = {"fieldManager": FIELD_MANAGER}
        if dry_run:
            query["dryRun"] = "All"
        kind = JSON_PATCH if isinstance(body, list) else MERGE_PATCH
        return self._call(_Request("PATCH", path, query, body, kind, accept))

    def _call(self, request: _Request) -> bytes:
        """One call, patient with a server that throttles: it did nothing then."""
        for left in reversed(range(_THROTTLED_TRIES)):
            try:
                return self._signed_in(request)
            except ApiThrottledError as error:
                if not left:
                    raise
                self.clock.wait(threading.Event(), min(error.seconds, _LONGEST_REST))
            except ApiDroppedError:
                if left < _THROTTLED_TRIES - 1:
                    raise  # twice is no coincidence
        raise AssertionError  # pragma: no cover - the last try returned or raised

    def _signed_in(self, request: _Request) -> bytes:
        """One call; where the credentials are refused, once more with fresh ones."""
        asked, client = self.clock.monotonic(), self.session.client
        try:
            return self._answered(request)
        except ApiUnauthorizedError:
            self.session.sign_in_again(client, asked)
            return self._answered(request)

    def _answered(self, request: _Request) -> bytes:
        response = self._send(request, ANSWER_SECONDS)
        call = request.described(self.server)
        content = self._content(response, call)
        if response.status in _SUCCESS:
            return content
        raise call.answered(response.status, content, self.session.expiry)

    def _content(self, response: urllib3.BaseHTTPResponse, call: Call) -> bytes:
        """All of an answer. Raises: TraderAdminError where it does not come, or but in drips."""
        content, deadline = bytearray(), self.clock.monotonic() + WHOLE_SECONDS
        try:
            while block := response.read1(_BLOCK):
                content += block
                if self.clock.monotonic() >= deadline:
                    response.close()  # what is left of it is nobody's next answer
                    why = f"it was still coming after {WHOLE_SECONDS:g} s"
                    raise call.unanswered(why)
        except HTTPError as error:
            raise call.unanswered(reason(error)) from error
        finally:
            response.release_conn()
        return bytes(content)

    def _send(self, request: _Request, seconds: float) -> urllib3.BaseHTTPResponse:
        client = self.session.client
        call = request.described(str(client.configuration.host))
        headers = self.session.headers()
        headers["Accept"] = request.accept
        if request.content_type:
            headers["Content-Type"] = request.content_type
        url = f"{client.configuration.host}{request.path}"
        if request.query:
            url = f"{url}?{urlencode(request.query)}"
        try:
            return _pool(client).request(
                request.method,
                url,
                body=None if request.body is None else json.dumps(request.body),
                headers=headers,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=seconds),
                preload_content=False,
                redirect=False,
            )
        except HTTPError as error:
            raise translated(call, error, client.configuration) from error
        except ValueError as error:  # whose message would quote the token
            raise RefusedError(
                "Cannot sign in",
                "The kubeconfig's credentials hold characters that no header may hold.",
                "Look at the token, or at what the login plugin prints.",
            ) from error


class Stream:
    """An answer that goes on: a line at a time, until it is closed from any thread."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        self._response = response
        self._closed = threading.Event()

    def lines(self) -> Iterator[bytes]:
        """Each line as it comes; ends when the server ends, the connection dies, or on `close`."""
        rest = b""
        try:
            for block in self._response.stream(None, decode_content=True):
                *whole, rest = (rest + block).split(b"\n")
                yield from whole
        except (HTTPError, OSError, ValueError, AttributeError):
            # Closed from another thread, or silent for too long: whoever reads looks again.
            return
        finally:
            self._response.close()

    def close(self) -> None:
        """End it, also while another thread waits for its next line."""
        if self._closed.is_set():
            return
        self._closed.set()
        try:
            self._response.shutdown()
        except (ValueError, RuntimeError, OSError):
            return  # it has ended already


def _pool(client: ApiClient) -> urllib3.PoolManager:
    pool: urllib3.PoolManager = client.rest_client.pool_manager
    return pool


def _parsed(content: bytes) -> Json:
    try:
        data = json.loads(content)
    except ValueError as error:
        raise ApiUnansweredError(
            "The cluster answers oddly", "The API server's answer is not JSON."
        ) from error
    return data if isinstance(data, dict) else {"value": data}
