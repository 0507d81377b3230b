"""How the benchmarks take and judge their figures. No test asserts a time."""

import pytest

from benchmarks.figures import Figure, in_turn, percentile
from benchmarks.thousand import FIELDS, content, schema
from traderadmin.config.loader import load
from traderadmin.config.schema import load_schema


def test_that_pairs_are_taken_in_turn_and_the_first_of_each_does_not_count() -> None:
    order: list[str] = []

    def take(who: str) -> float:
        order.append(who)
        return float(len(order))

    taken = in_turn(lambda: take("ours"), lambda: take("theirs"), 3)
    assert order[:2] == ["theirs", "ours"]
    assert order[2:] == ["theirs", "ours", "ours", "theirs", "theirs", "ours"]
    assert (taken.ours, taken.theirs) == ((4.0, 5.0, 8.0), (3.0, 6.0, 7.0))


def test_that_a_ratio_is_the_median_of_the_pairs_own_ratios() -> None:
    figure = Figure("x", "ms", 2.0, 1.0, samples=(2.0, 2.0, 9.0), yardsticks=(1.0, 2.0, 3.0))
    assert figure.ratio == 2.0


@pytest.mark.parametrize(
    ("aim", "relative", "reached"),
    [(None, False, None), (20, False, True), (19, False, False), (2, True, True), (1, True, False)],
)
def test_that_an_aim_is_absolute_or_a_multiple(
    aim: float | None, relative: bool, reached: bool | None
) -> None:
    assert Figure("x", "ms", 20.0, 10.0, aim=aim, relative=relative).reached is reached


def test_that_a_percentile_is_a_value_that_was_taken() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert (percentile(values, 99), percentile(values, 50), percentile([7.0], 99)) == (99, 50, 7)


def test_that_the_thousand_fields_are_a_thousand_and_valid() -> None:
    loaded = load(content(), load_schema(schema()))
    assert sum(len(section) for section in loaded.values.values()) == FIELDS == 1000
