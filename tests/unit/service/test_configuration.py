"""The watch: a new file is taken, a bad one reported, the last good one kept."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from traderadmin.contract.names import CONFIG_FILE, SCHEMA_FILE
from traderadmin.contract.revision import revision_of
from traderadmin.errors import TraderAdminError
from traderadmin.resources import schema_bytes, template_bytes
from traderadmin.service.configuration import ConfigWatch

pytestmark = pytest.mark.expects_log_errors


class Taker:
    """Takes configurations, or refuses them."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.refuse = False
        self.fails = False
        self.problems: list[str] = []

    def __call__(self, values: Mapping[str, Any]) -> None:
        if self.refuse:
            raise TraderAdminError("No", "The service cannot use it.")
        if self.fails:
            raise ZeroDivisionError
        self.taken.append(values)


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
def watch(tmp_path: Path, taker: Taker) -> ConfigWatch:
    (tmp_path / CONFIG_FILE).write_bytes(template_bytes())
    return ConfigWatch(tmp_path, taker, taker.problems.append)


def test_that_a_good_file_is_taken_once_with_its_defaults(watch: ConfigWatch, taker: Taker) -> None:
    watch.check()
    watch.check()
    assert watch.state.revision == revision_of(template_bytes())
    assert watch.state.error is None
    (values,) = taker.taken
    assert values["trading_schedule"]["start_time_utc"] == "13:30"


def test_that_defaults_fill_what_the_file_leaves_out(
    watch: ConfigWatch, taker: Taker, tmp_path: Path
) -> None:
    table = (
        '[trading_schedule]\nenabled = true\nstart_time_utc = "13:30"\nstop_time_utc = "20:00"\n'
        'days_of_week = ["Mon"]\n[risk]\nmax_order_size = 1\nmax_position = 1\n'
        "max_open_positions = 1\nmax_daily_loss = 1.0\n"
    )
    (tmp_path / CONFIG_FILE).write_text(table)
    watch.check()
    assert taker.taken[0]["broker"]["paper"]["fill_latency_ms"] == 50
    assert taker.taken[0]["logging"]["level"] == "info"


@pytest.mark.parametrize(
    "content",
    [b"[broken", b"\xff\xfe", template_bytes().replace(b"= 500", b"= -1"), b"", None],
)
def test_that_a_bad_file_leaves_the_last_good_one_in_force_until_the_next_good_one(
    watch: ConfigWatch, taker: Taker, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / CONFIG_FILE
    watch.check()
    good = watch.state.revision
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    watch.check()
    assert watch.state.revision == good
    assert watch.state.error
    assert len(taker.taken) == 1

    file.write_bytes(template_bytes())
    watch.check()
    assert watch.state.revision == good
    healed = watch.state.error is None
    assert healed
    file.write_bytes(template_bytes() + b"# newer\n")
    watch.check()
    assert watch.state.revision == revision_of(template_bytes() + b"# newer\n")


def test_that_a_configuration_the_service_refuses_is_not_in_force(
    watch: ConfigWatch, taker: Taker
) -> None:
    taker.refuse = True
    watch.check()
    assert watch.state.revision is None
    assert watch.state.error == "The service cannot use it."


def test_that_a_file_that_is_being_written_in_place_is_left_until_it_is_whole(
    taker: Taker, tmp_path: Path
) -> None:
    file, whole = tmp_path / CONFIG_FILE, template_bytes() + b"# newer\n"
    file.write_bytes(template_bytes())
    writes = iter([whole[:-1], whole, whole])  # without its last byte it is valid, and not meant

    def meanwhile() -> None:
        file.write_bytes(next(writes))

    watch = ConfigWatch(tmp_path, taker, taker.problems.append, meanwhile)
    watch.check()
    file.write_bytes(whole[:20])
    for _ in range(2):
        watch.check()
        assert watch.state.revision == revision_of(template_bytes())
    watch.check()
    assert watch.state.revision == revision_of(whole)
    assert taker.problems == []


def test_that_a_fault_at_one_file_is_told_and_the_next_good_one_is_taken(
    watch: ConfigWatch, taker: Taker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watch.check()
    taker.fails = True
    (tmp_path / CONFIG_FILE).write_bytes(template_bytes() + b"# newer\n")
    watch.check()
    assert watch.state.error == "The service failed at reading it; see its log."
    assert "ZeroDivisionError" in caplog.text
    assert watch.state.revision == revision_of(template_bytes())
    taker.fails = False
    (tmp_path / CONFIG_FILE).write_bytes(template_bytes() + b"# newest\n")
    watch.check()
    assert len(taker.taken) == 2
    healed = watch.state.error is None
    assert healed


def test_that_no_file_at_the_start_is_said(watch: ConfigWatch, tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).unlink()
    watch.check()
    assert watch.state.error == f"There is no config.toml in {tmp_path}."


def test_that_a_file_that_cannot_be_read_is_said_and_tried_again(
    watch: ConfigWatch, tmp_path: Path
) -> None:
    file = tmp_path / CONFIG_FILE
    file.unlink()
    file.mkdir()
    watch.check()
    assert "cannot be read" in str(watch.state.error)
    file.rmdir()
    file.write_bytes(template_bytes())
    watch.check()
    assert watch.state.error is None


def test_that_a_schema_in_the_folder_wins_and_its_change_is_noticed(
    watch: ConfigWatch, tmp_path: Path
) -> None:
    watch.check()
    schema = tmp_path / SCHEMA_FILE
    schema.write_bytes(schema_bytes().replace(b'"maximum": 10000', b'"maximum": 400'))
    watch.check()
    assert "max_order_size" in str(watch.state.error)
    schema.unlink()
    watch.check()
    assert watch.state.error is None


def test_that_an_error_is_logged_once(
    watch: ConfigWatch, taker: Taker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / CONFIG_FILE).write_bytes(b"[broken")
    watch.check()
    watch.check()
    assert len(caplog.records) == 1
    assert "No configuration is in force." in caplog.text
    assert watch.state.failures == 1
    assert taker.problems == [watch.state.error]


def test_that_no_secret_reaches_the_error_or_the_log(
    watch: ConfigWatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = b'api_secret = "hush"\n'
    content = template_bytes().replace(b"[broker]\n", b"[broker]\n" + secret)
    (tmp_path / CONFIG_FILE).write_bytes(content)
    watch.check()
    assert "api_secret" in str(watch.state.error)
    assert "hush" not in str(watch.state.error) + caplog.text


@pytest.mark.parametrize("name", [CONFIG_FILE, SCHEMA_FILE])
def test_that_a_pipe_or_a_folder_in_a_file_s_place_is_told_and_never_waited_for(
    watch: ConfigWatch, tmp_path: Path, name: str
) -> None:
    watch.check()
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    watch.check()
    assert watch.state.error == f"{tmp_path / name} cannot be read: it is not a regular file."
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    watch.check()
    assert watch.state.error == f"{tmp_path / name} cannot be read: it is a folder."
    assert watch.state.revision == revision_of(template_bytes())


def test_that_a_bad_schema_is_not_taken_for_a_bad_configuration(
    watch: ConfigWatch, tmp_path: Path
) -> None:
    (tmp_path / SCHEMA_FILE).write_bytes(b"[1]")
    watch.check()
    assert watch.state.error is not None
    assert watch.state.error.startswith(f"{SCHEMA_FILE} beside it cannot be used: ")
