"""A local target that runs tiny services, and leaves nothing running."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.scanner_that_locks_its_neighbour import unlock
from tests.support.tiny_service import tiny
from traderadmin.clock import SystemClock
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.targets.local import LocalPaths, LocalTarget, ServiceSpec
from traderadmin.targets.port import Patience

ONE = ReplicaRecord(1, OPERATOR)
PATIENCE = Patience(20.0)
Make = Callable[..., LocalTarget]


@pytest.fixture
def paths(tmp_path: Path) -> LocalPaths:
    return LocalPaths.under(tmp_path / "config")


@pytest.fixture
def make(paths: LocalPaths) -> Iterator[Make]:
    """Make a connected target on `paths`; several see the same services."""
    made: list[LocalTarget] = []

    def make_one(*specs: ServiceSpec, grace: float = 5.0) -> LocalTarget:
        chosen = specs or (tiny("scanner", 10), tiny("orchestrator", 20))
        target = LocalTarget(paths, SystemClock(), chosen, grace)
        target.connect()
        if not (paths.config / "config.toml").exists():
            target.create_config(b"x = 1\n")
        made.append(target)
        return target

    yield make_one
    names = [folder.name for folder in paths.services.glob("*")]
    ender = make_one(*(tiny(name, 1) for name in names), grace=0.0)
    for name in names:
        unlock(paths.service(name))
        ender.pause(name, ONE, PATIENCE)
    for target in made:
        target.close()


@pytest.fixture
def target(make: Make) -> LocalTarget:
    return make()
