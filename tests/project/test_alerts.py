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


def pods() -> list[tuple[dict[str, str], list[str]]]:
    """The labels and the names of the ports of each pod that the manifests make."""
    base = MONITORING.parent / "base"
    (added,) = yaml.safe_load((base / "kustomization.yaml").read_text())["labels"]
    assert added["includeTemplates"]
    found = []
    for file in ("orchestrator.yaml", "scanner.yaml", "keeper.yaml"):
        for manifest in yaml.safe_load_all((base / file).read_text()):
            if template := manifest.get("spec", {}).get("template"):
                ports = [
                    port["name"]
                    for c in template["spec"]["containers"]
                    for port in c.get("ports", ())
                ]
                found.append((template["metadata"]["labels"] | added["pairs"], ports))
    return found


def test_that_both_services_and_nothing_else_are_scraped() -> None:
    monitor = yaml.safe_load((MONITORING / "podmonitor.yaml").read_text())["spec"]
    (endpoint,) = monitor["podMetricsEndpoints"]
    assert endpoint["path"] == "/metrics"
    wanted = monitor["selector"]["matchLabels"].items()
    chosen = {
        labels["app"]
        for labels, ports in pods()
        if wanted <= labels.items() and endpoint["port"] in ports
    }
    assert chosen == {"traderadmin-orchestrator", "traderadmin-scanner"}


def test_that_any_other_prometheus_scrapes_the_same_pods() -> None:
    (job,) = yaml.safe_load((MONITORING / "scrape.yaml").read_text())["scrape_configs"]
    keep = job["relabel_configs"][0]
    label, port = keep["source_labels"]
    assert port == "__meta_kubernetes_pod_container_port_name"
    chosen = set()
    for labels, ports in pods():
        meta = {
            f"__meta_kubernetes_pod_label_{re.sub(r'[^a-z]', '_', k)}": v for k, v in labels.items()
        }
        if any(re.fullmatch(keep["regex"], f"{meta[label]};{name}") for name in ports):
            chosen.add(labels["app"])
    assert chosen == {"traderadmin-orchestrator", "traderadmin-scanner"}


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")
def test_that_prometheus_reads_the_rules_and_what_it_is_to_scrape(tmp_path: Path) -> None:
    assert PROMTOOL
    config = tmp_path / "prometheus.yaml"
    files = {"rule_files": "rules.yaml", "scrape_config_files": "scrape.yaml"}
    config.write_text(yaml.safe_dump({key: [f"{MONITORING / f}"] for key, f in files.items()}))
    answer = subprocess.run(
        [PROMTOOL, "check", "config", str(config)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
