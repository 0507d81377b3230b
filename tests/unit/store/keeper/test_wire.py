"""What stands in messages: errors keep their kind, bytes stay bytes."""

import pytest

from traderadmin.errors import (
    DeadlinePassedError,
    LockHeldError,
    NotFoundError,
    RefusedError,
    RevisionConflictError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.store.keeper import wire


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("not_found", NotFoundError),
        ("refused", RefusedError),
        ("conflict", RevisionConflictError),
        ("lock_held", LockHeldError),
        ("unconfirmed", UnconfirmedError),
        ("failed", TraderAdminError),
    ],
)
def test_that_an_error_comes_out_as_it_went_in(kind: str, made: type[TraderAdminError]) -> None:
    data = wire.error_to_json(made("Title", "Message.", "Hint."))
    assert data == {"kind": kind, "title": "Title", "message": "Message.", "hint": "Hint."}
    back = wire.error_from_json(data)
    assert type(back) is made
    assert (back.title, back.message, back.hint) == ("Title", "Message.", "Hint.")


def test_that_an_error_without_a_kind_of_its_own_is_a_failure() -> None:
    assert wire.error_to_json(DeadlinePassedError("a", "b"))["kind"] == "failed"
    unknown = {"kind": "tomorrow's", "title": "a", "message": "b"}
    assert type(wire.error_from_json(unknown)) is TraderAdminError


def test_that_bytes_stay_bytes() -> None:
    content = bytes(range(256)) * 10
    assert wire.text_to_bytes(wire.bytes_to_text(content)) == content
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the library's
        wire.text_to_bytes("no base64!")
