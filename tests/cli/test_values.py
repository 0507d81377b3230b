"""What `--set KEY=VALUE` means."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import SECRET
from traderadmin.cli.values import known_path, taken_apart, value_of
from traderadmin.config.document.render import rendered
from traderadmin.config.schema import load_schema
from traderadmin.config.values import UNSET
from traderadmin.errors import RefusedError, TraderAdminError

SCHEMA = load_schema()


def never_read(name: str, secret: bool) -> str:
    message = f"nothing is to be read for {name!r} ({secret})"
    raise AssertionError(message)


def meant(argument: str, current: Any = UNSET) -> Any:
    """The value a `--set` means."""
    return value_of(taken_apart(argument, SCHEMA, never_read), SCHEMA, current)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("trading_schedule.stop_time_utc=21:00", "21:00"),
        ("broker.account=007", "007"),
        ("broker.account=", ""),
        ("notifications.webhook_url=https://example.com/?a=b", "https://example.com/?a=b"),
        ("notifications.webhook_url=@@home", "@home"),
        ("risk.max_order_size=400", 400),
        ("risk.max_order_size= 1_000 ", 1000),
        ("risk.allow_short=true", True),
        ("risk.allow_short=False", False),
        ("risk.max_daily_loss=0.25", 0.25),
        ('trading_schedule.days_of_week=["Mon", "Tue"]', ["Mon", "Tue"]),
        ("risk.restricted_symbols=[]", []),
        ("scanner.symbols[1].order_size=20", 20),
        ('logging={level = "debug"}', {"level": "debug"}),
    ],
)
def test_that_a_value_is_read_by_the_type_of_its_key(argument: str, value: Any) -> None:
    found = meant(argument)
    assert found == value
    assert type(found) is type(value)


def test_that_a_number_keeps_the_sort_that_stands_in_the_file() -> None:
    assert repr(meant("risk.max_daily_loss=3000", 2500.0)) == "3000.0"
    assert repr(meant("risk.max_daily_loss=3000", 2500)) == "3000"


@given(st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False))
def test_that_what_toml_writes_is_read_back(value: float) -> None:
    key = {bool: "risk.allow_short", int: "risk.max_order_size"}.get(
        type(value), "risk.max_daily_loss"
    )
    assert meant(f"{key}={rendered(value)}") == value


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_that_text_is_taken_as_it_stands(text: str) -> None:
    written = f"@{text}" if text.startswith("@") else text
    assert meant(f"broker.account={written}") == text


@pytest.mark.parametrize(
    "argument",
    [
        "risk.max_order_size=many",
        "risk.allow_short=yes",
        "risk.max_order_size=1\nmax_position = 2",
        "trading_schedule.days_of_week=Mon,Tue",
    ],
)
def test_that_what_is_no_value_of_that_type_is_refused_with_an_example(argument: str) -> None:
    with pytest.raises(RefusedError, match="must be") as caught:
        meant(argument)
    assert argument.partition("=")[2] in caught.value.message


@pytest.mark.parametrize(
    ("key", "suggested"),
    [
        ("risk.max_ordr_size", "risk.max_order_size"),
        ("trading_schedul.enabled", "trading_schedule.enabled"),
        ("stop_time_utc", "trading_schedule.stop_time_utc"),
        ("broker.api_secrt", "broker.api_secret"),
    ],
)
def test_that_an_unknown_key_is_refused_with_what_may_be_meant(key: str, suggested: str) -> None:
    with pytest.raises(RefusedError) as caught:
        meant(f"{key}={SECRET}")
    assert suggested in caught.value.hint
    assert SECRET not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize(
    "argument",
    [
        SECRET,
        f"broker.api_secret {SECRET}",
        f"{SECRET} x=1",
        f"broker={{api_secret = {SECRET}}}",
        f"api_secret={SECRET}",
        f"broker={SECRET}",
    ],
)
def test_that_no_refusal_quotes_what_may_be_a_secret(argument: str) -> None:
    with pytest.raises(TraderAdminError) as caught:
        meant(argument)
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__
    assert SECRET not in caught.value.hint


def test_that_a_schema_that_leaves_keys_open_takes_any() -> None:
    schema = load_schema(b'{"type": "object", "properties": {"a": {"type": "object"}}}')
    assert known_path("a.b", schema) == ("a", "b")
    for text, value in (("1", 1), ('"x"', "x"), ("plain words", "plain words")):
        setting = taken_apart(f"a.b={text}", schema, never_read)
        assert value_of(setting, schema, UNSET) == value


def test_that_the_examples_in_refusals_are_toml() -> None:
    from traderadmin.cli.values import WRITTEN_AS

    examples = [text.rpartition("such as ")[2] for text in WRITTEN_AS.values() if "such as" in text]
    assert examples
    for example in examples:
        assert "value" in tomllib.loads(f"value = {example}")
