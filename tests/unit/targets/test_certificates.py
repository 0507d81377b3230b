"""When a client certificate ends, read from what openssl made."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from traderadmin.targets.kubernetes.certificates import expiry, not_after

SOON = """\
-----BEGIN CERTIFICATE-----
MIIBcDCCARegAwIBAgIUDccafCqHdnMLib+dsWmkwIjSC6AwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDYW5uMB4XDTI2MTEyNTEzNDM0MVoXDTI3MTEyNTEzNDM0MVow
DjEMMAoGA1UEAwwDYW5uMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEA7B5fODu
zg72IiATR7z/5U9zQFpVWm8AJ/NMYyI38oy6zaXkRWleWbiu2pxwMgZkCtcXKdvn
XUb6abMZH38Vh6NTMFEwHQYDVR0OBBYEFLYy1lhqHdJew5l0+j5+BT64rUdCMB8G
A1UdIwQYMBaAFLYy1lhqHdJew5l0+j5+BT64rUdCMA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDRwAwRAIgPWzwLwTt4bEkESxvOA46ApROX/vkzb+RRDeSM3EL
mH0CIEI3N5OJR5gFDdQctyxk93VDhEzcdzlApkkTHo44xaCB
-----END CERTIFICATE-----
"""
LATE = """\
-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUWnansCzp10rC1+QODpi6w7mn+B0wCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDYW5uMCAXDTI2MTEyNTEzNDM0MVoYDzIwNTQwNDEyMTM0MzQx
WjAOMQwwCgYDVQQDDANhbm4wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS9ztbp
sFfSWzq2aXyM8y/uNBDiZ5jrhKG7UJ4I9lL0LtWjkT/NJVa9wonilnUeOjyJWCdf
rxg+OKS9IuFiv8iRo1MwUTAdBgNVHQ4EFgQUjmx2iX8xupZxKbV9i0JREohC6lww
HwYDVR0jBBgwFoAUjmx2iX8xupZxKbV9i0JREohC6lwwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiEApffZOgaTpmZ5FF+B3ZWqI2u0SIOYhHzM/1aU
8mASPi0CIEVJiekJj+IJY873IQPhaqiNwk37BQrOJqkEipAcsjOa
-----END CERTIFICATE-----
"""
SOON_ENDS = datetime(2027, 11, 25, 13, 43, 41, tzinfo=UTC)
LATE_ENDS = datetime(2054, 4, 12, 13, 43, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pem", "ends"), [(SOON, SOON_ENDS), (LATE, LATE_ENDS), (f"a text\n{SOON}{LATE}", SOON_ENDS)]
)
def test_that_a_certificate_tells_when_it_ends(pem: str, ends: datetime) -> None:
    assert not_after(pem) == ends


def test_that_only_a_certificate_that_has_expired_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "client.crt"
    file.write_text(SOON)
    told = expiry(str(file), SOON_ENDS)
    assert told == f"Its client certificate expired at {SOON_ENDS:%Y-%m-%d %H:%M} UTC."
    assert expiry(str(file), SOON_ENDS - timedelta(seconds=1)) == ""


@pytest.mark.parametrize("content", ["", "no certificate", SOON[:100], SOON.replace("M", "A")])
def test_that_a_file_that_is_no_certificate_tells_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "client.crt"
    file.write_text(content)
    assert expiry(str(file), LATE_ENDS) == ""
    assert expiry(None, LATE_ENDS) == ""
