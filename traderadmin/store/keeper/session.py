"""One session: requests in, answers out, until the input ends."""

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.keeper import wire
from traderadmin.store.keeper.arguments import Arguments
from traderadmin.store.keeper.calls import Call
from traderadmin.store.keeper.frames import Decoder, FrameError, frames


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as it was asked."""

    id: int
    call: str
    arguments: Arguments

    @classmethod
    def parse(cls, message: bytes) -> Self:
        """Read a message. Raises: ValueError, KeyError, TypeError, RecursionError."""
        data = json.loads(message)
        number, call, values = data["id"], data["call"], data.get("args", {})
        if not (isinstance(number, int) and isinstance(call, str) and isinstance(values, dict)):
            text = "an id, a call or its arguments are of another type"
            raise TypeError(text)
        return cls(number, call, Arguments(values))


class Output:
    """Where answers go; each is written whole before the next."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one message. Raises: FrameError before the first byte; OSError."""
        cut = frames(wording.json_bytes(message))
        with self._lock:
            for frame in cut:
                view = memoryview(frame)
                while view:
                    view = view[os.write(self._descriptor, view) :]


class Session:
    """Answers requests: in order, but for those whose calls are answered aside."""

    def __init__(self, calls: Mapping[str, Call], output: Output) -> None:
        self._calls = calls
        self._output = output

    def run(self, pieces: Iterable[bytes]) -> None:
        """Answer until `pieces` of input end, or make no sense. Raises: OSError on lost output."""
        try:
            for request in _requests(pieces):
                self._take(request)
        except _NoRequestError:
            self._output.send({"id": None, "error": wire.error_to_json(_no_request())})

    def _take(self, request: Request) -> None:
        call = self._calls.get(request.call)
        if call is None:
            error = wire.error_to_json(_unknown(request.call))
            self._output.send({"id": request.id, "error": error})
        elif call.aside:
            threading.Thread(target=self._answer_aside, args=(request, call), daemon=True).start()
        else:
            self._answer(request, call)

    def _answer_aside(self, request: Request, call: Call) -> None:
        try:
            self._answer(request, call)
        except OSError:
            return  # nobody listens any more; the session ends at its next answer

    def _answer(self, request: Request, call: Call) -> None:
        message = {"id": request.id, **_outcome(request, call)}
        try:
            self._output.send(message)
        except FrameError:
            error = wire.error_to_json(_too_long(request.call))
            self._output.send({"id": request.id, "error": error})


class _NoRequestError(Exception):
    """What came in is no request; what follows cannot be told apart from it."""


def _requests(pieces: Iterable[bytes]) -> Iterator[Request]:
    """The requests in what comes in. Raises: _NoRequestError."""
    decoder = Decoder()
    for piece in pieces:
        try:
            for message in decoder.feed(piece):
                yield Request.parse(message)
        except (FrameError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise _NoRequestError from error


def _outcome(request: Request, call: Call) -> dict[str, Any]:
    """The result, or what went wrong. Never raises: the other side gets no traceback."""
    try:
        return {"result": call(request.arguments)}
    except TraderAdminError as error:
        return {"error": wire.error_to_json(error)}
    except Exception as error:  # noqa: BLE001 - see above
        return {"error": wire.error_to_json(_failed(request.call, error))}


def _no_request() -> RefusedError:
    message = "The config keeper received something that is no request, and ended the session."
    return RefusedError("Request not understood", message, "Try again.")


def _unknown(call: str) -> RefusedError:
    message = f"The config keeper knows no {call!r}."
    hint = "Update TraderAdmin and the keeper's image to the same version."
    return RefusedError("Request not understood", message, hint)


def _too_long(call: str) -> TraderAdminError:
    message = f"The answer to {call} is longer than a message may be."
    return TraderAdminError("The config keeper failed", message)


def _failed(call: str, error: Exception) -> TraderAdminError:
    """Says the kind of the error only: its text may quote the configuration."""
    why = wording.reason(error) if isinstance(error, OSError) else type(error).__name__
    message = f"The config keeper could not carry out {call}: {why}."
    return TraderAdminError("The config keeper failed", message, "Try again.")
