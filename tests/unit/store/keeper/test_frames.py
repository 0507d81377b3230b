"""Messages in frames: any split of the bytes gives the same messages, and rubbish gives none."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traderadmin.store.keeper.frames import (
    FRAME_LIMIT,
    MESSAGE_LIMIT,
    Decoder,
    FrameError,
    frames,
)

messages = st.lists(st.binary(max_size=300), max_size=5)


def received(decoder: Decoder, pieces: list[bytes]) -> list[bytes]:
    return [message for piece in pieces for message in decoder.feed(piece)]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    marks = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(marks)]


@given(messages, st.lists(st.integers(min_value=0), max_size=20))
def test_that_any_split_of_the_bytes_gives_the_same_messages(
    sent: list[bytes], places: list[int]
) -> None:
    data = b"".join(frame for message in sent for frame in frames(message))
    decoder = Decoder()
    assert received(decoder, cut(data, places)) == sent
    assert decoder.is_between_messages


@given(st.binary(min_size=1, max_size=300), st.integers(min_value=0))
def test_that_a_torn_message_gives_nothing(message: bytes, place: int) -> None:
    data = b"".join(frames(message))
    decoder = Decoder()
    assert received(decoder, [data[: place % len(data)]]) == []


@pytest.mark.parametrize(
    "size", [0, 1, FRAME_LIMIT - 1, FRAME_LIMIT, FRAME_LIMIT + 1, 3 * FRAME_LIMIT]
)
def test_that_no_frame_carries_more_than_it_may(size: int) -> None:
    message = bytes(size)
    made = list(frames(message))
    assert max(len(frame) for frame in made) <= FRAME_LIMIT + 5
    assert len(made) == max(1, -(-size // FRAME_LIMIT))
    assert received(Decoder(), made) == [message]


def test_that_a_message_without_its_last_frame_gives_nothing() -> None:
    *all_but_last, last = frames(bytes(3 * FRAME_LIMIT))
    decoder = Decoder()
    assert received(decoder, all_but_last) == []
    assert not decoder.is_between_messages
    assert received(decoder, [last]) == [bytes(3 * FRAME_LIMIT)]


@pytest.mark.parametrize(
    "rubbish",
    [
        b"bash: python: command not found\n",
        (FRAME_LIMIT + 1).to_bytes(4, "big") + b"\0",
        b"\0\0\0\1\2x",
        b"\xff\xff\xff\xff\0",
    ],
)
def test_that_rubbish_is_refused_and_so_is_what_follows(rubbish: bytes) -> None:
    decoder = Decoder()
    with pytest.raises(FrameError):
        list(decoder.feed(rubbish))
    with pytest.raises(FrameError):
        list(decoder.feed(b"".join(frames(b"good"))))


def test_that_messages_before_rubbish_are_handed_out() -> None:
    decoder = Decoder()
    pieces = decoder.feed(b"".join(frames(b"good")) + b"rubbish")
    assert next(pieces) == b"good"
    with pytest.raises(FrameError):
        next(pieces)


def test_that_a_message_that_is_too_long_is_neither_sent_nor_gathered() -> None:
    with pytest.raises(FrameError, match="longer"):
        frames(bytes(MESSAGE_LIMIT + 1))
    decoder = Decoder()
    endless = FRAME_LIMIT.to_bytes(4, "big") + b"\1" + bytes(FRAME_LIMIT)
    for _ in range(MESSAGE_LIMIT // FRAME_LIMIT):
        assert list(decoder.feed(endless)) == []
    with pytest.raises(FrameError, match="longer"):
        list(decoder.feed(endless))


def test_that_the_longest_message_passes() -> None:
    message = bytes(MESSAGE_LIMIT)
    assert received(Decoder(), list(frames(message))) == [message]
