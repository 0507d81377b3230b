"""What people see: masked secrets, named changes, text diffs."""

from datetime import date
from typing import Any

import pytest

from tests.unit.config.conftest import MakeSchema
from traderadmin.config.display import (
    MASK,
    DiffKind,
    DiffLine,
    history_changes,
    masked_diff,
    masked_text,
    shown,
)
from traderadmin.config.model import UNSET, ConfigModel
from traderadmin.config.schema import Schema
from traderadmin.contract.history import Change

SECRET = "hunter2-hunter2"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (UNSET, "not set"),
        ("13:30", "13:30"),
        ("", "empty"),
        (True, "true"),
        (2500.0, "2500"),
        (0.00125, "0.00125"),
        (date(2026, 1, 2), "2026-01-02"),
        ([], "none"),
        (["Mon", "Tue"], "Mon, Tue"),
        ([{"a": 1}], "1 row"),
        ([{"a": 1}, {"a": 2}], "2 rows"),
        ({"a": 1, "password": SECRET, "password_file": "/x"}, None),
    ],
)
def test_that_a_value_is_a_line_of_text(value: Any, text: str | None) -> None:
    expected = f'{{ a = 1, password = "{MASK}", password_file = "/x" }}' if text is None else text
    assert shown(value, None) == expected


def test_that_secrets_are_masked_wherever_they_are(
    shipped: Schema, make_schema: MakeSchema
) -> None:
    assert shown(SECRET, shipped.field_at(("broker", "api_secret"))) == MASK
    assert shown(UNSET, shipped.field_at(("broker", "api_secret"))) == "not set"
    secret = {"type": "string", "writeOnly": True}
    schema = make_schema(
        {
            "list": {"type": "array", "items": secret},
            "table": {"type": "object", "properties": {"s": secret}},
        }
    )
    assert shown([SECRET, SECRET], schema.field_at(("list",))) == f"{MASK}, {MASK}"
    assert SECRET not in shown({"s": SECRET}, schema.field_at(("table",)))


def test_that_history_names_changes_and_masks_secrets(model: ConfigModel) -> None:
    rows = model.get(("scanner", "symbols"))
    model.set(("risk", "max_order_size"), 400)
    model.set(("broker", "api_secret"), SECRET)
    model.unset(("scanner", "seed"))
    new = {"symbol": "TSLA", "threshold_percent": 1.0, "order_size": 1}
    model.set(("scanner", "symbols"), [rows[0], {**rows[2], "order_size": 5}, new])
    model.set(("orchestrator", "drain_seconds"), 5)
    model.set(("vendor", "auth_token"), SECRET)
    assert history_changes(model.changes()) == (
        Change("orchestrator.drain_seconds", "5 (decimal)", "5 (whole number)"),
        Change("risk.max_order_size", "500", "400"),
        Change("broker.api_secret", None, MASK),
        Change("scanner.seed", "42", None),
        Change("scanner.symbols", "3 rows", "3 rows, added TSLA, removed MSFT, changed NVDA"),
        Change("vendor.auth_token", None, MASK),
    )


def test_that_a_diff_shows_the_lines_around_a_change(shipped: Schema, template: bytes) -> None:
    new = template.replace(b'"20:00"', b'"21:00"').replace(b'"info"', b'"debug"')
    level = template.decode().splitlines().index('level = "info"') + 1
    lines = masked_diff(template, new, shipped)
    changed = [line for line in lines if line.kind in {DiffKind.ADDED, DiffKind.REMOVED}]
    assert changed == [
        DiffLine(
            DiffKind.REMOVED,
            'stop_time_utc = "20:00"    # before the start: on the next day',
            old_line=8,
        ),
        DiffLine(
            DiffKind.ADDED,
            'stop_time_utc = "21:00"    # before the start: on the next day',
            new_line=8,
        ),
        DiffLine(DiffKind.REMOVED, 'level = "info"', old_line=level),
        DiffLine(DiffKind.ADDED, 'level = "debug"', new_line=level),
    ]
    assert [line.kind for line in lines].count(DiffKind.GAP) == 1
    same = [line for line in lines if line.kind is DiffKind.SAME]
    assert len(same) == 12
    assert all(line.old_line == line.new_line for line in same)


def test_that_equal_files_have_no_diff(shipped: Schema, template: bytes) -> None:
    assert masked_diff(template, template, shipped) == ()


@pytest.mark.parametrize("quote", ['"{}"', "'{}'", '"""\n{}"""', "'''\nx\n{}\n'''"])
def test_that_a_diff_shows_that_a_secret_changed_but_not_what(quote: str, shipped: Schema) -> None:
    old = f"[broker]\napi_secret = {quote.format(SECRET)} # {MASK}\n".encode()
    new = old.replace(SECRET.encode(), b"correct-horse")
    lines = masked_diff(old, new, shipped)
    text = "\n".join(line.text for line in lines)
    assert SECRET not in text
    assert "correct-horse" not in text
    assert {line.kind for line in lines} >= {DiffKind.ADDED, DiffKind.REMOVED}


@pytest.mark.parametrize(
    "line",
    [
        f'api_secret = "{SECRET}"',
        f'unknown_password = "{SECRET}"',
        f'# api_secret = "{SECRET}"',
        f"#token='{SECRET}'",
        f'vendor = {{ api_key = "{SECRET}" }}',
        f'secrets = ["{SECRET}", "{SECRET}"]',
    ],
)
def test_that_no_text_shows_what_sounds_like_a_secret(line: str, shipped: Schema) -> None:
    for content in (f"[broker]\n{line}\n", f"[broker]\r\n{line}\r\n", f"[broker\n{line}\n"):
        text = masked_text(content.encode(), shipped)
        assert SECRET not in text
        assert text.splitlines()[0] == content.splitlines()[0]


def test_that_a_secret_over_many_lines_is_masked_in_a_file_with_faults(shipped: Schema) -> None:
    content = f'x = \n[broker]\napi_secret = """\n{SECRET}\n{SECRET}"""\nkind = "paper"\n'.encode()
    assert masked_text(content, shipped).splitlines() == [
        "x = ",
        "[broker]",
        f'api_secret = "{MASK}"',
        MASK,
        MASK,
        'kind = "paper"',
    ]


@pytest.mark.parametrize(
    "lines",
    [
        f'api_secret "{SECRET}"',
        f'"api_secret": "{SECRET}"',
        f"broker.api_secret == {SECRET}",
        f'kind = "paper" api_secret "{SECRET}#{SECRET}"',
        f'api_secret =\n"{SECRET}"',
        f'tokens = [\n  "a",\n  "{SECRET}",\n]',
    ],
)
def test_that_a_secret_is_masked_where_its_own_line_is_the_fault(
    lines: str, shipped: Schema
) -> None:
    text = masked_text(f"[broker\n{lines}\nkind = 1\n".encode(), shipped)
    assert SECRET not in text
    assert text.split("\n")[-1] == "kind = 1"


def test_that_a_file_with_faults_keeps_the_numbers_of_its_lines(shipped: Schema) -> None:
    content = "# a\u2028b\r\n\r\nx = \n".encode()
    assert masked_text(content, shipped).split("\n") == ["# a\u2028b", "", "x = "]


def test_that_a_way_to_a_secret_is_no_secret(shipped: Schema) -> None:
    line = 'credentials_file = "/etc/broker"'
    assert masked_text(f"[broker]\n{line}\n".encode(), shipped).splitlines()[1] == line


def test_that_a_file_that_is_not_even_text_can_be_shown(shipped: Schema) -> None:
    assert (
        masked_diff(b"\xff = 1\n", b"a = 1\n", shipped)[0].text == "\N{REPLACEMENT CHARACTER} = 1"
    )
