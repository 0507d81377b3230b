"""`python -m traderadmin.scanner`: configured by the environment, timed by the machine."""

import os
import sys

from traderadmin.clock import SystemClock
from traderadmin.scanner.app import compose
from traderadmin.service.runtime import Service, run
from traderadmin.service.settings import ServiceSettings


def _compose() -> Service:
    return compose(ServiceSettings.from_environment(os.environ), SystemClock())


if __name__ == "__main__":
    sys.exit(run(_compose))
