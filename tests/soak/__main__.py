"""`python -m tests.soak [--minutes 10] [--seed N]`: until the time is over, or a violation."""

import argparse
import random
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from tests.soak.audit import Violation
from tests.soak.driver import Driver
from tests.support.service_process import FAKETIME_OF_THREADS
from traderadmin.clock import SystemClock

clock = SystemClock()


def say(line: str) -> None:
    """Tell at once, also where the output is a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """The exit code: 0 when nothing was violated, 1 with the seed that replays it, 2 not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, help="the same things in the same order again")
    options = parser.parse_args()
    if not FAKETIME_OF_THREADS.exists():
        say(f"{FAKETIME_OF_THREADS} is needed (the package libfaketime).")
        return 2
    seed = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    say(f"seed {seed}, {options.minutes:g} minutes")
    folder = Path(tempfile.mkdtemp(prefix="traderadmin-soak-"))
    driver = Driver(folder, seed, say)
    deadline = clock.monotonic() + 60 * options.minutes
    try:
        driver.start()
        while clock.monotonic() < deadline:
            driver.step()
        driver.finish()
    except (Violation, AssertionError) as violation:
        if not isinstance(violation, Violation):
            traceback.print_exc()
        say(f"\nVIOLATION: {violation}")
        say(f"Files: {folder}. Again: make soak ARGS='--seed {seed}'")
        return 1
    finally:
        driver.close()
        for what, number in sorted(driver.done.items()):
            say(f"{number:6d}  {what.replace('_', ' ')}")
        say(f"orders: {dict(driver.audit.outcomes)}")
        say(f"slowest flag: {driver.slowest_flag * 1000:.0f} ms")
    shutil.rmtree(folder)
    say("Nothing was violated.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
