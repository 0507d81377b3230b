"""Rules over several fields. A rule holds only where the schema has all the keys it speaks of."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from traderadmin.config.fields import MISSING, Field
from traderadmin.config.paths import FieldPath
from traderadmin.config.rulekit import Effective, Rule, problem, rows
from traderadmin.config.schedulerules import SCHEDULE_RULES
from traderadmin.config.validation.problems import Problem, Severity
from traderadmin.config.validation.sentences import number_text
from traderadmin.config.values import value_at

QUIET_START = ("notifications", "quiet_hours", "start_time_utc")
QUIET_STOP = ("notifications", "quiet_hours", "stop_time_utc")
ORDER_SIZE = ("risk", "max_order_size")
POSITION = ("risk", "max_position")
FEED = ("scanner", "feed")
CSV_FILE = ("scanner", "csv_file")
SYMBOLS = ("scanner", "symbols")
SECRET = ("broker", "api_secret")
CREDENTIALS = ("broker", "credentials_file")
NOTIFY = ("notifications", "enabled")
EMAIL = ("notifications", "email")
SERVER = ("notifications", "smtp_server")
WEBHOOK = ("notifications", "webhook_url")


def _quiet_hours_have_length(get: Effective) -> Iterator[Problem]:
    start = get(QUIET_START)
    if isinstance(start, str) and get(QUIET_STOP) == start:
        yield problem(QUIET_STOP, f"Must differ from the beginning, which is {start} UTC too.")


def _order_fits_position(get: Effective) -> Iterator[Problem]:
    size, position = get(ORDER_SIZE), get(POSITION)
    if _is_number(size) and _is_number(position) and size > position:
        yield problem(
            ORDER_SIZE,
            f"Must not be above the largest position of {number_text(position)}, "
            f"is {number_text(size)}.",
        )


def _csv_feed_has_file(get: Effective) -> Iterator[Problem]:
    if get(FEED) == "csv" and get(CSV_FILE) is MISSING:
        yield problem(CSV_FILE, "Must be set, because the price feed is a CSV file.")


def _symbols_differ(get: Effective) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, symbol in rows(get(SYMBOLS), "symbol", str):
        if symbol in first:
            message = f"“{symbol}” is in row {first[symbol] + 1} already."
            yield problem((*SYMBOLS, index, "symbol"), message)
        first.setdefault(symbol, index)


def _signals_fit_limit(get: Effective) -> Iterator[Problem]:
    limit = get(ORDER_SIZE)
    if not _is_number(limit):
        return
    for index, size in rows(get(SYMBOLS), "order_size", int):
        if size > limit:
            yield problem(
                (*SYMBOLS, index, "order_size"),
                f"Its orders will be refused: the largest order is {number_text(limit)}, "
                f"this is {number_text(size)}.",
                Severity.WARNING,
            )


def _one_way_to_secrets(get: Effective) -> Iterator[Problem]:
    if get(SECRET) is not MISSING and get(CREDENTIALS) is not MISSING:
        yield problem(
            SECRET, "Remove it or the credentials file: with both set it is unclear which counts."
        )


def _somebody_is_told(get: Effective) -> Iterator[Problem]:
    if get(NOTIFY) is True and not get(EMAIL) and not get(WEBHOOK):
        message = "Nobody is told: there is neither an email receiver nor a webhook."
        yield problem(NOTIFY, message, Severity.WARNING)


def _mail_has_server(get: Effective) -> Iterator[Problem]:
    if get(NOTIFY) is True and get(EMAIL) and get(SERVER) is MISSING:
        yield problem(SERVER, "Must be set, because there are email receivers.")


RULES = (
    *SCHEDULE_RULES,
    Rule((QUIET_START, QUIET_STOP), _quiet_hours_have_length),
    Rule((ORDER_SIZE, POSITION), _order_fits_position),
    Rule((FEED, CSV_FILE), _csv_feed_has_file),
    Rule(((*SYMBOLS, "*", "symbol"),), _symbols_differ),
    Rule((ORDER_SIZE, (*SYMBOLS, "*", "order_size")), _signals_fit_limit),
    Rule((SECRET, CREDENTIALS), _one_way_to_secrets),
    Rule((NOTIFY, EMAIL, WEBHOOK), _somebody_is_told),
    Rule((NOTIFY, EMAIL, SERVER), _mail_has_server),
)


def rules_for(field_at: Callable[[FieldPath], Field | None]) -> tuple[Rule, ...]:
    """The rules whose keys a schema all has."""
    return tuple(rule for rule in RULES if all(field_at(path) for path in rule.needs))


def effective_in(
    values: Mapping[str, Any], field_at: Callable[[FieldPath], Field | None]
) -> Effective:
    """Reads `values`, and the schema's default where a key is absent."""

    def get(path: FieldPath) -> Any:
        value = value_at(values, path)
        if value is not MISSING:
            return value
        # A table that is left out as a whole has no values of its own.
        field = field_at(path)
        return MISSING if field is None else field.default

    return get


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
