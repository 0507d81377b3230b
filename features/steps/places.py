"""A scenario's config directory, its services and its window; all ended with the scenario."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import urllib3
from behave.runner import Context

from tests.support.scanner_that_locks_its_neighbour import unlock
from tests.support.window_driver import Operator, Place
from traderadmin.clock import SystemClock
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.contract.status import ServiceStatus
from traderadmin.targets.local import LocalPaths, LocalTarget, ServiceSpec
from traderadmin.targets.local.specs import DEFAULT_SPECS
from traderadmin.targets.port import Patience


class Services(Protocol):
    """The services and their file as a witness sees them, wherever they run."""

    def content(self) -> bytes:
        """The bytes of `config.toml`."""
        ...

    def backup_contents(self) -> list[bytes]:
        """What is in the backups, the oldest first."""
        ...

    def status(self, name: str) -> ServiceStatus:
        """What a service answers on /status."""
        ...

    def submit(self, signal: Mapping[str, Any]) -> dict[str, Any]:
        """Post a signal as the scanner does; the orchestrator's answer."""
        ...


@dataclass(frozen=True)
class LocalServices:
    """Services that are processes of this machine."""

    place: Place

    def record(self, name: str) -> dict[str, Any]:
        """What is stored of a service."""
        path = self.place.paths.service(name) / "record.json"
        found: dict[str, Any] = json.loads(path.read_bytes())
        return found

    def content(self) -> bytes:
        """The bytes of `config.toml`."""
        return self.place.config_file.read_bytes()

    def backups(self) -> list[Path]:
        """The backups beside the file."""
        return sorted(self.place.paths.config.glob("config.toml.bak.*"))

    def backup_contents(self) -> list[bytes]:
        """What is in the backups, the oldest first."""
        return [path.read_bytes() for path in self.backups()]

    def status(self, name: str) -> ServiceStatus:
        """What a service answers on /status."""
        answer = urllib3.request("GET", f"{self._url(name)}/status", timeout=5.0, retries=2)
        return ServiceStatus.from_json(answer.json())

    def submit(self, signal: Mapping[str, Any]) -> dict[str, Any]:
        """Post a signal as the scanner does; the orchestrator's answer."""
        token = (self.place.paths.state / "signal.token").read_text()
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self._url('orchestrator')}/signals"
        answer: dict[str, Any] = urllib3.request("POST", url, json=signal, headers=headers).json()
        return answer

    def _url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.record(name)['port']}"


def place_of(context: Context) -> Place:
    """The scenario's config directory, made with the first question."""
    if "place" not in context:
        context.place = Place(LocalPaths.under(context.root / "config"))
        context.add_cleanup(stop_everything, context)
        context.place.backend().connect()
    place: Place = context.place
    return place


def local_services(context: Context) -> LocalServices:
    """The services in the scenario's config directory."""
    return LocalServices(place_of(context))


def services_of(context: Context) -> Services:
    """The scenario's services; another stage than this machine's brings its own."""
    if "services" not in context:
        context.services = local_services(context)
    services: Services = context.services
    return services


def use_services(context: Context, *specs: ServiceSpec) -> Place:
    """Let the place run these services, and start them."""
    place = place_of(context)
    place.specs = specs
    backend = place.backend()
    backend.create_from_template()
    backend.resume_trading_services()
    return place


def operator_of(context: Context) -> Operator:
    """The scenario's operator; another stage than this machine's brings its own."""
    if "operator" not in context:
        place = place_of(context)
        context.operator = Operator(place.choice(), place.paths.state / "window.ini")
        context.add_cleanup(context.operator.end)
    operator: Operator = context.operator
    return operator


def stop_everything(context: Context) -> None:
    """End what the scenario started: a scanner that locks its neighbour first."""
    place = context.place
    folder = place.paths.service("orchestrator")
    ender = LocalTarget(place.paths, SystemClock(), place.specs or DEFAULT_SPECS, grace=2.0)
    for name in ("scanner", "orchestrator"):
        unlock(folder)
        ender.pause(name, ReplicaRecord(1, OPERATOR), Patience(20.0))
