"""Windows on the clocks of a zone, and when those clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from traderadmin.schedule import Window
from traderadmin.schedule.clocks import IN_UTC, always, hours, named_hours, spells

PARIS = always(ZoneInfo("Europe/Paris"))
ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
WEEK = timedelta(days=7)


def window(start: str, stop: str) -> Window:
    return Window(datetime.fromisoformat(start + "Z"), datetime.fromisoformat(stop + "Z"))


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "19:30–22:00 UTC"),
        ("Europe/Paris", "20:30–23:00 CET"),
        ("Asia/Kolkata", "Fri 01:00–03:30 IST"),
        ("America/New_York", "14:30–17:00 EST"),
    ],
)
def test_that_a_window_is_told_on_the_clocks_of_a_zone(zone: str, said: str) -> None:
    thursday = window("2026-11-26T19:30", "2026-11-26T22:00")
    assert named_hours(thursday, always(ZoneInfo(zone))) == said
    assert hours(thursday, always(ZoneInfo(zone))) == said.rpartition(" ")[0]


def test_that_a_window_in_which_the_clocks_change_names_both_times() -> None:
    night = window("2026-10-24T22:30", "2026-10-25T04:00")
    assert hours(night, IN_UTC) == "22:30–04:00"
    assert named_hours(night, PARIS) == "Sun 00:30 CEST–05:00 CET"


def test_that_a_change_of_the_clocks_is_found_to_the_minute() -> None:
    start = datetime(2026, 10, 23, tzinfo=UTC)
    summer, winter = spells(PARIS, start, start + WEEK)
    assert (summer.since, summer.name) == (start, "CEST")
    assert (winter.since, winter.name) == (datetime(2026, 10, 25, 1, tzinfo=UTC), "CET")


def test_that_a_change_at_the_end_does_not_count() -> None:
    change = datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert len(spells(PARIS, change - WEEK, change)) == 1
    assert len(spells(PARIS, change, change + WEEK)) == 1


@settings(deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds it
    st.integers(0, 7 * 24 * 60 - 1),
)
def test_that_the_last_spell_before_an_instant_has_its_offset(
    name: str, start: datetime, minutes: int
) -> None:
    zone = always(ZoneInfo(name))
    start = start.replace(second=0, microsecond=0)
    at = start + timedelta(minutes=minutes)
    found = [spell for spell in spells(zone, start, start + WEEK) if spell.since <= at]
    assert found[-1].offset == at.astimezone(ZoneInfo(name)).utcoffset()
