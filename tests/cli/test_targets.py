"""Kubernetes targets on the command line: naming one, saving one, and working on it."""

import pytest

from tests.cli.conftest import Line
from tests.support.fake_browser import SERVER
from traderadmin.errors import TraderAdminError
from traderadmin.targets.saved import PickedService
from traderadmin.targets.states import Check, CheckLevel

ADD = ("targets", "add", "prod-eu", "--context", "prod-eu", "--namespace", "trading")


def saved(line: Line) -> list[str]:
    """The names that are saved."""
    return [target["name"] for target in line.json("targets", "list")]


def unreachable() -> None:
    raise TraderAdminError("Cluster unreachable", "10.0.0.1 does not answer.", "Try again.")


def test_that_a_target_is_saved_pinned_to_its_cluster_with_a_checklist(line: Line) -> None:
    result = line(*ADD)
    assert result.exit_code == 0
    assert "ok       Reachable" in result.stdout
    assert result.stdout.endswith("Saved.\nRead-only so far: nothing was changed.\n")
    target = line.json("targets", "show", "prod-eu")
    assert (target["server"], target["namespace_uid"]) == (SERVER, "5f0c9a1e")
    assert (target["claim"], target["production"]) == ("traderadmin-config", False)
    assert line.target.log == []


def test_that_a_target_takes_everything_that_is_given(line: Line) -> None:
    line(
        *ADD, "--service", "feed=pricing-feed", "--service", "engine=pricing-engine:-5",
        "--claim", "prices", "--path", "etc/prices.toml", "--production",
        "--pause-seconds", "45", "--ignore-owners",
    )  # fmt: skip
    opened = line.opened[-1]
    assert opened.services == (
        PickedService("feed", "pricing-feed", 10),
        PickedService("engine", "pricing-engine", -5),
    )
    assert (opened.claim, opened.path, opened.production) == ("prices", "etc/prices.toml", True)
    assert (opened.pause_seconds, opened.resume_seconds) == (45.0, 300.0)
    assert opened.ignore_owners
    shown = line("targets", "show", "prod-eu").stdout
    assert "feed is Deployment pricing-feed, order 10" in shown
    assert "pause 45 s, resume 300 s" in shown


def test_that_a_target_is_saved_although_an_apply_would_be_refused(line: Line) -> None:
    line.target.checks = (Check("Room", CheckLevel.REFUSED, "The volume is full.", "Make room."),)
    result = line(*ADD)
    assert result.exit_code == 0
    assert "an apply to prod-eu would be refused" in result.stdout
    assert saved(line) == ["prod-eu"]


def test_that_a_cluster_that_does_not_answer_is_not_saved(line: Line) -> None:
    line.browser.faults["pinned"] = unreachable
    result = line(*ADD)
    assert result.exit_code == 1
    assert "Cluster unreachable: 10.0.0.1 does not answer." in result.stderr
    assert saved(line) == []


def test_that_a_name_that_is_taken_needs_replace(line: Line) -> None:
    line(*ADD)
    line.browser.asked.clear()
    refused = line(*ADD, "--production")
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert line.browser.asked == []
    assert line(*ADD, "--production", "--replace").exit_code == 0
    assert line.json("targets", "show", "prod-eu")["production"] is True


def test_that_a_removed_target_is_forgotten(line: Line) -> None:
    line(*ADD)
    assert "prod-eu" in line("targets", "list").stdout
    assert line("targets", "remove", "prod-eu").exit_code == 0
    assert "No target is saved" in line("targets", "list").stdout
    unknown = line("targets", "remove", "prod-eu")
    assert unknown.exit_code == 1
    assert "No target 'prod-eu' is saved here" in unknown.stderr


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("feed", "is not NAME=DEPLOYMENT"),
        ("feed=a:first", "is not NAME=DEPLOYMENT"),
        ("feed=b:1.5", "is not NAME=DEPLOYMENT or NAME=DEPLOYMENT:ORDER, a whole number."),
        ("feed=b:", "is not NAME=DEPLOYMENT"),
        ("feed=b:1234567890", "is not NAME=DEPLOYMENT"),
        ("engine=b", "engine is given twice"),
        ("-feed=b", "A name does not begin with a dash"),
        ("feed=a", "a is given twice"),
    ],
)
def test_that_services_that_cannot_be_are_a_usage_error(line: Line, given: str, why: str) -> None:
    result = line(*ADD, "--service", "engine=a", "--service", given)
    assert result.exit_code == 2
    assert why in result.stderr


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "Give it a name"), ("prod\n", "do not show"), (" eu", "a space"), ("-eu", "a dash")],
)
def test_that_a_name_that_cannot_be_is_a_usage_error(line: Line, name: str, why: str) -> None:
    result = line("targets", "add", *ADD[3:], "--", name)
    assert result.exit_code == 2
    assert why in result.stderr
    assert saved(line) == []


def test_that_a_saved_target_is_worked_on_by_its_name(line: Line) -> None:
    line(*ADD)
    result = line("--target", "prod-eu", "status")
    assert result.exit_code == 0
    assert "prod-eu (trading on Kubernetes)" in result.stdout
    assert line.opened[-1].server == SERVER


def test_that_who_the_cluster_knows_is_in_the_history(line: Line) -> None:
    line(*ADD)
    assert line("--target", "prod-eu", "pause").exit_code == 0
    assert line.target.lines[-1].who == line.target.who
    line("--target", "prod-eu", "session", "halt")
    assert line.target.halt is not None
    assert line.target.halt.who == line.target.who


def test_that_advice_names_the_target_it_is_about(line: Line) -> None:
    line(*ADD)
    line("--target", "prod-eu", "pause")
    result = line("--target", "prod-eu", "status")
    assert "traderadmin --target prod-eu resume" in result.stdout


def test_that_an_unknown_target_is_refused_with_those_there_are(line: Line) -> None:
    line(*ADD)
    result = line("--target", "prod-us", "status")
    assert result.exit_code == 1
    assert "Saved: prod-eu." in result.stderr


def test_that_a_production_target_asks(line: Line) -> None:
    line(*ADD, "--production")
    result = line("--target", "prod-eu", "pause")
    assert result.exit_code == 1
    assert "prod-eu is marked production" in result.stderr
    assert line.target.log == []


def test_that_a_cluster_is_worked_on_without_being_saved(line: Line) -> None:
    assert line("--context", "test", "--namespace", "trading", "status").exit_code == 0
    opened = line.opened[-1]
    assert (opened.context, opened.namespace, opened.server) == ("test", "trading", "")
    assert line.browser.asked == []


def test_that_context_and_namespace_are_the_current_ones_where_not_given(line: Line) -> None:
    assert line("--kubeconfig", "there.yaml", "status").exit_code == 0
    opened = line.opened[-1]
    assert (opened.context, opened.namespace) == ("prod-eu", "trading")
    assert (opened.kubeconfig, line.browser.kubeconfig) == ("there.yaml", "there.yaml")


def test_that_a_context_that_is_none_is_refused_with_those_there_are(line: Line) -> None:
    result = line("--context", "nope", "status")
    assert result.exit_code == 1
    assert "The kubeconfig has no context nope." in result.stderr
    assert "It has prod-eu, test." in result.stderr


def test_that_a_context_without_a_namespace_needs_one(line: Line) -> None:
    result = line("--context", "test", "status")
    assert result.exit_code == 1
    assert "Give --namespace." in result.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--target", "a", "--context", "b", "status"), "--target names a saved target"),
        (("--config-dir", "d", "--namespace", "n", "status"), "services of this machine"),
        (("--context", "b", "targets", "list"), "do not go before `targets`"),
        (("--context", "b"), "The window opens saved targets"),
        (("--context", "b", "gui"), "The window opens saved targets"),
    ],
)
def test_that_only_one_target_can_be_named(
    line: Line, arguments: tuple[str, ...], why: str
) -> None:
    result = line(*arguments)
    assert result.exit_code == 2
    assert why in " ".join(result.stderr.split())


def test_that_a_command_gives_up_its_connections(line: Line) -> None:
    line(*ADD)
    line("--target", "prod-eu", "status")
    assert line.target.closed == 2


@pytest.mark.parametrize(
    "option", ["--config-dir", "--target", "--context", "--namespace", "--kubeconfig"]
)
def test_that_an_unset_variable_of_a_script_does_not_choose_a_target(
    line: Line, option: str
) -> None:
    result = line(option, "", "pause")
    assert result.exit_code == 2
    told = " ".join(result.stderr.split())
    assert f"Invalid value for '{option}': It is empty" in told
    assert line.target.log == []
