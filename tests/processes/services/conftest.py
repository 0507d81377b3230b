"""A place for services, with a configuration in which nothing takes long."""

from pathlib import Path

import pytest

from tests.support.service_process import FAKETIME_OF_THREADS, ServicePlace

needs_faketime = pytest.mark.skipif(
    not FAKETIME_OF_THREADS.exists(), reason="libfaketime is not installed"
)

CONFIG = """\
[trading_schedule]
enabled = true
start_time_utc = "13:30"
stop_time_utc = "20:00"
days_of_week = ["Mon", "Tue", "Wed", "Thu", "Fri"]

[risk]
max_order_size = 500
max_position = 2000
max_open_positions = 10
max_daily_loss = 2500.0

[broker.paper]
starting_cash = 100000000.0
fill_latency_ms = 0

[scanner]
feed = "random_walk"
seed = 7
interval_seconds = 0.05
cooldown_seconds = 0.0

[[scanner.symbols]]
symbol = "AAPL"
threshold_percent = 0.01
order_size = 100
"""

ALWAYS_OPEN = CONFIG.replace("enabled = true", "enabled = false\ninitially_active = true")


@pytest.fixture
def place(tmp_path: Path) -> ServicePlace:
    place = ServicePlace(tmp_path)
    place.write_config(ALWAYS_OPEN)
    return place
