"""The alert rules: alike in both forms, and about metrics that the orchestrator exports."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.alert_rules import EXPRESSION, MONITORING, groups, rules, scraped
from traderadmin.clock import SystemClock
from traderadmin.orchestrator.app import compose
from traderadmin.service.settings import ServiceSettings

PROMTOOL = shutil.which("promtool")


def exported(folder: Path) -> set[str]:
    """Names of all metrics that a new orchestrator exports, as they are scraped."""
    service = compose(ServiceSettings(folder, folder), SystemClock())
    text = service._metrics(None).body.decode()  # type: ignore[arg-type]  # it asks nothing of it
    return set(scraped(text))


def test_that_both_forms_have_the_same_rules() -> None:
    operators = yaml.safe_load((MONITORING / "prometheusrule.yaml").read_text())
    assert (operators["apiVersion"], operators["kind"]) == (
        "monitoring.coreos.com/v1",
        "PrometheusRule",
    )
    assert operators["spec"]["groups"] == groups()


def test_that_each_rule_is_about_a_metric_that_is_exported(tmp_path: Path) -> None:
    names = exported(tmp_path) | {"traderadmin_unknown_orders"}  # once the book is open
    for rule in rules():
        match = EXPRESSION.fullmatch(rule["expr"])
        assert match, rule["expr"]
        assert (match["counter"] or match["gauge"]) in names
        # A counter only grows, so its value says nothing and its increase everything.
        assert bool(match["counter"]) == (match["counter"] or match["gauge"]).endswith("_total")


def test_that_each_alert_is_known_by_one_name_and_says_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)
    for rule in rules():
        assert rule["labels"]["severity"] in {"critical", "warning"}
        for text in (rule["annotations"]["summary"], rule["annotations"]["description"]):
            assert re.fullmatch(r"[A-Z].*\.", text), text


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")
def test_that_prometheus_reads_the_rules() -> None:
    assert PROMTOOL
    answer = subprocess.run(
        [PROMTOOL, "check", "rules", str(MONITORING / "rules.yaml")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
