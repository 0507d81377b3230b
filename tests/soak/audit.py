"""Reads the order log and the paper broker's book as an auditor would, line by line."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.soak.plan import Rule

_ENDS = frozenset({"filled", "withdrawn", "rejected"})


class Violation(Exception):  # noqa: N818 - what it is called
    """The orchestrator did what it must never do."""


def whole_lines(path: Path, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The lines from `offset` on that are complete, and where they end."""
    if not path.exists():
        return [], offset
    with path.open("rb") as file:
        file.seek(offset)
        content = file.read()
    content = content[: content.rfind(b"\n") + 1]
    return [json.loads(line) for line in content.splitlines()], offset + len(content)


class Audit:
    """Follows every order from its decision to its end."""

    def __init__(self, orders: Path, paper: Path) -> None:
        self._orders = orders
        self._paper = paper
        self._offset = 0
        self._decided: dict[str, str] = {}
        self._accepted: dict[str, dict[str, Any]] = {}
        self._working: dict[str, dict[str, Any]] = {}
        self._ended: dict[str, str] = {}
        self.positions: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()

    @property
    def working(self) -> int:
        """Orders without an end."""
        return len(self._working)

    def advance(self, allowed: Sequence[Rule]) -> None:
        """Take the lines written since; each order must have been allowed by one of the rules."""
        lines, self._offset = whole_lines(self._orders, self._offset)
        for line in lines:
            self._take(line, allowed)

    def check_answer(self, signal_id: str, answer: dict[str, Any]) -> None:
        """An answer that a sender got says what the log says; asked again, the same order."""
        if not answer["recorded"]:
            return
        if self._decided.get(signal_id) != answer["order_id"]:
            raise Violation(
                f"signal {signal_id} was answered with order {answer['order_id']}, "
                f"the log has {self._decided.get(signal_id)}"
            )
        if answer["outcome"] == "accepted" and answer["order_id"] not in self._accepted:
            raise Violation(f"order {answer['order_id']} was confirmed and is not on record")

    def compare_with_broker(self, *, settled: bool) -> None:
        """The broker has only orders that were permitted, and each fill is in the log once."""
        received: set[str] = set()
        executed: dict[str, float] = {}
        lines, _ = whole_lines(self._paper, 0)
        for line in lines:
            if "received" in line:
                order_id = line["received"]["order_id"]
                if order_id in received:
                    raise Violation(f"the broker got order {order_id} twice")
                received.add(order_id)
                if order_id not in self._accepted:
                    raise Violation(f"the broker has order {order_id}, which was never permitted")
                if self._ended.get(order_id) == "withdrawn":
                    raise Violation(f"order {order_id} was withdrawn and is with the broker")
            elif line["order_id"] in executed:
                raise Violation(f"the broker executed order {line['order_id']} twice")
            else:
                executed[line["order_id"]] = line["price"]
        filled = {name for name, end in self._ended.items() if end == "filled"}
        if not filled <= set(executed):
            raise Violation(f"filled, but not by the broker: {sorted(filled - set(executed))}")
        if settled and filled != set(executed):
            raise Violation(f"executed, but lost: {sorted(set(executed) - filled)}")

    def _take(self, line: dict[str, Any], allowed: Sequence[Rule]) -> None:
        outcome, order_id = line["outcome"], line["order_id"]
        self.outcomes[outcome] += 1
        if outcome in {"accepted", "refused"}:
            if line["signal_id"] in self._decided:
                raise Violation(f"signal {line['signal_id']} was decided on twice")
            self._decided[line["signal_id"]] = order_id
        if outcome == "accepted":
            self._permitted(line, allowed)
            self._accepted[order_id] = self._working[order_id] = line
        elif outcome != "refused":
            if order_id not in self._working:
                raise Violation(f"order {order_id} is {outcome} and was not working")
            if outcome in _ENDS:
                self._ended[order_id] = outcome
                del self._working[order_id]
        if outcome == "filled":
            self.positions[line["symbol"]] += _shares(line)

    def _permitted(self, line: dict[str, Any], allowed: Sequence[Rule]) -> None:
        when = datetime.fromisoformat(line["when"])
        reduces = self._reduces(line)
        if line["exit"] and not reduces:
            raise Violation(f"order {line['order_id']} passed as an exit and is none: {line}")
        if not any(rule.permits(when, reduces=reduces) for rule in allowed):
            raise Violation(
                f"order {line['order_id']} was permitted at {line['when']}, which no rule "
                f"allows: {[str(rule) for rule in allowed]}"
            )

    def _reduces(self, line: dict[str, Any]) -> bool:
        held = self.positions[line["symbol"]]
        same_way = sum(
            _shares(other)
            for other in self._working.values()
            if other["symbol"] == line["symbol"] and other["side"] == line["side"]
        )
        after = held + same_way + _shares(line)
        return held != 0 and _shares(line) * held < 0 and after * held >= 0


def _shares(line: dict[str, Any]) -> int:
    return int(line["quantity"]) * (1 if line["side"] == "buy" else -1)
