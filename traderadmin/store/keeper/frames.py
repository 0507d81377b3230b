"""Messages in frames, as the keeper and its client send them to one another.

A frame is a 4-byte big-endian length N, a flag byte (0: the message ends here, 1: more follows)
and N bytes. A message is the bytes of its frames joined: JSON in UTF-8.
"""

from collections.abc import Iterator

FRAME_LIMIT = 64 * 1024
"""Most bytes one frame may carry."""
MESSAGE_LIMIT = 32 * 1024 * 1024
"""Most bytes one message may have."""
_HEAD = 5
_LAST, _MORE = 0, 1


class FrameError(Exception):
    """What was received is no frame, or more than a message may be; nothing after it is read."""


def frames(message: bytes) -> Iterator[bytes]:
    """`message` cut into frames, each ready to be sent.

    Raises: FrameError when it is too long; before the first frame.
    """
    if len(message) > MESSAGE_LIMIT:
        text = f"a message of {len(message)} bytes is longer than {MESSAGE_LIMIT}"
        raise FrameError(text)
    return _cut(message)


class Decoder:
    """Puts messages together from bytes that come in pieces of any size."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._message = bytearray()
        self._error: FrameError | None = None

    @property
    def is_between_messages(self) -> bool:
        """Whether nothing was begun that has not ended."""
        return not self._bytes and not self._message

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take `data` in; the messages that are complete now, in order.

        Raises: FrameError, after the messages before the fault; and ever after.
        """
        self._bytes += data
        return self._messages()

    def _messages(self) -> Iterator[bytes]:
        while (ended := self._next_frame()) is not None:
            yield from ended

    def _next_frame(self) -> tuple[bytes, ...] | None:
        """Take one frame; the message that it ends, if so. None when it is not complete."""
        if self._error is not None:
            raise self._error
        if len(self._bytes) < _HEAD:
            return None
        size, flag = int.from_bytes(self._bytes[:4], "big"), self._bytes[4]
        if size > FRAME_LIMIT or flag not in {_LAST, _MORE}:
            raise self._fail("these bytes are no frame")
        if len(self._message) + size > MESSAGE_LIMIT:
            raise self._fail(f"the message is longer than {MESSAGE_LIMIT} bytes")
        if len(self._bytes) < _HEAD + size:
            return None
        self._message += self._bytes[_HEAD : _HEAD + size]
        del self._bytes[: _HEAD + size]
        if flag == _MORE:
            return ()
        message = bytes(self._message)
        self._message.clear()
        return (message,)

    def _fail(self, text: str) -> FrameError:
        self._error = FrameError(text)
        return self._error


def _cut(message: bytes) -> Iterator[bytes]:
    view = memoryview(message)
    while True:
        payload, view = view[:FRAME_LIMIT], view[FRAME_LIMIT:]
        flag = _MORE if view else _LAST
        yield len(payload).to_bytes(4, "big") + bytes((flag,)) + payload
        if not view:
            return
