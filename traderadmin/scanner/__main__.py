"""`python -m traderadmin.scanner`: configured by the environment, timed by the machine."""

import sys

from traderadmin.service import signals


def main() -> int:
    """Run the service until it is told to stop; the exit code."""
    signals.hold()  # before the other imports, which take a while

    import os  # noqa: PLC0415

    from traderadmin.clock import SystemClock  # noqa: PLC0415
    from traderadmin.scanner.app import compose  # noqa: PLC0415
    from traderadmin.service.runtime import run  # noqa: PLC0415
    from traderadmin.service.settings import ServiceSettings  # noqa: PLC0415

    return run(lambda: compose(ServiceSettings.from_environment(os.environ), SystemClock()))


if __name__ == "__main__":
    sys.exit(main())
