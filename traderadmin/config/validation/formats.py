"""The `format` words of JSON Schema that are checked, each with the sentence that says so."""

import ipaddress
import re
from collections.abc import Callable
from datetime import date, time
from urllib.parse import urlsplit
from uuid import UUID

_LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
_HOSTNAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_LONGEST_HOSTNAME = 253
_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?", re.IGNORECASE
)


def _parses(parser: Callable[[str], object]) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            parser(text)
        except ValueError:
            return False
        return True

    return check


def _is_hostname(text: str) -> bool:
    return len(text) <= _LONGEST_HOSTNAME and _HOSTNAME.fullmatch(text) is not None


def _is_email(text: str) -> bool:
    local, at, host = text.rpartition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return bool(at) and bool(_LOCAL_PART.fullmatch(local)) and not dots and _is_hostname(host)


def _is_uri(text: str) -> bool:
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.scheme) and bool(parts.netloc or parts.path)


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and _parses(date.fromisoformat)(text)


def _is_time(text: str) -> bool:
    return bool(_TIME.fullmatch(text)) and _parses(time.fromisoformat)(text.upper())


def _is_date_time(text: str) -> bool:
    day, clock = text[:10], text[11:]
    return text[10:11] in {"T", "t", " "} and _is_date(day) and _is_time(clock)


def _is_regex(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


FORMATS: dict[str, tuple[Callable[[str], bool], str]] = {
    "date": (_is_date, "a date that exists, written YYYY-MM-DD"),
    "time": (_is_time, "a time, written HH:MM:SS"),
    "date-time": (_is_date_time, "a date with a time, written YYYY-MM-DDTHH:MM:SSZ"),
    "email": (_is_email, "an email address"),
    "hostname": (_is_hostname, "a host name"),
    "ipv4": (_parses(ipaddress.IPv4Address), "an IPv4 address"),
    "ipv6": (_parses(ipaddress.IPv6Address), "an IPv6 address"),
    "uri": (_is_uri, "an address with its scheme, such as https://example.com/"),
    "uuid": (_parses(UUID), "a UUID"),
    "regex": (_is_regex, "a regular expression"),
}
"""Format word → (check, what the text must be). Other words are not checked."""
