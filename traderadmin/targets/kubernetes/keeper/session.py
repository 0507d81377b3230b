"""One session with a keeper: a reader thread, and an answer awaited for each request."""

import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from itertools import count
from typing import Any

from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.keeper import wire
from traderadmin.store.keeper.frames import Decoder, FrameError, frames
from traderadmin.targets.kubernetes.keeper import sentences
from traderadmin.targets.kubernetes.keeper.answers import Hello
from traderadmin.targets.kubernetes.keeper.transport import Transport

_QUOTED = 200


class SessionError(Exception):
    """The session broke; `why` says how, in sentences."""

    def __init__(self, why: TraderAdminError) -> None:
        super().__init__(str(why))
        self.why = why


class NotSentError(SessionError):
    """The request, or its end, was never handed on: the keeper did nothing."""


class LostError(SessionError):
    """The request may have been carried out, but its answer will not come."""


class KeeperSession:
    """Requests and answers over one transport. Thread-safe; once broken it stays so."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._numbers = count(1)
        self._state = threading.Lock()
        self._sending = threading.Lock()
        self._waiting: dict[int, Future[Any]] = {}
        self._hello: Future[Hello] = Future()
        self._broken: TraderAdminError | None = None
        self._reader = threading.Thread(target=self._read, name="keeper", daemon=True)
        self._reader.start()

    @property
    def is_open(self) -> bool:
        """Whether requests may still be answered."""
        return self._broken is None

    def greet(self, seconds: float) -> Hello:
        """The keeper's hello. Raises: TraderAdminError when it does not come, or does not suit."""
        try:
            hello = self._hello.result(seconds)
        except TimeoutError as error:
            raise sentences.no_hello(seconds) from error
        except LostError as error:
            raise error.why from error
        if hello.protocol != wire.PROTOCOL:
            raise sentences.other_protocol(hello)
        return hello

    def ask(self, call: str, arguments: Mapping[str, Any], seconds: float) -> Any:
        """The result of a call, JSON values; waits for `seconds` once it was sent.

        Raises:
            NotSentError: nothing was done; the session is broken.
            LostError: it may have been done; the session is broken.
            TraderAdminError: the keeper's own answer; the session goes on.
        """
        number, future = self._expect_answer()
        self._send(number, call, arguments)
        try:
            return future.result(seconds)
        except TimeoutError as error:
            why = sentences.no_answer(call, seconds)
            self._break(why)
            raise LostError(why) from error

    def close(self) -> None:
        """End the session; whoever still waits is told. Waits for the reader."""
        self._break(sentences.closed())
        self._reader.join()

    def _expect_answer(self) -> tuple[int, "Future[Any]"]:
        with self._state:
            if self._broken is not None:
                raise NotSentError(self._broken)
            number, future = next(self._numbers), Future[Any]()
            self._waiting[number] = future
        return number, future

    def _send(self, number: int, call: str, arguments: Mapping[str, Any]) -> None:
        request = {"id": number, "call": call, "args": arguments}
        try:
            cut = list(frames(wording.json_bytes(request)))
        except FrameError as error:
            self._waiting.pop(number, None)
            title, message = "Request is too large", f"The request {call} cannot be sent: {error}."
            raise RefusedError(title, message) from error
        with self._sending:
            for left, frame in zip(range(len(cut) - 1, -1, -1), cut, strict=True):
                self._hand_on(frame, is_end=left == 0)

    def _hand_on(self, frame: bytes, *, is_end: bool) -> None:
        """Send a frame: a message whose end was not sent does nothing."""
        try:
            self._transport.send(frame)
        except TraderAdminError as error:
            self._break(error)
            raise (LostError if is_end else NotSentError)(error) from error

    def _break(self, why: TraderAdminError) -> None:
        with self._state:
            if self._broken is None:
                self._broken = why
            if not self._hello.done():
                self._hello.set_exception(LostError(self._broken))
            lost = tuple(self._waiting.values())
            self._waiting.clear()
        for future in lost:
            future.set_exception(LostError(self._broken))
        self._transport.close()

    def _read(self) -> None:
        """Take in what comes until there is no more, then tell whoever still waits."""
        why = sentences.ended()
        decoder = Decoder()
        piece = b""
        try:
            while piece := self._transport.receive():
                for message in decoder.feed(piece):
                    self._take(message)
        except FrameError:
            # Later than the hello it may hold a piece of the configuration.
            why = sentences.garbage(b"" if self._hello.done() else piece[:_QUOTED])
        except TraderAdminError as error:
            why = error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            why = sentences.not_understood()
        finally:
            self._break(why)

    def _take(self, message: bytes) -> None:
        """Hand an answer to whoever waits for it. Raises: TraderAdminError for what ends all."""
        data = json.loads(message)
        number = data.get("id")
        if "error" in data:
            error = wire.error_from_json(data["error"])
            if number is None:
                raise error
            self._answered(number).set_exception(error)
        elif self._hello.done():
            self._answered(number).set_result(data["result"])
        else:
            self._greeted(Hello.from_json(data["hello"]))

    def _greeted(self, hello: Hello) -> None:
        with self._state:
            if self._broken is None:
                self._hello.set_result(hello)

    def _answered(self, number: int) -> "Future[Any]":
        """The future of a request; one that nobody looks at when nobody waits any more."""
        with self._state:
            return self._waiting.pop(number, None) or Future()
