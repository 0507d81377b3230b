"""Asking a service over HTTP on 127.0.0.1 whether it is ready, and for its status.

`http.client` is imported at the first question: that is 20 ms the first window does not wait for.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from traderadmin.clock import Clock
from traderadmin.contract.status import ServiceStatus

if TYPE_CHECKING:
    from http.client import HTTPConnection

HOST = "127.0.0.1"
_SECONDS = 1.0
_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered.

    Attributes:
        ready: `/readyz` said so.
        silent: it gave no answer at all.
        offers_status: whether it has a `/status`; None when that could not be learnt.
        status: the status; None when there was none, or not this service's.
        asked: when the status was received, UTC.
        sent: when it was asked for, UTC.
        problem: what is wrong, in a sentence.
    """

    ready: bool = False
    silent: bool = False
    offers_status: bool | None = None
    status: ServiceStatus | None = None
    asked: datetime | None = None
    sent: datetime | None = None
    problem: str = ""


def ask(name: str, port: int, clock: Clock, seconds: float = _SECONDS) -> Answer:
    """Ask `/readyz` and `/status` of the service `name`. Never raises for what it answers."""
    from http.client import HTTPConnection, HTTPException  # noqa: PLC0415 - see the module

    connection = HTTPConnection(HOST, port, timeout=seconds)
    try:
        readiness, told = _get(connection, "/readyz")
        sent = clock.now()
        code, body = _get(connection, "/status")
    except TimeoutError:
        problem = f"It does not answer on {HOST}:{port} within {seconds:g} s."
        return Answer(silent=True, problem=problem)
    except (HTTPException, OSError) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        problem = f"It does not answer on {HOST}:{port}: {why}."
        return Answer(silent=True, problem=problem)
    finally:
        connection.close()
    ready = readiness == HTTPStatus.OK
    if code in {HTTPStatus.NOT_FOUND, HTTPStatus.NOT_IMPLEMENTED}:
        problem = "" if ready else f"It is not ready: /readyz answers {readiness}."
        return Answer(ready=ready, offers_status=False, problem=problem)
    if code != HTTPStatus.OK:
        return Answer(offers_status=True, problem=f"Its /status answers {code}.")
    why = "" if ready else _why(told)
    return replace(_judged(name, body, clock.now(), ready=ready, why=why), sent=sent)


def _judged(name: str, body: bytes, asked: datetime, *, ready: bool, why: str) -> Answer:
    try:
        status = ServiceStatus.from_json(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Answer(offers_status=True, problem="Its /status is not one it should give.")
    if status.service != name:
        problem = f"Another program answers for it: it says it is {status.service!r}."
        return Answer(offers_status=True, problem=problem)
    if status.config_error:
        problem = f"It does not accept config.toml: {status.config_error}"
    else:
        problem = "" if ready else f"It is not ready: {why}"
    return Answer(ready=ready, offers_status=True, status=status, asked=asked, problem=problem)


def _why(body: bytes) -> str:
    """Why it is not ready, as our own services tell on `/readyz`."""
    try:
        why = str(json.loads(body)["why"]).strip().rstrip(".")
    except (ValueError, KeyError, TypeError, RecursionError):
        why = ""
    return f"{why}." if why else "it does not tell why."


def _get(connection: "HTTPConnection", path: str) -> tuple[int, bytes]:
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read(_LIMIT)
