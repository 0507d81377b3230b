"""Kubeconfigs that are not as they should be: used all the same, or refused in a sentence."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.fake_clock import FakeClock
from tests.support.kubeconfigs import NOBODY, write_kubeconfig
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.kubernetes.credentials import Credentials, Session

CONTEXT = {"cluster": "one", "user": "one"}


def changed(folder: Path, **entries: Any) -> Path:
    """A kubeconfig with top entries that differ; None takes one out."""
    written = write_kubeconfig(folder, {"token": "abc"})
    content = {**yaml.safe_load(written.read_text()), **entries}
    kept = {key: entry for key, entry in content.items() if entry is not None}
    written.write_text(yaml.safe_dump(kept))
    return written


@pytest.mark.parametrize("current", [None, "", "gone"])
def test_that_a_context_is_used_where_no_current_one_can_be(
    tmp_path: Path, current: str | None
) -> None:
    written = str(changed(tmp_path, **{"current-context": current}))
    (found,) = KubernetesBrowser(FakeClock(), written).contexts()
    assert (found.name, found.server, found.current) == ("one", NOBODY, False)
    session = Session(Credentials(written, "one"), FakeClock())
    assert session.headers()["authorization"] == "Bearer abc"
    with pytest.raises(TraderAdminError, match=r"no current context|no context gone, but one"):
        Session(Credentials(written), FakeClock()).headers()


def test_that_a_context_is_used_though_another_one_is_none(tmp_path: Path) -> None:
    contexts = [{"name": "one", "context": CONTEXT}, {"name": "other", "context": None}]
    written = str(changed(tmp_path, contexts=contexts))
    session = Session(Credentials(written, "one"), FakeClock())
    assert session.headers()["authorization"] == "Bearer abc"


@pytest.mark.parametrize(
    ("contexts", "why"),
    [
        ([{"context": CONTEXT}], "an entry lacks 'name'"),
        ([{"context": CONTEXT}] * 2, ".*Expected key name in .*/kubeconfig"),
        ([{"name": "one"}], "an entry lacks 'context'"),
        ([{"name": "one", "context": None}], "the context one is none"),
        (["one"], "an entry is not of the kind it should be"),
    ],
)
def test_that_contexts_that_are_none_are_refused_in_a_sentence(
    tmp_path: Path, contexts: list[Any], why: str
) -> None:
    written = str(changed(tmp_path, contexts=contexts))
    with pytest.raises(TraderAdminError, match=f"{written} cannot be used: {why}."):
        KubernetesBrowser(FakeClock(), written).contexts()
    with pytest.raises(TraderAdminError, match=f"{written} cannot be used: "):
        Session(Credentials(written, "one"), FakeClock()).headers()


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"contexts": [{"name": "one", "context": {"user": "one"}}]}, "key cluster"),
        ({"clusters": [{"name": "one"}]}, "key cluster"),
        ({"clusters": None}, "name one in .*clusters"),
        ({"users": [{"name": "one"}]}, "lacks 'user'"),
        ({"users": [{"name": "one", "user": {"as-groups": ["traders"]}}]}, "no user"),
        ({"users": [{"name": "one", "user": {"as": "ann", "as-groups": 1}}]}, "not of the kind"),
        ({"users": [{"name": "one", "user": {"as": "ann", "as-groups": "all"}}]}, ": a list"),
        ({"users": [{"name": "one", "user": {"as": "ann", "as-user-extra": {"a": "b"}}}]}, "list"),
        ({"users": [{"name": "one", "user": {"exec": {}}}]}, "key 'command'"),
        ({"users": [{"name": "one", "user": "ann"}]}, "not of the kind"),
    ],
)
def test_that_entries_of_no_use_are_refused_in_a_sentence(
    tmp_path: Path, entries: dict[str, Any], why: str
) -> None:
    written = str(changed(tmp_path, **entries))
    with pytest.raises(TraderAdminError, match=f"{written} cannot be used: .*{why}"):
        Session(Credentials(written, "one"), FakeClock()).headers()


@pytest.mark.parametrize(
    "users",
    [
        [{"user": {"token": "s3cret"}}] * 2,
        [{"name": "one", "user": {"exec": None, "password": "s3cret"}}],
    ],
)
def test_that_no_secret_of_an_entry_is_quoted(tmp_path: Path, users: list[Any]) -> None:
    written = str(changed(tmp_path, users=users))
    with pytest.raises(TraderAdminError, match=r"cannot be used: .*Expected key") as refused:
        Session(Credentials(written, "one"), FakeClock()).headers()
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("content", ["", "no kubeconfig", "[]", "{", "contexts: 1"])
def test_that_a_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    written = tmp_path / "kubeconfig"
    written.write_text(content)
    with pytest.raises(TraderAdminError, match=f"{written} cannot be used: "):
        KubernetesBrowser(FakeClock(), str(written)).contexts()


def test_that_whoever_is_impersonated_is_named_in_every_call(tmp_path: Path) -> None:
    user = {
        "token": "abc",
        "as": "ann",
        "as-uid": "7",
        "as-groups": ["traders", "night shift"],
        "as-user-extra": {"example.org/scopes": ["view", "edit"]},
    }
    session = Session(Credentials(str(write_kubeconfig(tmp_path, user))), FakeClock())
    assert list(session.headers().items()) == [
        ("authorization", "Bearer abc"),
        ("Impersonate-User", "ann"),
        ("Impersonate-Uid", "7"),
        ("Impersonate-Group", "traders"),
        ("Impersonate-Group", "night shift"),
        ("Impersonate-Extra-example.org%2Fscopes", "view"),
        ("Impersonate-Extra-example.org%2Fscopes", "edit"),
    ]
