"""That nothing was changed: everything an apply could touch, as kubectl tells it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.cluster.deploying import SERVICES
from tests.cluster.scene import NEW_LIMIT, OLD_LIMIT, Scene
from traderadmin.contract.revision import revision_of
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import Check, CheckLevel


def everything(at: Scene) -> dict[str, Any]:
    """Deployments, pods, files and Lease, to be compared."""
    found: dict[str, Any] = {
        name: at.kubectl.get("deployment", name)["metadata"]["generation"] for name in SERVICES
    }
    found |= {f"pods of {name}": at.pod_uids(name) for name in SERVICES}
    lease = at.kubectl.json("get", "leases")["items"]
    versions = [item["metadata"]["resourceVersion"] for item in lease]
    files = at.kubectl.files("/data/config")
    return found | {
        "file": at.config(),
        "files": files,
        "leases": versions,
        "records": at.records(),
    }


@contextmanager
def nothing_changes(at: Scene) -> Iterator[None]:
    """Compare everything before the block and after it."""
    before = everything(at)
    yield
    assert everything(at) == before


def refusal(at: Scene) -> TraderAdminError:
    """Try an apply that has to be refused with nothing changed; why it was."""
    with nothing_changes(at):
        content = at.config()
        with pytest.raises(TraderAdminError) as refused:
            at.backend.save_configuration_and_restart(
                with_other_limit(content), baseline=revision_of(content)
            )
    return refused.value


def with_other_limit(content: bytes) -> bytes:
    """A configuration with the other limit of order sizes."""
    old, new = (OLD_LIMIT, NEW_LIMIT) if OLD_LIMIT in content else (NEW_LIMIT, OLD_LIMIT)
    return content.replace(old, new, 1)


def unwell(checks: tuple[Check, ...]) -> list[Check]:
    """The lines of a checklist that are not well."""
    return [check for check in checks if check.level is not CheckLevel.OK]


def only_line(at: Scene, level: CheckLevel) -> Check:
    """The one line of the checklist that is not well."""
    (line,) = unwell(at.backend.preflight())
    assert line.level is level, line
    return line


def titles(at: Scene) -> list[str]:
    """Of the lines that are not well, by what was so half a second ago at most."""
    return [check.title for check in unwell(at.backend.preflight())]
