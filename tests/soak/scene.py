"""A place with a real orchestrator in it, a clock that is set, senders, and the oracle."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from tests.soak.audit import Audit, Violation
from tests.soak.plan import Plan, Rule
from tests.soak.pump import Pump, ask
from tests.support.service_process import ServicePlace, ServiceProcess, SteppedTime
from traderadmin.clock import SystemClock
from traderadmin.contract import names

FLAG_SECONDS = 1.0
PATIENCE = 30.0
IN_DOUBT = "closed: the broker has not told"
_SENDERS = 3
_STILL_WRITING = 0.2
_never = threading.Event()
_clock = SystemClock()


class Scene:
    """What a run needs: it sets the clock, asks the orchestrator, and judges what it sees."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a simulation
        self.place = ServicePlace(folder)
        self.rule = Rule(None)
        self.service: ServiceProcess | None = None
        self.audit = Audit(
            self.place.state_dir / names.ORDERS_FILE, self.place.state_dir / "paper-broker.jsonl"
        )
        self.slowest_flag = 0.0
        self.pumps = [
            Pump(f"s{seed}-{n}", seed + n, lambda: self.service.port if self.service else 0)
            for n in range(_SENDERS)
        ]
        self._now = datetime(2026, 11, 23, 15, tzinfo=UTC)
        self._set_at = _clock.monotonic()
        self._time = SteppedTime(folder, self._now)
        self._plans = 0

    def new_plan(self) -> Plan:
        self._plans += 1
        return Plan.random(self.random, self._plans)

    def running(self) -> ServiceProcess:
        assert self.service is not None
        return self.service

    def process(self, faults: dict[str, Any], *, ready: bool) -> ServiceProcess:
        return ServiceProcess(
            self.place,
            "tests.support.orchestrator_with_test_clock",
            {**self._time.environment, "TEST_FAULTS": json.dumps(faults)},
            ready=ready,
        )

    def set_clock(self, instant: datetime) -> None:
        self._now, self._set_at = instant, _clock.monotonic()
        self._time.set(instant)

    def fake_now(self) -> datetime:
        return self._now + timedelta(seconds=_clock.monotonic() - self._set_at)

    def quiet_instant(self, around: datetime | None = None) -> datetime:
        """Far enough from any edge for what comes next."""
        start = around or datetime(2026, 11, 23, tzinfo=UTC)
        plan = self.rule.plan or self.new_plan()
        spread = 3 if around else 7 * 24 * 60
        tries_to_be_open = self.random.choice((0, 20, 20))
        for number in count():
            instant = start + timedelta(minutes=self.random.randrange(spread), seconds=30)
            wanted = number >= tries_to_be_open or plan.is_open(instant)
            if wanted and not plan.edge_near(instant):
                return instant
        raise AssertionError("count() has no end")

    def away_from_edges(self) -> None:
        plan = self.rule.plan
        if plan is not None and plan.edge_near(self.fake_now()):
            self.set_clock(self.quiet_instant())
            self.settle((self.rule,))

    def status(self) -> dict[str, Any]:
        service = self.running()
        deadline = _clock.monotonic() + PATIENCE
        while _clock.monotonic() < deadline:
            answer = ask(service.port, "GET", "/status")
            if answer is not None:
                return answer
            if service.process.poll() is not None:
                raise Violation(f"it ended by itself:\n{service.log[-3000:]}")
            self.wait(0.01)
        raise Violation(f"no answer for {PATIENCE} s")

    def settle(self, rules: tuple[Rule, ...], revision: str | None = None) -> None:
        """The flag is right within a second by the orchestrator's own clock."""
        began = self.fake_now()
        while True:
            status = self.status()
            now = datetime.fromisoformat(status["now"])
            session = status["session"]
            right = session["is_trading_session_active"] == self.rule.flag(now)
            in_doubt = self.rule.flag(now) and session["reason"].startswith(IN_DOUBT)
            if (right or in_doubt) and revision in {None, status["config_revision"]}:
                break
            if (now - began).total_seconds() > FLAG_SECONDS:
                raise Violation(
                    f"at {now} the flag is {session}, by the rule {self.rule} it must be "
                    f"{self.rule.flag(now)}; config {status['config_revision']}"
                )
            self.wait(0.02)
        self.slowest_flag = max(self.slowest_flag, (now - began).total_seconds())
        self.wait(_STILL_WRITING)
        self.check((*rules, self.rule))

    def check(self, allowed: tuple[Rule, ...]) -> None:
        answers = [answer for pump in self.pumps for answer in pump.answers()]
        self.audit.advance(allowed)
        for signal_id, answer in answers:
            self.audit.check_answer(signal_id, answer)
        service = self.running()
        if "Traceback" in service.log:
            raise Violation(f"it failed inside:\n{service.log[-3000:]}")

    def until(self, condition: Callable[[], object], what: str) -> None:
        deadline = _clock.monotonic() + PATIENCE
        while not condition():
            if _clock.monotonic() > deadline:
                raise Violation(f"waited in vain for {what}")
            self.wait(0.02)

    def wait(self, seconds: float) -> None:
        _clock.wait(_never, seconds)
