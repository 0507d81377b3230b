"""A measured figure, and how pairs of ours and a yardstick are taken."""

import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, beside its yardstick.

    Attributes:
        name: what it is, in a few words.
        unit: of `ours` and `yardstick` ("ms", "MB").
        ours: median (or the statistic the name says).
        yardstick: the same of the yardstick; None where the aim is absolute.
        against: what the yardstick is.
        aim: the most `ours`, or the ratio where `relative`, should be; None without an aim.
        relative: whether the aim is a multiple of the yardstick.
        samples: our values, one a pair, in the order taken.
        yardsticks: the yardstick's values.
    """

    name: str
    unit: str
    ours: float
    yardstick: float | None = None
    against: str = ""
    aim: float | None = None
    relative: bool = False
    samples: tuple[float, ...] = ()
    yardsticks: tuple[float, ...] = ()

    @property
    def ratio(self) -> float | None:
        """Median of the ratios of each pair; of the medians where there are no pairs."""
        if not self.yardstick:
            return None
        if self.samples and len(self.samples) == len(self.yardsticks):
            pairs = zip(self.samples, self.yardsticks, strict=True)
            return statistics.median(ours / theirs for ours, theirs in pairs)
        return self.ours / self.yardstick

    @property
    def reached(self) -> bool | None:
        """Whether the aim is met; None without one."""
        if self.aim is None:
            return None
        value = self.ratio if self.relative else self.ours
        return value is not None and value <= self.aim

    def to_json(self) -> dict[str, Any]:
        """A JSON object with everything, derived values too."""
        return {**asdict(self), "ratio": self.ratio, "reached": self.reached}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Values of ours and of a yardstick, taken in turn."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    def figure(self, name: str, unit: str, against: str, **aim: Any) -> Figure:
        """The medians as a figure; `aim` is `aim=…` and perhaps `relative=True`."""
        return Figure(
            name,
            unit,
            statistics.median(self.ours),
            statistics.median(self.theirs),
            against,
            samples=self.ours,
            yardsticks=self.theirs,
            **aim,
        )


def in_turn(ours: Callable[[], float], theirs: Callable[[], float], pairs: int) -> Pairs:
    """Take `pairs` of values in turn, after one of each that does not count.

    Which comes first changes from pair to pair, so that a drift of the machine favours neither.
    """
    theirs()
    ours()
    taken: list[tuple[float, float]] = []
    for index in range(pairs):
        if index % 2:
            mine = ours()
            taken.append((mine, theirs()))
        else:
            other = theirs()
            taken.append((ours(), other))
    return Pairs(tuple(pair[0] for pair in taken), tuple(pair[1] for pair in taken))


def percentile(values: list[float], percent: float) -> float:
    """The value that `percent` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = max(0, min(len(ordered) - 1, round(percent / 100 * len(ordered)) - 1))
    return ordered[rank]
