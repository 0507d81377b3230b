"""Whether a halt is in force, from one look to the next."""

from dataclasses import replace
from typing import Any

from tests.unit.workflow.test_tradingfacts import NOW, OPEN, instance_of, snapshot_of
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.status import SessionKind
from traderadmin.targets.states import HaltState, Instance, Snapshot
from traderadmin.workflow.haltwatch import HaltWatch

RECORD = HaltRecord("trader on desk-1", NOW, "odd prices")
HALTED = replace(OPEN, active=False, kind=SessionKind.HALTED)


def look(*instances: Instance, halted: bool = True, known: bool = True) -> Snapshot:
    halt = HaltState(RECORD if halted and known else None, known=known)
    return replace(snapshot_of(*instances), halt=halt)


def one(identity: str, *, obeys: bool = False, **told: Any) -> Instance:
    session = HALTED if obeys else OPEN
    return replace(instance_of(session=session, **told), identity=identity)


def watching(*looks: Snapshot) -> HaltWatch:
    watch = HaltWatch()
    for each in looks:
        watch.take(each)
    return watch


def test_that_it_is_confirmed_once_every_orchestrator_there_was_says_so() -> None:
    both = look(one("a"), one("b"))
    assert not watching(both).is_confirmed
    assert not watching(both, look(one("a", obeys=True), one("b"))).is_confirmed
    watch = watching(
        both, look(one("a", obeys=True), one("b")), look(one("a"), one("b", obeys=True))
    )
    assert watch.is_confirmed


def test_that_one_that_is_gone_or_stands_by_need_not_say_so() -> None:
    assert watching(look(one("a")), look()).is_confirmed
    assert watching(look(one("a"), one("b", standby="another trades")), look(one("b"))).is_confirmed
    assert not watching(look()).is_running


def test_that_one_that_only_waits_to_be_taken_away_need_not_say_so() -> None:
    assert watching(look(replace(one("a"), ended=True))).is_confirmed


def test_that_one_that_answers_nothing_has_not_confirmed() -> None:
    assert not watching(look(replace(one("a"), status=None))).is_confirmed


def test_that_one_that_started_later_is_not_doubted() -> None:
    watch = watching(look(one("a", obeys=True)), look(replace(one("b"), status=None)))
    assert watch.is_confirmed


def test_that_a_look_that_could_not_see_the_latch_changes_nothing() -> None:
    blind = look(replace(one("a"), status=None), known=False)
    assert not watching(look(one("a"), halted=False), blind).is_halted
    assert watching(look(one("a", obeys=True)), blind).is_confirmed
    assert not watching(look(one("a")), blind).is_confirmed
    assert watching(look(one("a")), look(known=False)).is_confirmed


def test_that_a_halt_after_a_release_is_doubted_anew() -> None:
    released = look(one("a", obeys=True), halted=False)
    watch = watching(look(one("a", obeys=True)), released)
    assert (watch.is_halted, watch.is_confirmed) == (False, False)
    watch.take(look(one("a")))
    assert not watch.is_confirmed
