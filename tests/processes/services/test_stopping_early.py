"""A service that is told to stop while it is still loading ends in an orderly way."""

import signal
import sys
from pathlib import Path

import pytest

from tests.support.service_process import START_SECONDS, ServicePlace, ServiceProcess
from tests.support.waiting import wait_until
from traderadmin.resources import template_bytes

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
]


@pytest.mark.parametrize("module", ["traderadmin.orchestrator", "traderadmin.scanner"])
def test_that_a_signal_during_the_imports_is_kept_for_later(tmp_path: Path, module: str) -> None:
    place = ServicePlace(tmp_path)
    place.write_config(template_bytes().decode())
    environment = {"TRADERADMIN_ORCHESTRATOR_URL": "http://127.0.0.1:9"}
    with ServiceProcess(place, module, environment, ready=False) as service:
        wait_until(lambda: holds_sigterm(service.process.pid), START_SECONDS, "SIGTERM to be held")
        assert service.terminate() == 0


def holds_sigterm(pid: int) -> bool:
    """Whether the kernel keeps SIGTERM waiting for the process's first thread."""
    status = Path(f"/proc/{pid}/status").read_text()
    (mask,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigBlk:"))
    return bool(int(mask, 16) >> (signal.SIGTERM - 1) & 1)
