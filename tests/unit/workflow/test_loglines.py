"""Lines of a log as people read them."""

import json

from traderadmin.workflow.loglines import Level, parsed

ENTRY = {
    "time": "2026-11-25T16:52:17.940Z",
    "level": "error",
    "logger": "gate",
    "message": "order 7 could not be recorded",
}


def test_that_an_entry_in_json_reads_like_one_on_a_terminal() -> None:
    (line,) = parsed((json.dumps(ENTRY),))
    assert line.text == "16:52:17.940  ERROR gate        order 7 could not be recorded"
    assert line.level is Level.ERROR


def test_that_the_trace_of_an_entry_follows_it_and_is_as_grave() -> None:
    trace = "Traceback (most recent call last):\nZeroDivisionError"
    first, *more = parsed((f"orchestrator-1: {json.dumps(ENTRY | {'trace': trace})}", "after it"))
    assert first.text.startswith("orchestrator-1  16:52:17.940  ERROR gate")
    assert [line.text for line in more] == [
        "orchestrator-1      Traceback (most recent call last):",
        "orchestrator-1      ZeroDivisionError",
        "after it",
    ]
    assert {line.level for line in more} == {Level.ERROR}


def test_that_what_only_looks_like_an_entry_is_shown_as_it_is() -> None:
    odd = ("{", '{"level": "error"}', "[" * 100_000, "{" * 100_000)
    assert tuple(line.text for line in parsed(odd)) == odd
