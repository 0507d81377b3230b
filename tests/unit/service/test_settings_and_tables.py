"""What the environment and the configuration's tables may say."""

from pathlib import Path
from typing import Any

import pytest

from traderadmin.contract import names
from traderadmin.errors import TraderAdminError
from traderadmin.service.settings import ServiceSettings
from traderadmin.service.tables import Table

GOOD = {names.CONFIG_DIR_VARIABLE: "/etc/trading"}


def test_that_only_the_config_folder_is_needed() -> None:
    assert ServiceSettings.from_environment(GOOD) == ServiceSettings(Path("/etc/trading"))


def test_that_every_variable_is_read() -> None:
    settings = ServiceSettings.from_environment(
        GOOD
        | {
            names.STATE_DIR_VARIABLE: "/state",
            names.LISTEN_FD_VARIABLE: "7",
            names.HOST_VARIABLE: "0.0.0.0",  # noqa: S104 - as in a pod
            names.PORT_VARIABLE: "9000",
            names.TOKEN_FILE_VARIABLE: "/token",
            names.ORCHESTRATOR_URL_VARIABLE: "http://127.0.0.1:9/",
        }
    )
    assert (settings.required_state_dir(), settings.listen_fd) == (Path("/state"), 7)
    assert (settings.host, settings.port) == ("0.0.0.0", 9000)  # noqa: S104 - as above
    assert settings.token_file == Path("/token")
    assert settings.orchestrator_url == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (names.CONFIG_DIR_VARIABLE, ""),
        (names.PORT_VARIABLE, "http"),
        (names.PORT_VARIABLE, "65536"),
        (names.PORT_VARIABLE, "-1"),
        (names.PORT_VARIABLE, "٨٠"),
        (names.LISTEN_FD_VARIABLE, "x"),
        (names.ORCHESTRATOR_URL_VARIABLE, "127.0.0.1:80"),
    ],
)
def test_that_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(TraderAdminError, match=name):
        ServiceSettings.from_environment(GOOD | {name: value})


def test_that_a_state_folder_that_is_needed_and_not_set_is_named() -> None:
    with pytest.raises(TraderAdminError, match=names.STATE_DIR_VARIABLE):
        ServiceSettings.from_environment(GOOD).required_state_dir()


VALUES = {
    "t": {
        "text": "a",
        "flag": True,
        "integer": 3,
        "number": 2.5,
        "texts": ["a", "b"],
        "rows": [{"x": 1}, {"x": 2}],
        "nested": {"x": 3},
    }
}


def test_that_a_table_gives_typed_values() -> None:
    table = Table.of(VALUES, "t")
    assert (table.text("text"), table.flag("flag"), table.integer("integer")) == ("a", True, 3)
    assert (table.number("number"), table.number("integer")) == (2.5, 3.0)
    assert table.texts("texts") == ("a", "b")
    assert [row.integer("x") for row in table.tables("rows")] == [1, 2]
    assert table.table("nested").integer("x") == 3
    assert table.choice("text", ("a", "b")) == "a"
    assert table.has("flag")
    assert not table.has("other")


@pytest.mark.parametrize(
    ("read", "key"),
    [
        (Table.text, "flag"),
        (Table.text, "absent"),
        (Table.flag, "integer"),
        (Table.integer, "flag"),
        (Table.integer, "number"),
        (Table.number, "text"),
        (Table.number, "flag"),
        (Table.texts, "text"),
        (Table.tables, "texts"),
        (Table.table, "text"),
    ],
)
def test_that_a_value_of_another_type_is_named_with_its_path(read: Any, key: str) -> None:
    with pytest.raises(TraderAdminError, match=rf"t\.{key} must be"):
        read(Table.of(VALUES, "t"), key)


def test_that_a_word_not_among_the_choices_is_refused() -> None:
    with pytest.raises(TraderAdminError, match=r"t\.text must be one of b, c"):
        Table.of(VALUES, "t").choice("text", ("b", "c"))
    with pytest.raises(TraderAdminError, match="other must be a table"):
        Table.of(VALUES, "other")
