"""The orchestrator as a process: reload, limits, halt, token, state lock, orderly end."""

import json
import re
import signal
import subprocess
import sys
from datetime import datetime

import pytest

from tests.processes.services.conftest import ALWAYS_OPEN
from tests.support.service_process import ROOT, ServicePlace, ServiceProcess, orchestrator
from tests.support.waiting import wait_until
from traderadmin.contract import names
from traderadmin.contract.revision import revision_of

pytestmark = pytest.mark.processes

RELOAD_SECONDS = 10.0


def wait_for_revision(service: ServiceProcess, place: ServicePlace) -> None:
    revision = revision_of(place.config_file.read_bytes())
    wait_until(
        lambda: service.status().config_revision == revision, RELOAD_SECONDS, "the new revision"
    )


def test_that_lowering_the_largest_order_refuses_a_larger_one_without_a_restart(
    place: ServicePlace,
) -> None:
    with orchestrator(place) as service:
        assert service.signal(quantity=400).data["outcome"] == "accepted"

        place.write_config(ALWAYS_OPEN.replace("max_order_size = 500", "max_order_size = 300"))
        wait_for_revision(service, place)

        answer = service.signal(quantity=400).data
        assert (answer["outcome"], answer["reason"]) == ("refused", "max_order_size")
        assert answer["message"] == "above risk.max_order_size (300)"
        assert service.signal(quantity=300).data["outcome"] == "accepted"
        assert [line["reason"] for line in place.orders() if line["outcome"] != "filled"] == [
            None,
            "max_order_size",
            None,
        ]


def test_that_status_tells_what_is_in_force(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        service.signal(quantity=30, price=100.0)
        wait_until(
            lambda: service.status().facts["working_orders"] == 0, RELOAD_SECONDS, "the fill"
        )
        status = service.status()
        assert status.service == names.ORCHESTRATOR
        assert status.config_revision == revision_of(place.config_file.read_bytes())
        assert status.config_error is None
        assert status.facts["positions"] == {"AAPL": {"quantity": 30, "average_price": 100.02}}
        assert status.facts["orders_today"]["accepted"] == 1
        assert service.get("/healthz").status == 200


def test_that_a_bad_file_changes_nothing_and_the_next_good_one_heals_it(
    place: ServicePlace,
) -> None:
    with orchestrator(place) as service:
        good = service.status().config_revision
        place.write_config(ALWAYS_OPEN.replace("max_order_size = 500", "max_order_size = 0"))
        wait_until(lambda: service.status().config_error, RELOAD_SECONDS, "the error to be told")

        status = service.status()
        assert "risk.max_order_size" in str(status.config_error)
        assert status.config_revision == good
        assert service.is_ready()
        assert service.signal(quantity=400).data["outcome"] == "accepted"

        place.write_config(ALWAYS_OPEN)
        wait_until(lambda: not service.status().config_error, RELOAD_SECONDS, "the file to heal")
        assert service.status().config_revision == good


def test_that_a_bad_file_at_the_start_means_alive_and_unready_and_closed(
    place: ServicePlace,
) -> None:
    place.write_config("[trading_schedule\n")
    with orchestrator(place, ready=False) as service:
        wait_until(lambda: service.get("/healthz").status == 200, RELOAD_SECONDS, "it to live")
        assert service.get("/readyz").status == 503
        status = service.status()
        assert status.config_revision is None
        assert "Line 1" in str(status.config_error)
        assert not service.is_active()
        assert service.signal().data["outcome"] == "refused"

        place.write_config(ALWAYS_OPEN)
        service.wait_until_ready()
        # With the schedule off the flag keeps the value it had: closed.
        assert not service.is_active()
        assert service.signal().data["reason"] == "session_closed"


def test_that_a_missing_file_is_reported_and_taken_once_it_is_there(place: ServicePlace) -> None:
    place.config_file.unlink()
    with orchestrator(place, ready=False) as service:
        wait_until(lambda: service.get("/readyz").status == 503, RELOAD_SECONDS, "it to answer")
        assert "There is no config.toml" in str(service.status().config_error)
        place.write_config(ALWAYS_OPEN)
        service.wait_until_ready()


def test_that_halt_stops_the_next_order_and_release_lets_it_pass(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        place.halt()
        answer = service.signal().data
        assert answer["reason"] == "halted"
        assert answer["message"] == "halted by a tester at 14:00 UTC: a drill"
        assert not service.is_active()

        place.release()
        wait_until(service.is_active, RELOAD_SECONDS, "the release to be seen")
        assert service.signal().data["outcome"] == "accepted"


def test_that_a_halt_is_seen_without_an_order_and_survives_a_restart(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        place.halt()
        wait_until(lambda: not service.is_active(), RELOAD_SECONDS, "the halt to be seen")
        assert service.terminate() == 0
    with orchestrator(place) as service:
        session = service.status().session
        assert session is not None
        assert session.kind == "halted"


@pytest.mark.parametrize("content", [b"", b"{}", b"nonsense", b"\xff", b"[1]", b'{"who": 1}'])
def test_that_a_halt_record_that_cannot_be_read_halts(place: ServicePlace, content: bytes) -> None:
    (place.state_dir / names.HALT_FILE).write_bytes(content)
    with orchestrator(place) as service:
        assert service.signal().data["reason"] == "halted"


def test_that_signals_need_the_token_and_json(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        good = {"Authorization": "Bearer a-token-of-the-tests", "Content-Type": "application/json"}
        assert service.signal(token="wrong").status == 401
        assert service.request("POST", "/signals", b"{}", {}).status == 401
        assert (
            service.request("POST", "/signals", b"{}", good | {"Content-Type": "x"}).status == 415
        )
        assert service.request("POST", "/signals", b"{", good).status == 400
        assert service.request("POST", "/signals", b"[]", good).status == 400
        assert service.request("POST", "/signals", b" " * 20_000, good).status == 413
        assert service.get("/signals").status == 405
        assert service.get("/nowhere").status == 404
        place.token_file.unlink()
        assert service.signal().status == 403
        assert place.orders() == []


def test_that_answers_to_refused_requests_are_sentences(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        for answer in (service.signal(quantity=0), service.signal(token="x"), service.get("/x")):
            assert re.fullmatch(r"\S.*\.", answer.data["error"])


def test_that_the_same_signal_posted_again_makes_no_second_order(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        first = service.signal(signal_id="one").data
        assert service.signal(signal_id="one").data == first | {"repeated": True}
        service.terminate()
    with orchestrator(place) as service:
        assert service.signal(signal_id="one").data["order_id"] == first["order_id"]
    assert [line["outcome"] for line in place.orders()] == ["accepted", "filled"]


def test_that_a_second_orchestrator_stands_by_until_the_first_ends(place: ServicePlace) -> None:
    with orchestrator(place) as first, orchestrator(place, ready=False) as second:
        wait_until(lambda: second.get("/readyz").status == 503, RELOAD_SECONDS, "it to answer")
        assert "standing by" in second.status().facts["standby"]
        assert not second.is_active()
        assert second.signal().data["reason"] == "standby"
        assert first.signal(signal_id="one").data["outcome"] == "accepted"

        first.terminate()
        second.wait_until_ready()
        assert second.signal(signal_id="one").data["repeated"]
        assert second.status().facts["positions"]["AAPL"]["quantity"] == 10


def test_that_a_torn_last_line_is_set_aside_and_reported(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        service.signal(signal_id="one")
        service.terminate()
    log = place.state_dir / names.ORDERS_FILE
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"when": "2026-')
    with orchestrator(place) as service:
        facts = service.status().facts
        assert "torn" in facts["orders_note"]
        assert facts["positions"]["AAPL"]["quantity"] == 10
        assert log.read_bytes() == whole
    (aside,) = place.state_dir.glob("orders.jsonl.torn.*")
    assert aside.read_bytes() == b'{"when": "2026-'


def test_that_sigterm_closes_and_ends_well_and_a_second_one_does_no_harm(
    place: ServicePlace,
) -> None:
    place.write_config(ALWAYS_OPEN.replace("fill_latency_ms = 0", "fill_latency_ms = 700"))
    with orchestrator(place) as service:
        service.signal()
        service.process.send_signal(signal.SIGTERM)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0
        assert service.log.count("stopping after SIGTERM") == 1
    assert [line["outcome"] for line in place.orders()] == ["accepted", "filled"]


def test_that_orders_still_working_at_a_kill_are_filled_after_the_next_start(
    place: ServicePlace,
) -> None:
    place.write_config(ALWAYS_OPEN.replace("fill_latency_ms = 0", "fill_latency_ms = 60000"))
    with orchestrator(place) as service:
        service.signal()
        assert service.status().facts["working_orders"] == 1
        service.process.kill()
        service.process.wait()
    place.write_config(ALWAYS_OPEN)
    with orchestrator(place) as service:
        wait_until(lambda: len(place.orders()) == 2, RELOAD_SECONDS, "the fill")
        assert place.orders()[1]["outcome"] == "filled"
        assert service.status().facts["positions"]["AAPL"]["quantity"] == 10


def test_that_logging_follows_the_file(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        first = service.log.splitlines()[0]
        assert re.match(r"\d\d:\d\d:\d\d\.\d{3}  INFO  \w+ +\S", first)
        place.write_config(ALWAYS_OPEN + '[logging]\nformat = "json"\nlevel = "warning"\n')
        wait_for_revision(service, place)
        service.signal(quantity=10_000)
        line = json.loads(service.log.splitlines()[-1])
        assert line["level"] == "warning"
        assert "above risk.max_order_size" in line["message"]
        assert datetime.fromisoformat(line["time"]).tzinfo is not None
        service.signal()
        assert "accepted" not in service.log


def test_that_metrics_can_be_scraped(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        service.signal()
        service.signal(quantity=501)
        text = service.get("/metrics").data["text"]
        assert "traderadmin_session_active 1.0" in text
        assert 'traderadmin_orders_total{outcome="refused",reason="max_order_size"} 1.0' in text
        assert "process_resident_memory_bytes" in text


@pytest.mark.parametrize("missing", [names.CONFIG_DIR_VARIABLE, names.STATE_DIR_VARIABLE])
def test_that_a_wrong_environment_is_one_sentence_and_exit_code_1(
    place: ServicePlace, missing: str
) -> None:
    environment = {
        names.CONFIG_DIR_VARIABLE: str(place.config_dir),
        names.STATE_DIR_VARIABLE: str(place.state_dir),
        names.PORT_VARIABLE: "0",
    }
    del environment[missing]
    ended = subprocess.run(
        [sys.executable, "-m", "traderadmin.orchestrator"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 1
    assert f"{missing} is not set." in ended.stderr
    assert "Traceback" not in ended.stderr
