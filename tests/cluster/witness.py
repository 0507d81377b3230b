"""What must be true on a cluster at every instant, whatever died; kubectl is asked."""

import json
from collections.abc import Mapping

from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene
from traderadmin.workflow.events import ApplyResult

BOTH: Mapping[str, int] = {ORCHESTRATOR: 1, SCANNER: 1}
_PREFIX = "traderadmin-"


def assert_nothing_is_lost(at: Scene, *complete: bytes) -> None:
    """The file is one of `complete`, and what each service should be can be told.

    A service is at its original count, or at 0 with a replica record that says what that was and
    with a journal that says the same and names whoever wrote the record.
    """
    assert at.config() in complete
    counts, records = at.counts(), at.records()
    journal = at.journal()
    for name, count in BOTH.items():
        if counts[name] == count:
            continue
        assert counts[name] == 0
        assert journal is not None
        assert json.loads(records[name]) == {"count": count, "by": journal["apply_id"]}
        told = next(s for s in journal["services"] if _PREFIX + s["name"] == name)
        assert (told["count"], told["touched"]) == (count, True)


def assert_all_as_it_was(at: Scene, content: bytes) -> None:
    """The file holds `content`, every service runs at its count, and nothing was left over."""
    assert at.config() == content
    for name in BOTH:
        at.kubectl.wait_ready(name)
    assert at.counts() == BOTH
    at.assert_nothing_left_over()


def assert_reported_truly(at: Scene, result: ApplyResult) -> None:
    """What the result says of file and services is what kubectl sees."""
    assert result.content == at.config()
    said = {_PREFIX + s.name: s.state.wanted for s in result.services if s.state is not None}
    assert said == at.counts()
