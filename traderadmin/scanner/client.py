"""Posts signals to the orchestrator, with time-outs and its answers as values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import urllib3

from traderadmin.errors import TraderAdminError
from traderadmin.service.token import SignalToken

_TITLE = "The signal was not answered"
_CONNECT_SECONDS = 1.0
_ANSWER_SECONDS = 3.0
_OK = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What the orchestrator made of a signal; `message` says why it refused."""

    accepted: bool
    message: str


class SignalClient(Protocol):
    """Where signals go."""

    def post(self, signal: Mapping[str, Any]) -> Answer:
        """Post one signal. Raises: TraderAdminError when no decision came back."""
        ...


class HttpSignalClient:
    """Speaks to `POST /signals`."""

    def __init__(self, url: str, token: SignalToken) -> None:
        self._url = f"{url}/signals"
        self._token = token
        self._pool = urllib3.PoolManager(
            retries=False,
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_ANSWER_SECONDS),
        )

    def post(self, signal: Mapping[str, Any]) -> Answer:
        """Post one signal. Raises: TraderAdminError when no decision came back."""
        try:
            response = self._pool.request(
                "POST",
                self._url,
                body=json.dumps(signal).encode(),
                headers={
                    "Authorization": f"Bearer {self._token.read()}",
                    "Content-Type": "application/json",
                },
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise TraderAdminError(
                _TITLE, f"The orchestrator at {self._url} does not answer."
            ) from error
        return _answer(response.status, response.data)


def _answer(status: int, body: bytes) -> Answer:
    try:
        data = json.loads(body)
        if status == _OK:
            return Answer(data["outcome"] == "accepted", str(data["message"]))
        message = str(data["error"])
    except (ValueError, KeyError, TypeError) as error:
        raise TraderAdminError(
            _TITLE, f"The orchestrator answered {status} without a decision."
        ) from error
    raise TraderAdminError(_TITLE, f"The orchestrator refused the post ({status}): {message}")
