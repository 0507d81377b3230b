"""Saved targets: kept by name, private, never lost to a damaged file."""

import json
from pathlib import Path
from typing import Any

import pytest

from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError
from traderadmin.targets.saved import TARGETS_FILE, PickedService, SavedTarget, SavedTargets

EU = SavedTarget(
    "prod-eu",
    context="eu",
    namespace="trading",
    services=(PickedService("pricer", "pricer-v2", 15),),
    production=True,
)
US = SavedTarget("Prod-us", context="us", namespace="trading")


def test_that_a_target_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    SavedTargets(tmp_path).put(EU)
    assert SavedTargets(tmp_path).get("prod-eu") == EU


def test_that_targets_are_listed_by_name_whatever_their_case(tmp_path: Path) -> None:
    targets = SavedTargets(tmp_path)
    targets.put(US)
    targets.put(EU)
    assert targets.all() == (EU, US)


def test_that_a_name_is_taken_once_unless_it_is_replaced(tmp_path: Path) -> None:
    targets = SavedTargets(tmp_path)
    targets.put(EU)
    other = SavedTarget("prod-eu", context="elsewhere", namespace="trading")
    with pytest.raises(RefusedError):
        targets.put(other)
    assert targets.get("prod-eu") == EU
    targets.put(other, replace=True)
    assert targets.all() == (other,)


def test_that_an_unknown_name_names_the_known_ones(tmp_path: Path) -> None:
    targets = SavedTargets(tmp_path)
    targets.put(EU)
    with pytest.raises(NotFoundError, match="Saved: prod-eu"):
        targets.get("prod-us")
    with pytest.raises(NotFoundError):
        targets.remove("prod-us")


def test_that_a_removed_target_is_gone(tmp_path: Path) -> None:
    targets = SavedTargets(tmp_path)
    targets.put(EU)
    targets.remove("prod-eu")
    assert targets.all() == ()


def entries(*changed: dict[str, Any]) -> bytes:
    """A file of good targets, changed."""
    items = [{**US.to_json(), "name": f"t{place}", **each} for place, each in enumerate(changed)]
    return json.dumps({"targets": items}).encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "it is damaged"),
        (b"[]", "it has no list of targets"),
        (b"null", "it has no list of targets"),
        (b'{"targets": {}}', "it has no list of targets"),
        (b"[" * 100_000, "it is damaged"),
        (b'{"targets": [5]}', "entry 1: it is no object"),
        (b'{"targets": [{"name": "x"}]}', "entry 1 ('x'): context is missing"),
        (b"\xff", "it is damaged"),
        (entries({}, {"name": 5}), "entry 2: name is not a text"),
        (entries({"name": ["x"]}), "entry 1: name is not a text"),
        (entries({}, {"production": "no"}), "entry 2 ('t1'): production is not true or false"),
        (entries({"pause_seconds": "60"}), "pause_seconds is not a number"),
        (entries({"pause_seconds": True}), "pause_seconds is not a number"),
        (entries({"resume_seconds": float("nan")}), "resume_seconds is not a number"),
        (entries({"services": None}), "services is not a list"),
        (entries({"services": ["scanner"]}), "it is no object"),
        (entries({"services": [{"name": "a", "deployment": "b"}]}), "order is missing"),
        (
            entries({"services": [{"name": "a", "deployment": "b", "order": 1.5}]}),
            "order is not a whole number",
        ),
        (entries({"colour": "red"}), "'colour' is no key that is known"),
    ],
)
def test_that_a_damaged_file_is_named_and_never_overwritten(
    tmp_path: Path, content: bytes, why: str
) -> None:
    path = tmp_path / TARGETS_FILE
    path.write_bytes(content)
    with pytest.raises(TraderAdminError) as raised:
        SavedTargets(tmp_path).all()
    assert raised.value.message.startswith(f"{path} cannot be read: it is damaged (")
    assert why in raised.value.message
    with pytest.raises(TraderAdminError, match="cannot be read"):
        SavedTargets(tmp_path).put(EU)
    assert path.read_bytes() == content


def test_that_the_file_is_private(tmp_path: Path) -> None:
    SavedTargets(tmp_path / "new").put(EU)
    assert (tmp_path / "new" / TARGETS_FILE).stat().st_mode & 0o077 == 0


def test_that_pinning_names_server_and_namespace(tmp_path: Path) -> None:
    pinned = US.pinned_to("https://api:6443", "uid-1")
    assert (pinned.server, pinned.namespace_uid) == ("https://api:6443", "uid-1")
    SavedTargets(tmp_path).put(pinned)
    assert SavedTargets(tmp_path).get("Prod-us") == pinned
