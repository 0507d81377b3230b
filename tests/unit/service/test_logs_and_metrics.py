"""Lines of the log, and the text that Prometheus scrapes."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.fake_clock import FakeClock
from traderadmin.errors import TraderAdminError
from traderadmin.service.logs import Logging, LogSettings, logger
from traderadmin.service.metrics import Metric, MetricKind, exposition, gauge

CLOCK = FakeClock(datetime(2026, 11, 23, 16, 52, 17, 940_000, tzinfo=UTC))


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log(stream: io.StringIO) -> Iterator[Logging]:
    log = Logging(CLOCK, stream)
    log.start()
    yield log
    end(log)


def end(log: Logging) -> None:
    """Give the log back as it was, which no program has to."""
    log.stop()
    for name in ("traderadmin", "apscheduler", "waitress", "urllib3"):
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_that_a_line_is_made_for_people(log: Logging, stream: io.StringIO) -> None:
    assert log is not None
    logger("session").info("open until %s", "20:00 UTC")
    logger("gate").warning("refused")
    assert stream.getvalue().splitlines() == [
        "16:52:17.940  INFO  session     open until 20:00 UTC",
        "16:52:17.940  WARN  gate        refused",
    ]


def test_that_a_message_cannot_forge_a_second_line(log: Logging, stream: io.StringIO) -> None:
    assert log is not None
    logger("gate").info("one\n16:52:17.940  INFO  gate  two")
    assert len(stream.getvalue().splitlines()) == 1


@pytest.mark.expects_log_errors
def test_that_json_has_one_object_to_a_line_with_the_trace(
    log: Logging, stream: io.StringIO
) -> None:
    log.apply(LogSettings(logging.INFO, as_json=True))
    logger("gate").info("two\nlines")
    try:
        int("inside")
    except ValueError:
        logger("gate").exception("failed")
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first == {
        "time": "2026-11-23T16:52:17.940Z",
        "level": "info",
        "logger": "gate",
        "message": "two\nlines",
    }
    assert "ValueError: invalid literal" in second["trace"]


def test_that_the_level_is_followed(log: Logging, stream: io.StringIO) -> None:
    log.apply(LogSettings(logging.WARNING, as_json=False))
    logger("x").info("left out")
    log.apply(LogSettings(logging.DEBUG, as_json=False))
    logger("x").debug("told")
    logging.getLogger("waitress").info("left out")
    assert [line.split()[-1] for line in stream.getvalue().splitlines()] == ["told"]


@pytest.mark.parametrize("table", [{"level": "loud", "format": "human"}, {"level": "info"}])
def test_that_a_wrong_logging_table_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(TraderAdminError, match=r"logging\."):
        LogSettings.from_values({"logging": table})


def test_that_metrics_follow_the_prometheus_conventions() -> None:
    orders = Metric(
        "traderadmin_orders",
        "Orders.",
        MetricKind.COUNTER,
        (
            ({"outcome": "accepted", "reason": ""}, 2.0),
            ({"outcome": "refused", "reason": 'a"b'}, 1.0),
        ),
    )
    text = exposition([gauge("traderadmin_halted", "Halted.", 1.0), orders]).decode()
    assert "# TYPE traderadmin_halted gauge\ntraderadmin_halted 1.0\n" in text
    assert "# TYPE traderadmin_orders_total counter\n" in text
    assert 'traderadmin_orders_total{outcome="accepted",reason=""} 2.0' in text
    assert 'reason="a\\"b"' in text
    assert "process_cpu_seconds_total" in text


@pytest.mark.parametrize(("in_pod", "first"), [(True, "{"), (False, "1")])
def test_that_lines_are_json_by_themselves_in_a_pod_only(in_pod: bool, first: str) -> None:
    stream = io.StringIO()
    log = Logging(CLOCK, stream, in_pod=in_pod)
    log.start()
    log.apply(LogSettings.from_values({"logging": {"level": "info", "format": "auto"}}))
    logger("session").info("closed", extra={"facts": {"event": "closed", "late_seconds": 0.002}})
    end(log)
    line = stream.getvalue()
    assert line[0] == first
    assert ("late_seconds" in line) is in_pod
