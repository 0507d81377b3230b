"""What becomes of trading when somebody, or a disk, takes the state folder away."""

import resource

import pytest

from tests.support.service_process import ServicePlace, ServiceProcess, orchestrator
from tests.support.waiting import wait_until
from traderadmin.contract import names

pytestmark = pytest.mark.processes

SECONDS = 15.0


def held(service: ServiceProcess) -> int:
    """Shares of the one symbol."""
    facts = service.status().facts
    return int(facts["positions"].get("AAPL", {"quantity": 0})["quantity"])


def wait_until_held(service: ServiceProcess, shares: int) -> None:
    wait_until(lambda: held(service) == shares, SECONDS, f"{shares} shares to be held")


def test_that_an_order_log_removed_under_it_is_put_back_and_told(place: ServicePlace) -> None:
    log = place.state_dir / names.ORDERS_FILE
    with orchestrator(place) as service:
        service.signal()
        wait_until_held(service, 10)
        log.unlink()
        wait_until(log.exists, SECONDS, "the log to be put back")
        wait_until(lambda: service.status().facts["orders_note"], SECONDS, "the note")
        service.signal()
        wait_until_held(service, 20)
        service.process.kill()
        service.process.wait()
    with orchestrator(place) as service:
        assert held(service) == 20
    assert [line["outcome"] for line in place.orders()] == ["accepted", "filled"] * 2


def test_that_a_second_one_stands_by_though_the_lock_file_was_removed(place: ServicePlace) -> None:
    with orchestrator(place) as first:
        (place.state_dir / "orchestrator.lock").unlink()
        with orchestrator(place, ready=False) as second:
            wait_until(lambda: second.get("/readyz").status == 503, SECONDS, "it to answer")
            assert "Standing by" in second.status().facts["standby"]
            assert second.signal().data["recorded"] is False
            assert first.signal().data["outcome"] == "accepted"
            first.terminate()
            second.wait_until_ready()
            assert held(second) == 10


def test_that_a_state_folder_that_is_gone_closes_until_it_is_back(place: ServicePlace) -> None:
    away = place.root / "away"
    with orchestrator(place) as service:
        place.halt()
        wait_until(lambda: not service.is_active(), SECONDS, "the halt")
        place.state_dir.rename(away)
        wait_until(lambda: not service.is_ready(), SECONDS, "the loss to be seen")
        assert service.signal().data["outcome"] == "refused"
        assert not service.is_active()
        away.rename(place.state_dir)
        wait_until(service.is_ready, SECONDS, "the folder to be seen")
        assert service.signal().data["reason"] == "halted"
        place.release()
        wait_until(service.is_active, SECONDS, "the release")
        assert service.signal().data["outcome"] == "accepted"


def test_that_an_order_the_disk_has_no_room_for_is_refused_and_never_sent(
    place: ServicePlace,
) -> None:
    with orchestrator(place) as service:
        service.signal()
        wait_until_held(service, 10)
        size = (place.state_dir / names.ORDERS_FILE).stat().st_size
        _, most = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (size + 40, most))
        answer = service.signal().data
        assert (answer["reason"], answer["recorded"]) == ("not_recorded", False)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (most, most))
        assert service.signal().data["outcome"] == "accepted"
        wait_until_held(service, 20)
    assert [line["outcome"] for line in place.orders()] == ["accepted", "filled"] * 2


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b'{"price": 1' + b"0" * 400 + b"}", b"[]", b"\xff"]
)
def test_that_an_order_log_that_makes_no_sense_closes_and_says_so(
    place: ServicePlace, line: bytes
) -> None:
    (place.state_dir / names.ORDERS_FILE).write_bytes(line + b"\n")
    with orchestrator(place, ready=False) as service:
        wait_until(lambda: service.get("/readyz").status == 503, SECONDS, "it to answer")
        assert "positions are unknown" in service.status().facts["standby"]
        assert service.status().facts["positions"] is None
        assert service.signal().data["outcome"] == "refused"
