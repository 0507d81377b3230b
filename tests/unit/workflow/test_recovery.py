"""Ending an apply whose author died: undo, finish, and what is refused."""

from dataclasses import replace

import pytest

from tests.unit.workflow.conftest import Bench
from traderadmin.contract.history import Event, Outcome
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.contract.revision import revision_of
from traderadmin.errors import LockHeldError, NotFoundError, RefusedError, TraderAdminError
from traderadmin.resources import template_bytes
from traderadmin.targets.states import Phase
from traderadmin.workflow.advice import Action, advice
from traderadmin.workflow.events import ApplyFailedError
from traderadmin.workflow.recovery import Recovery


class Died(BaseException):
    """What a SIGKILL looks like from inside: no handler of ours runs."""


def die_at(bench: Bench, call: str) -> None:
    def die() -> None:
        raise Died

    bench.target.faults[call] = die
    with pytest.raises(Died):
        bench.apply()
    bench.target.faults.clear()
    bench.target.held = False


def counts(bench: Bench) -> list[int]:
    return [bench.target.by_name[name].wanted for name in ("scanner", "orchestrator")]


def test_that_undo_restores_what_a_dead_apply_had_stopped(bench: Bench) -> None:
    die_at(bench, "pause:orchestrator")
    assert counts(bench) == [0, 1]
    assert bench.backend.recovery_ways() == (Recovery.UNDO,)

    result = bench.backend.recover(Recovery.UNDO)

    assert result.outcome is Outcome.DONE
    assert counts(bench) == [1, 1]
    assert bench.target.by_name["orchestrator"].generation == 1
    assert bench.target.journal is None
    assert bench.target.content == template_bytes()
    assert bench.target.lines[-1].event is Event.RECOVER


def test_that_finish_is_refused_while_the_file_is_the_old_one(bench: Bench) -> None:
    die_at(bench, "replace")
    with pytest.raises(RefusedError, match="died with its author"):
        bench.backend.recover(Recovery.FINISH)
    assert bench.target.journal is not None
    assert not bench.target.held


def test_that_finish_resumes_and_proves_the_new_file(bench: Bench) -> None:
    die_at(bench, "replaced")
    assert set(bench.backend.recovery_ways()) == {Recovery.UNDO, Recovery.FINISH}

    result = bench.backend.recover(Recovery.FINISH)

    assert result.outcome is Outcome.DONE
    assert counts(bench) == [1, 1]
    assert bench.target.content == bench.new_content()
    assert bench.target.journal is None


@pytest.mark.parametrize("call", ["replaced", "resume:orchestrator", "resume:scanner"])
def test_that_undo_after_the_replace_puts_the_old_file_back(bench: Bench, call: str) -> None:
    die_at(bench, call)
    result = bench.backend.recover(Recovery.UNDO)

    assert result.outcome is Outcome.DONE
    assert bench.target.content == template_bytes()
    assert counts(bench) == [1, 1]
    assert bench.target.journal is None


def test_that_undo_keeps_a_file_someone_changed_since(bench: Bench) -> None:
    die_at(bench, "pause:orchestrator")
    foreign = template_bytes() + b"\n# theirs\n"
    bench.target.content = foreign
    bench.target.by_name["orchestrator"].revision = revision_of(foreign)  # it reloads

    result = bench.backend.recover(Recovery.UNDO)

    assert result.outcome is Outcome.DONE
    assert bench.target.content == foreign
    assert any("was kept" in warning for warning in result.warnings)


def test_that_undo_without_the_backup_says_so_and_leaves_the_journal(bench: Bench) -> None:
    die_at(bench, "resume:scanner")
    bench.target.kept.clear()
    with pytest.raises(ApplyFailedError, match="No backup holds") as caught:
        bench.backend.recover(Recovery.UNDO)
    assert caught.value.result.outcome is Outcome.UNKNOWN
    assert bench.target.journal is not None


def test_that_a_failed_recovery_can_be_tried_again(bench: Bench) -> None:
    die_at(bench, "pause:orchestrator")

    def refuse() -> None:
        raise TraderAdminError("No", "It will not start.")

    bench.target.faults["resume:scanner"] = refuse
    with pytest.raises(ApplyFailedError):
        bench.backend.recover(Recovery.UNDO)
    bench.target.faults.clear()

    assert bench.backend.recover(Recovery.UNDO).outcome is Outcome.DONE
    assert counts(bench) == [1, 1]


def test_that_a_dead_stop_of_services_can_be_undone(bench: Bench) -> None:
    def die() -> None:
        raise Died

    bench.target.faults["pause:orchestrator"] = die
    with pytest.raises(Died):
        bench.backend.pause_trading_services()
    bench.target.faults.clear()
    bench.target.held = False

    bench.backend.recover(Recovery.UNDO)

    assert counts(bench) == [1, 1]


def test_that_a_dead_start_of_services_can_be_undone_or_finished(bench: Bench) -> None:
    bench.backend.pause_trading_services()

    def die() -> None:
        raise Died

    bench.target.faults["resume:scanner"] = die
    with pytest.raises(Died):
        bench.backend.resume_trading_services()
    bench.target.faults.clear()
    bench.target.held = False
    assert set(bench.backend.recovery_ways()) == {Recovery.UNDO, Recovery.FINISH}

    bench.backend.recover(Recovery.UNDO)

    assert counts(bench) == [0, 0]
    assert bench.target.by_name["orchestrator"].record == ReplicaRecord(1, OPERATOR)


def test_that_recovery_waits_for_a_living_author(bench: Bench) -> None:
    die_at(bench, "pause:orchestrator")
    bench.target.held = True
    assert bench.backend.recovery_ways() == ()
    with pytest.raises(LockHeldError):
        bench.backend.recover(Recovery.UNDO)


def test_that_there_is_nothing_to_recover_after_a_good_apply(bench: Bench) -> None:
    bench.apply()
    with pytest.raises(NotFoundError):
        bench.backend.recover(Recovery.UNDO)


def test_that_the_banner_after_a_crash_offers_what_is_possible(bench: Bench) -> None:
    die_at(bench, "pause:orchestrator")
    (banner,) = advice(bench.backend.snapshot(), None, applying_here=False)
    assert banner.actions == (Action.UNDO,)
    assert banner.danger
    assert "scanner is at 0, should be 1." in banner.lines


def test_that_the_banner_after_a_crash_past_the_replace_offers_both(bench: Bench) -> None:
    die_at(bench, "replaced")
    (banner,) = advice(bench.backend.snapshot(), None, applying_here=False)
    assert set(banner.actions) == {Action.UNDO, Action.FINISH}


def test_that_services_stopped_by_hand_are_stopped_and_started(bench: Bench) -> None:
    bench.backend.pause_trading_services(reason="maintenance")
    assert counts(bench) == [0, 0]
    assert all(s.phase is Phase.STOPPED for s in bench.target.services())
    assert bench.target.by_name["scanner"].record == ReplicaRecord(1, OPERATOR)
    (banner,) = advice(bench.backend.snapshot(), None, applying_here=False)
    assert (banner.actions, banner.danger) == ((Action.START_SERVICES,), False)

    bench.backend.resume_trading_services()

    assert counts(bench) == [1, 1]
    assert [line.event for line in bench.target.lines] == [Event.PAUSE, Event.RESUME]


def test_that_a_second_stop_keeps_the_count_to_come_back_to(bench: Bench) -> None:
    bench.target.by_name["scanner"].wanted = 3
    bench.backend.pause_trading_services()
    bench.backend.pause_trading_services()
    bench.backend.resume_trading_services()
    assert counts(bench) == [3, 1]


def test_that_a_halt_is_recorded_and_released(bench: Bench) -> None:
    bench.backend.halt("feed gap on NVDA")
    assert bench.backend.snapshot().halt.halted
    bench.backend.release("feed is back")
    assert not bench.backend.snapshot().halt.halted
    assert [line.event for line in bench.target.lines] == [Event.HALT, Event.RELEASE]


def test_that_a_halt_stands_even_if_it_cannot_be_recorded(bench: Bench) -> None:
    def full() -> None:
        raise TraderAdminError("Full", "No room for history.")

    bench.target.faults["history"] = full
    bench.backend.halt("feed gap on NVDA")
    assert bench.backend.snapshot().halt.halted


def test_that_undo_stops_nothing_when_the_old_file_cannot_be_put_back(bench: Bench) -> None:
    die_at(bench, "finish")
    bench.target.kept.clear()
    with pytest.raises(ApplyFailedError, match="No backup holds"):
        bench.backend.recover(Recovery.UNDO)
    assert counts(bench) == [1, 1]
    assert bench.target.journal is not None


def test_that_what_cannot_be_read_is_a_banner(bench: Bench) -> None:
    snapshot = replace(bench.backend.snapshot(), notes=("journal.json is damaged.",))
    (banner,) = advice(snapshot, None, applying_here=False)
    assert banner.lines == ("journal.json is damaged.",)
    assert banner.danger
