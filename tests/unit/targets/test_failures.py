"""Each way a call can fail, and whether its write may have taken effect."""

import json
from typing import Any

import pytest

from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError, UnconfirmedError
from traderadmin.targets.kubernetes.failures import (
    ApiConflictError,
    ApiForbiddenError,
    ApiThrottledError,
    ApiUnansweredError,
    ApiUnauthorizedError,
    ApiUnreachableError,
    Call,
    titled,
)

READ = Call("https://api:6443", "get deployments/x", writes=False)
WRITE = Call("https://api:6443", "patch deployments/x", writes=True)


def status(message: str, **more: Any) -> bytes:
    return json.dumps({"kind": "Status", "message": message, **more}).encode()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (401, ApiUnauthorizedError),
        (403, ApiForbiddenError),
        (404, NotFoundError),
        (409, ApiConflictError),
        (422, RefusedError),
        (429, ApiThrottledError),
    ],
)
def test_that_a_refused_write_changed_nothing(code: int, expected: type[TraderAdminError]) -> None:
    error = WRITE.answered(code, status("why"))
    assert type(error) is expected
    assert isinstance(error, (RefusedError, NotFoundError))


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_that_a_server_error_leaves_a_write_unknown_and_a_read_repeatable(code: int) -> None:
    assert isinstance(WRITE.answered(code, status("etcd")), UnconfirmedError)
    assert isinstance(READ.answered(code, status("etcd")), ApiUnansweredError)


def test_that_a_forbidden_call_names_user_verb_and_resource() -> None:
    said = 'deployments.apps "x" is forbidden: User "ann" cannot patch resource "deployments" in'
    error = WRITE.answered(403, status(said))
    assert "ann may not patch deployments" in error.message
    assert "preflight" in error.hint


def test_that_a_webhook_s_denial_is_quoted_with_its_name() -> None:
    said = 'admission webhook "freeze.example" denied the request: no changes on Friday'
    error = WRITE.answered(403, status(said))
    assert error.title == "Denied by an admission webhook"
    assert "freeze.example denied" in error.message
    assert "no changes on Friday." in error.message


@pytest.mark.parametrize("call", [READ, WRITE])
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('service "guard" not found', 'service "guard" not found.'),
        (
            'Post "https://guard:443/?token=hunter2&timeout=2s": context deadline exceeded',
            "context deadline exceeded.",
        ),
    ],
)
def test_that_a_webhook_that_cannot_be_asked_kept_anything_from_being_written(
    call: Call, said: str, why: str
) -> None:
    told = f'failed calling webhook "freeze.example": failed to call webhook: {said}'
    error = call.answered(500, status(f"Internal error occurred: {told}"))
    assert isinstance(error, ApiUnreachableError)
    assert error.message == (
        f"“{call.what}” was refused, as the webhook freeze.example could not be asked: {why}"
    )


def test_that_a_policy_s_denial_is_quoted_with_its_name() -> None:
    said = (
        "deployments.apps \"x\" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding "
        "'all' denied request: no changes on Friday"
    )
    error = WRITE.answered(422, status(said))
    assert error.title == "Denied by an admission policy"
    assert error.message == "The policy freeze denied “patch deployments/x”: no changes on Friday."


def test_that_a_quota_is_not_taken_for_a_missing_permission() -> None:
    error = WRITE.answered(403, status('pods "x" is forbidden: exceeded quota: small'))
    assert error.message.endswith('Pods "x" is forbidden: exceeded quota: small.')
    assert "Role" not in error.hint


def test_that_a_throttling_server_says_how_long_to_wait() -> None:
    error = WRITE.answered(429, status("slow down", details={"retryAfterSeconds": 3}))
    assert isinstance(error, ApiThrottledError)
    assert error.seconds == 3


def test_that_an_expired_token_is_named() -> None:
    error = READ.answered(401, status("Unauthorized"), lambda: "Its token expired at 12:00 UTC.")
    assert "Its token expired at 12:00 UTC." in error.message


def test_that_an_answer_that_is_no_status_still_makes_a_sentence() -> None:
    error = READ.answered(400, b"<html>bad gateway</html>")
    assert "<html>bad gateway</html>" in error.message


def test_that_a_title_is_set_and_the_kind_kept() -> None:
    with pytest.raises(ApiConflictError) as caught, titled("Failed to pause scanner"):
        raise WRITE.answered(409, status("changed"))
    assert caught.value.title == "Failed to pause scanner"
    assert str(caught.value).startswith("Failed to pause scanner: ")
