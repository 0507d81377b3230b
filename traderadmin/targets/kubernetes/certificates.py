"""The certificates of a kubeconfig: whether TLS can use them, and when one's own has expired."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kubernetes.client import Configuration
from kubernetes.config import ConfigException

_VERSION = 0xA0
_UTC_TIME = 0x17
_VALIDITY = 3
"""Its place among the fields of a certificate, after serial number, algorithm and issuer."""


def require_usable(configuration: Configuration) -> None:
    """Raises: ConfigException, where a call would say no more than that TLS failed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if configuration.cert_file:
        try:
            context.load_cert_chain(
                configuration.cert_file, configuration.key_file, password=_refuse
            )
        except OSError as error:
            message = f"its client certificate or the key is of no use ({_reason(error)})"
            raise ConfigException(message) from error
    if configuration.verify_ssl and configuration.ssl_ca_cert:
        try:
            context.load_verify_locations(configuration.ssl_ca_cert)
        except OSError as error:
            message = f"its certificate authority is of no use ({_reason(error)})"
            raise ConfigException(message) from error


def expiry(file: str | None, now: datetime) -> str:
    """When a client certificate expired; empty where it did not, or cannot be read."""
    try:
        expired = not_after(Path(file or "").read_text("ascii"))
    except (OSError, ValueError, LookupError):
        return ""
    return f"Its client certificate expired at {expired:%Y-%m-%d %H:%M} UTC." * (expired <= now)


def not_after(pem: str) -> datetime:
    """Until when the first certificate of a PEM text is valid (X.509; RFC 5280, 4.1).

    Raises: ValueError, LookupError.
    """
    start = pem.index(ssl.PEM_HEADER)
    end = pem.index(ssl.PEM_FOOTER, start) + len(ssl.PEM_FOOTER)
    ((_, certificate),) = _elements(ssl.PEM_cert_to_DER_cert(pem[start:end]))
    _, signed = next(_elements(certificate))
    fields = [content for tag, content in _elements(signed) if tag != _VERSION]
    _, (tag, written) = _elements(fields[_VALIDITY])
    form = "%y%m%d%H%M%SZ" if tag == _UTC_TIME else "%Y%m%d%H%M%SZ"
    return datetime.strptime(written.decode("ascii"), form).replace(tzinfo=UTC)


def _elements(der: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements that stand one after the other: tag and content."""
    while der:
        tag, length, start = der[0], der[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(der[2:start], "big")
        yield tag, der[start : start + length]
        der = der[start + length :]


def _refuse() -> str:
    """In place of OpenSSL, which would ask at the terminal."""
    message = "the key is protected by a password"
    raise OSError(message)


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        told = error.reason
        return told.replace("_", " ").lower() if told else "both must be there in PEM"
    return error.strerror or str(error)
