"""Does random things to a real orchestrator, and after each compares it with the oracle."""

import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.soak.audit import Violation
from tests.soak.plan import NEAR_EDGE, Plan, Rule
from tests.soak.scene import IN_DOUBT, PATIENCE, Scene
from traderadmin.contract import names
from traderadmin.contract.revision import revision_of


class Driver(Scene):
    """One run: `step` does one random thing and checks everything."""

    def __init__(self, folder: Path, seed: int, tell: Callable[[str], None]) -> None:
        super().__init__(folder, seed)
        self._seed = seed
        self._tell = tell
        self._torn = False
        self.done: Counter[str] = Counter()
        self._actions: tuple[tuple[int, Callable[[], str]], ...] = (
            (6, self._step_clock),
            (4, self._pass_an_edge),
            (5, self._sleep),
            (6, self._reload),
            (3, self._spoil_the_file),
            (5, self._halt_or_release),
            (2, self._halt_by_signal),
            (4, self._kill),
            (3, self._restart),
            (2, self._take_over),
            (1, self._remove_the_log),
        )

    def start(self) -> None:
        """The first configuration, the first process, the senders."""
        self._begin(self.new_plan())
        for pump in self.pumps:
            pump.start()

    def step(self) -> None:
        """One random thing. Raises: Violation."""
        # What a step chooses depends on the seed and its number, not on how fast others were.
        self.random = Random(f"{self._seed} {self.done.total()}")  # noqa: S311
        self._let_senders_rest(self.random.random() < 0.4)
        weights = [weight for weight, _ in self._actions]
        (_, action) = self.random.choices(self._actions, weights)[0]
        what = action()
        self.done[action.__name__.strip("_")] += 1
        self._tell(f"{self.fake_now():%a %H:%M:%S}  {what}")
        self._let_senders_rest(False)
        self.wait(self.random.uniform(0.1, 0.8))
        self.check((self.rule,))

    def finish(self) -> None:
        """Every order comes to an end, and ours and the broker's books are alike."""
        for pump in self.pumps:
            pump.stop()
        self._stop(signal.SIGTERM)
        self.place.write_config(replace(self.new_plan(), latency=0, drain=0.2).text())
        self._start_process({})
        self.until(lambda: self._settled() or None, "every order to come to its end")
        self.check((self.rule, Rule(None)))
        self.audit.compare_with_broker(settled=True)
        status = self.status()
        held = {s: p["quantity"] for s, p in status["positions"].items()}
        if held != {s: n for s, n in self.audit.positions.items() if n}:
            raise Violation(f"/status has {held}, the log {dict(self.audit.positions)}")

    def close(self) -> None:
        """End what still runs."""
        for pump in self.pumps:
            pump.stop()
        if self.service is not None:
            self.service.__exit__(None, None, None)

    # What is done to it.

    def _step_clock(self) -> str:
        before = self.rule
        self.set_clock(self.quiet_instant())
        self.settle((before, self.rule))
        return "set the clock"

    def _pass_an_edge(self) -> str:
        plan = self.rule.plan
        if plan is None:
            return "no edge to pass"
        text = self.random.choice((plan.start, plan.stop))
        hour, minute = map(int, text.split(":"))
        edge = self.fake_now().replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.set_clock(edge - timedelta(seconds=1.2))
        self.until(lambda: self.fake_now() > edge + timedelta(seconds=0.1) or None, "the edge")
        self.settle((self.rule,))
        self.set_clock(edge + NEAR_EDGE + timedelta(seconds=5))
        self.settle((self.rule,))
        return f"passed {text}"

    def _sleep(self) -> str:
        service = self.running()
        service.process.send_signal(signal.SIGSTOP)
        self.wait(self.random.uniform(0.05, 0.5))
        hours = self.random.choice((0, 1, 7))
        if hours:
            self.set_clock(self.quiet_instant(self.fake_now() + timedelta(hours=hours)))
        service.process.send_signal(signal.SIGCONT)
        self.settle((self.rule,))
        return f"let it sleep for {hours} h"

    def _reload(self) -> str:
        self.away_from_edges()
        before, plan = self.rule, self.new_plan()
        session = self.status()["session"]
        self.place.write_config(plan.text())
        self.rule = replace(before, plan=plan)
        if not plan.enabled:
            was_on = before.plan is None or before.plan.enabled
            held = before.flag(self.fake_now()) if was_on else before.held
            # What waited for the broker's answer was closed, and stays so.
            held = held and not (was_on and session["reason"].startswith(IN_DOUBT))
            self.rule = replace(self.rule, held=held)
        self.settle((before, self.rule), revision_of(plan.text().encode()))
        if (
            not plan.enabled
            and self.rule.held
            and not self.status()["session"]["is_trading_session_active"]
        ):
            self.rule = replace(self.rule, held=False)
        return f"a new file: {plan.start}-{plan.stop}{'' if plan.enabled else ', schedule off'}"

    def _spoil_the_file(self) -> str:
        self.away_from_edges()
        content = self.place.config_file.read_text()
        bad = self.random.choice(
            (
                "[trading_schedule\n",
                content.replace("max_order_size = 500", "max_order_size = 0"),
                content.replace("stop_time_utc", "stop_time"),
                "",
            )
        )
        self.place.write_config(bad)
        self.until(lambda: self.status()["config_error"], "the bad file to be told")
        self.check((self.rule,))
        self.place.write_config(content)
        self.until(lambda: not self.status()["config_error"] or None, "the file to heal")
        self.settle((self.rule,))
        return "a bad file, and the good one again"

    def _halt_or_release(self) -> str:
        before = self.rule
        if before.halted:
            self.place.release()
        else:
            self.place.halt()
        self.rule = replace(before, halted=not before.halted)
        self.settle((before, self.rule))
        return "released" if before.halted else "halted"

    def _halt_by_signal(self) -> str:
        before = self.rule
        self.running().process.send_signal(signal.SIGUSR1)
        self.rule = replace(before, halted=True)
        self.settle((before, self.rule))
        return "halted by SIGUSR1"

    def _kill(self) -> str:
        self.away_from_edges()
        self.running().process.kill()
        self.running().process.wait()
        self.check((self.rule,))
        if self.random.random() < 0.5:
            log = self.place.state_dir / names.ORDERS_FILE
            with log.open("ab") as file:
                file.write(b'{"when": "2026-11-2')
            self._torn = True
        self._begin(self.rule.plan)
        return "killed it, and started it again"

    def _restart(self) -> str:
        self.away_from_edges()
        self._stop(signal.SIGTERM)
        self.check((self.rule,))
        self._begin(self.new_plan())
        return "stopped it, and started it with a new file"

    def _take_over(self) -> str:
        self.away_from_edges()
        first = self.running()
        second = self.process({}, ready=False)
        self.service = second
        self.until(lambda: "standing by" in self.status()["standby"] or None, "it to stand by")
        if self.status()["session"]["is_trading_session_active"]:
            raise Violation("two trade on one state folder")
        first.process.send_signal(self.random.choice((signal.SIGKILL, signal.SIGTERM)))
        first.process.wait(PATIENCE)
        self.check((self.rule,))
        self._started(self.rule.plan)
        return "let another one take over"

    def _remove_the_log(self) -> str:
        log = self.place.state_dir / names.ORDERS_FILE
        log.unlink()
        self.until(log.exists, "the order log to be put back")
        self.check((self.rule,))
        return "removed the order log"

    def _let_senders_rest(self, rest: bool) -> None:
        """Without orders nobody but the orchestrator itself looks at the time."""
        for pump in self.pumps:
            pump.rests = rest

    # How it is started and stopped.

    def _begin(self, plan: Plan | None) -> None:
        if plan is not None:
            self.place.write_config(plan.text())
        shares = (0.0, 0.0, 0.05, 0.3)
        self._start_process(
            {
                "rejected": self.random.choice(shares),
                "lost_order": self.random.choice(shares),
                "lost_answer": self.random.choice(shares),
                "lost_report": self.random.choice(shares),
                "silent": self.random.choice((0.0, 0.5)),
                "latency_seconds": self.random.choice((0.0, 0.0, 0.005)),
                "seed": self.random.randrange(10**6),
            }
        )
        self._started(plan)

    def _start_process(self, faults: dict[str, Any]) -> None:
        self.service = self.process(faults, ready=True)

    def _started(self, plan: Plan | None) -> None:
        self.until(lambda: not self.status()["standby"] or None, "it to trade")
        held = plan is not None and plan.initially
        self.rule = Rule(plan, halted=self.rule.halted, held=held)
        if self._torn:
            self._torn = False
            if "torn" not in self.status()["orders_note"]:
                raise Violation("a torn last line was not reported")
        self.settle((self.rule,))
        self.audit.compare_with_broker(settled=False)

    def _stop(self, how: signal.Signals) -> None:
        service = self.running()
        service.process.send_signal(how)
        if self.random.random() < 0.3:
            service.process.send_signal(how)
        if service.process.wait(PATIENCE) != 0:
            raise Violation(f"it ended with {service.process.returncode}:\n{service.log[-2000:]}")

    def _settled(self) -> bool:
        self.check((self.rule, Rule(None)))
        return self.audit.working == 0
