"""What the oracle knows of a configuration, told in its own naive way: no code of ours in it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TIMES = ("00:10", "04:00", "08:05", "13:30", "17:45", "20:00", "23:50")
NEAR_EDGE = timedelta(seconds=20)

_FILE = """\
[trading_schedule]
enabled = {enabled}
start_time_utc = "{start}"
stop_time_utc = "{stop}"
days_of_week = [{days}]
initially_active = {initially}
closed_dates = [{closed}]

[orchestrator]
drain_seconds = {drain}
max_orders_per_minute = 6000
signal_max_age_seconds = 3600
exits_when_closed = {exits}

[risk]
max_order_size = 500
max_position = 1000000
max_open_positions = 10
max_daily_loss = 100000000.0
allow_short = true

[broker.paper]
starting_cash = 1000000000.0
fill_latency_ms = {latency}

[logging]
format = "human"
log_orders = false
"""


@dataclass(frozen=True)
class Plan:
    """A configuration; `number` makes each file another one."""

    enabled: bool
    start: str
    stop: str
    days: tuple[str, ...]
    closed: tuple[str, ...]
    initially: bool
    exits: bool
    drain: float
    latency: int
    number: int

    @classmethod
    def random(cls, random: Random, number: int) -> "Plan":
        """Any valid one."""
        start, stop = random.sample(_TIMES, 2)
        return cls(
            enabled=random.random() < 0.8,
            start=start,
            stop=stop,
            days=tuple(day for day in _DAYS if random.random() < 0.7) or ("Mon",),
            closed=("2026-11-25",) if random.random() < 0.3 else (),
            initially=random.random() < 0.5,
            exits=random.random() < 0.4,
            drain=random.choice((0.0, 0.2, 1.0)),
            latency=random.choice((0, 0, 5, 50, 400)),
            number=number,
        )

    def text(self) -> str:
        """The file."""

        def flag(value: bool) -> str:
            return "true" if value else "false"

        return f"# number {self.number}\n" + _FILE.format(
            enabled=flag(self.enabled),
            start=self.start,
            stop=self.stop,
            days=", ".join(f'"{day}"' for day in self.days),
            initially=flag(self.initially),
            closed=", ".join(f'"{day}"' for day in self.closed),
            drain=self.drain,
            exits=flag(self.exits),
            latency=self.latency,
        )

    def is_open(self, now: datetime) -> bool:
        """Whether the schedule has a window at `now`: day by day, by comparing instants."""
        for back in (0, 1):
            day = now.date() - timedelta(days=back)
            if _DAYS[day.weekday()] not in self.days or day.isoformat() in self.closed:
                continue
            first = _on(day.isoformat(), self.start)
            last = _on(day.isoformat(), self.stop)
            if self.stop < self.start:
                last += timedelta(days=1)
            if first <= now < last:
                return True
        return False

    def edge_near(self, now: datetime) -> bool:
        """Whether it may open or close within a moment before or after `now`."""
        return any(
            abs(_on(day.date().isoformat(), text) - now) < NEAR_EDGE
            for text in _TIMES
            for day in (now - timedelta(days=1), now, now + timedelta(days=1))
        )


def _on(day: str, text: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{text}").replace(tzinfo=UTC)


@dataclass(frozen=True)
class Rule:
    """Everything that decides on an order.

    Attributes:
        plan: in force; None without any.
        held: the flag while the schedule is off.
    """

    plan: Plan | None
    halted: bool = False
    held: bool = False

    def flag(self, now: datetime) -> bool:
        """What `is_trading_session_active` must be."""
        if self.halted or self.plan is None:
            return False
        return self.plan.is_open(now) if self.plan.enabled else self.held

    def permits(self, when: datetime, *, reduces: bool) -> bool:
        """Whether an order may pass that was permitted at `when`."""
        exits = self.plan is not None and self.plan.exits and not self.halted and reduces
        return self.flag(when) or exits
