"""`recover` on a cluster, where whether a holder lives shows only after a while."""

from tests.cli.conftest import Line
from tests.cli.unfinished import unfinished
from traderadmin.contract.journal import Step


def test_that_a_holder_that_may_be_dead_is_watched_first(line: Line) -> None:
    unfinished(line, Step.PAUSE, replaced=False)
    line.target.held, line.target.certain_after = True, 20

    def dies() -> None:
        line.target.held = line.target.certain_after > 0

    line.target.faults["lock_state"] = dies
    began = line.clock.monotonic()
    result = line("recover", "--undo")
    assert "Watching whether someone is still at it (up to 30 s)…" in result.stderr
    assert result.exit_code == 0
    assert 15 < line.clock.monotonic() - began < 35
    assert line.target.journal is None


def test_that_a_holder_that_lives_is_told_as_soon_as_that_is_certain(line: Line) -> None:
    unfinished(line, Step.PAUSE, replaced=False)
    line.target.held, line.target.certain_after = True, 3
    result = line("recover")
    assert "someone is at it." in result.stdout
    assert line.clock.monotonic() <= 3


def test_that_who_looks_but_once_is_told_how_to_find_out(line: Line) -> None:
    unfinished(line, Step.PAUSE, replaced=False)
    line.target.held, line.target.certain_after = True, 1000
    assert "someone is at it, now at step pause." in line("status").stdout
    assert "`traderadmin recover` finds that out" in line("status").stdout
    refused = line("resume").stderr
    assert "someone is changing this target, now at step pause." in refused
    assert "`traderadmin recover` finds that out" in " ".join(refused.split())
    line.target.certain_after = 0
    assert "recover" not in line("status").stdout


def test_that_watching_a_holder_comes_to_an_end(line: Line) -> None:
    unfinished(line, Step.PAUSE, replaced=False)
    line.target.held, line.target.certain_after = True, 1000
    assert line("recover", "--undo").exit_code == 1
    assert 30 < line.clock.monotonic() <= 35
    assert line.target.journal is not None


def test_that_watching_can_be_broken_off(line: Line) -> None:
    def interrupted() -> None:
        if line.target.certain_after < 995:
            raise KeyboardInterrupt

    unfinished(line, Step.PAUSE, replaced=False)
    line.target.held, line.target.certain_after = True, 1000
    line.target.faults["lock_state"] = interrupted
    result = line("recover", "--undo")
    assert result.exit_code == 1
    assert "Stopped. Nothing was changed." in result.stderr
    assert line.target.journal is not None
