"""Metrics as plain values; prometheus_client, which is slow to import, only writes them out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client.core import Metric as PrometheusMetric
    from prometheus_client.registry import CollectorRegistry

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class MetricKind(StrEnum):
    """How a metric moves."""

    COUNTER = "counter"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric with its samples, each a set of labels and a value.

    `name` follows the Prometheus conventions, without the `_total` of a counter.
    """

    name: str
    help: str
    kind: MetricKind
    samples: tuple[tuple[Mapping[str, str], float], ...]


def gauge(name: str, text: str, value: float) -> Metric:
    """A gauge without labels."""
    return Metric(name, text, MetricKind.GAUGE, (({}, value),))


def counter(name: str, text: str, value: float) -> Metric:
    """A counter without labels."""
    return Metric(name, text, MetricKind.COUNTER, (({}, value),))


def exposition(metrics: Iterable[Metric]) -> bytes:
    """The text Prometheus scrapes: `metrics`, and what the process uses."""
    # Deferred: nobody may ever scrape, and start-up should not pay for it.
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415

    registry = CollectorRegistry()
    registry.register(_Collector(tuple(metrics)))
    return generate_latest(registry) + generate_latest(_process_registry())


@dataclass(frozen=True, eq=False, slots=True)
class _Collector:
    """Hands metrics over; hashed by identity, as the registry keeps it as a key."""

    metrics: tuple[Metric, ...]

    def collect(self) -> Iterable["PrometheusMetric"]:
        from prometheus_client.core import (  # noqa: PLC0415
            CounterMetricFamily,
            GaugeMetricFamily,
        )

        for metric in self.metrics:
            labels = sorted({label for names, _ in metric.samples for label in names})
            kind = CounterMetricFamily if metric.kind is MetricKind.COUNTER else GaugeMetricFamily
            family = kind(metric.name, metric.help, labels=labels)
            for names, value in metric.samples:
                family.add_metric([names[label] for label in labels], value)
            yield family


@cache
def _process_registry() -> "CollectorRegistry":
    from prometheus_client import CollectorRegistry, ProcessCollector  # noqa: PLC0415

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return registry
