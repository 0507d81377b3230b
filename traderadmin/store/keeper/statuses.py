"""Asking pods for `GET /status`, all at once, each within 2 s and 64 KiB.

Imported at the first question: HTTP takes longer to import than a keeper to start.
"""

import errno
import socket
import threading
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

from traderadmin.clock import Clock
from traderadmin.errors import RefusedError
from traderadmin.store import wording
from traderadmin.store.keeper import wire

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SECONDS = 2.0
LIMIT = 64 * 1024
_PORTS = range(1, 65536)


class _BoundedSocket(socket.socket):
    """A socket that gives up at a deadline and after so many bytes, however they dribble in."""

    def __init__(self, family: int, clock: Clock) -> None:
        super().__init__(family, socket.SOCK_STREAM)
        self._clock = clock
        self._deadline = clock.monotonic() + SECONDS
        self._room = LIMIT

    def hurry(self) -> None:
        """Let the next operation take what is left of the time. Raises: TimeoutError."""
        left = self._deadline - self._clock.monotonic()
        if left <= 0:
            raise TimeoutError
        self.settimeout(left)

    def recv_into(  # type: ignore[explicit-override]  # typing has none before Python 3.12
        self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0
    ) -> int:
        """As a socket's. Raises: TimeoutError; OSError when it was too much."""
        if self._room == 0:
            raise OSError(errno.EMSGSIZE, f"its answer is longer than {LIMIT // 1024} KiB")
        self.hurry()
        count = super().recv_into(memoryview(buffer)[: self._room], nbytes, flags)
        self._room -= count
        return count


def ask_all(addresses: Sequence[Mapping[str, Any]], clock: Clock) -> list[dict[str, Any]]:
    """For each `{host, port}`, in order: `{code, body}`, or `{error}` in a sentence.

    Raises: RefusedError when they are too many.
    """
    if len(addresses) > wire.STATUSES_LIMIT:
        message = f"At most {wire.STATUSES_LIMIT} pods can be asked at once."
        raise RefusedError("Request not understood", message)
    answers: list[dict[str, Any]] = [{} for _ in addresses]

    def ask(index: int, address: Mapping[str, Any]) -> None:
        answers[index] = _ask(address.get("host"), address.get("port"), clock)

    # Daemons, so that a silent pod does not keep a session that ended.
    threads = [
        threading.Thread(target=ask, args=item, daemon=True) for item in enumerate(addresses)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _ask(host: Any, port: Any, clock: Clock) -> dict[str, Any]:
    family = _family(host)
    if family is None or port not in _PORTS:
        return {"error": "It has no address that could be asked."}
    where = f"{host}:{port}"
    try:
        code, body = _get(family, host, port, clock)
    except TimeoutError:
        return {"error": f"It does not answer on {where} within {SECONDS:g} s."}
    except OSError as error:
        return {"error": f"It does not answer on {where}: {wording.reason(error)}."}
    except HTTPException as error:
        return {"error": f"What answers on {where} is no HTTP ({type(error).__name__})."}
    return {"code": code, "body": wire.bytes_to_text(body)}


def _family(host: Any) -> int | None:
    """The kind of IP address; None for anything else: looking up a name knows no time-out."""
    if isinstance(host, str):
        for family in (socket.AF_INET, socket.AF_INET6):
            try:
                socket.inet_pton(family, host)
            except (OSError, ValueError):
                continue
            return family
    return None


def _get(family: int, host: str, port: int, clock: Clock) -> tuple[int, bytes]:
    """The answer's code and body; a redirect is an answer too. Raises: OSError, HTTPException."""
    with _BoundedSocket(family, clock) as bounded:
        bounded.hurry()
        bounded.connect((host, port))
        bounded.hurry()
        connection = HTTPConnection(host, port)
        connection.sock = bounded
        connection.request("GET", "/status", headers={"Connection": "close"})
        response = connection.getresponse()
        return response.status, response.read()
