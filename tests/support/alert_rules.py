"""The alert rules of `k8s/monitoring/`, and which of them what was scraped would set off."""

import re
from pathlib import Path
from typing import Any

import yaml

MONITORING = Path(__file__).resolve().parents[2] / "k8s" / "monitoring"
EXPRESSION = re.compile(
    r"increase\((?P<counter>[a-z_]+)\[\d+m\]\) > 0|(?P<gauge>[a-z_]+) (?P<how>==|>) (?P<value>[01])"
)
"""All that our rules need of PromQL."""


def groups() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((MONITORING / "rules.yaml").read_text())["groups"]
    return found


def rules() -> list[dict[str, Any]]:
    return [rule for group in groups() for rule in group["rules"]]


def scraped(text: str) -> dict[str, float]:
    """The samples of a scrape by name; those that differ in labels are summed up."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            sample, _, value = line.rpartition(" ")
            name = sample.partition("{")[0]
            found[name] = found.get(name, 0.0) + float(value)
    return found


def alerts(before: str, now: str) -> set[str]:
    """The alerts that hold after these two scrapes."""
    first, last = scraped(before), scraped(now)
    return {rule["alert"] for rule in rules() if _holds(rule["expr"], first, last)}


def _holds(expression: str, first: dict[str, float], last: dict[str, float]) -> bool:
    match = EXPRESSION.fullmatch(expression)
    assert match, expression
    if match["counter"]:
        return last[match["counter"]] > first[match["counter"]]
    value = last.get(match["gauge"])
    if value is None:
        return False
    return value == float(match["value"]) if match["how"] == "==" else value > float(match["value"])
