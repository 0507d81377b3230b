"""Asking a service over HTTP on 127.0.0.1 whether it is ready, and for its status."""

import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import urllib3

from traderadmin.clock import Clock
from traderadmin.contract.status import ServiceStatus

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
        problem: what is wrong, in a sentence.
    """

    ready: bool = False
    silent: bool = False
    offers_status: bool | None = None
    status: ServiceStatus | None = None
    asked: datetime | None = None
    problem: str = ""


def ask(name: str, port: int, clock: Clock, seconds: float = _SECONDS) -> Answer:
    """Ask `/readyz` and `/status` of the service `name`. Never raises for what it answers."""
    timeout = urllib3.Timeout(connect=seconds, read=seconds)
    try:
        with urllib3.HTTPConnectionPool(HOST, port, timeout=timeout, retries=False) as pool:
            readiness, _ = _get(pool, "/readyz")
            code, body = _get(pool, "/status")
    except (urllib3.exceptions.TimeoutError, TimeoutError):
        problem = f"It does not answer on {HOST}:{port} within {seconds:g} s."
        return Answer(silent=True, problem=problem)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        problem = f"It does not answer on {HOST}:{port}: {_reason(error)}."
        return Answer(silent=True, problem=problem)
    ready = readiness == HTTPStatus.OK
    if code in {HTTPStatus.NOT_FOUND, HTTPStatus.NOT_IMPLEMENTED}:
        problem = "" if ready else f"It is not ready: /readyz answers {readiness}."
        return Answer(ready=ready, offers_status=False, problem=problem)
    if code != HTTPStatus.OK:
        return Answer(offers_status=True, problem=f"Its /status answers {code}.")
    return _judged(name, body, clock.now(), ready=ready)


def _judged(name: str, body: bytes, asked: datetime, *, ready: bool) -> Answer:
    try:
        status = ServiceStatus.from_json(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Answer(offers_status=True, problem="Its /status is not one it should give.")
    if status.service != name:
        problem = f"Another program answers for it: it says it is {status.service!r}."
        return Answer(offers_status=True, problem=problem)
    if status.config_error:
        problem = f"It does not accept config.toml: {status.config_error}"
    else:
        problem = "" if ready else "It has not loaded a configuration yet."
    return Answer(ready=ready, offers_status=True, status=status, asked=asked, problem=problem)


def _get(pool: urllib3.HTTPConnectionPool, path: str) -> tuple[int, bytes]:
    response = pool.request("GET", path, redirect=False, preload_content=False)
    try:
        return response.status, response.read(_LIMIT)
    finally:
        response.release_conn()


def _reason(error: BaseException) -> str:
    """The innermost cause in a few words; urllib3's own texts name objects."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    return str(getattr(error, "strerror", None) or error).rstrip(".") or type(error).__name__
