"""The proxy on the way to an API server; its credentials are used, and never shown."""

from contextlib import suppress
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from kubernetes.client import Configuration
from kubernetes.client.rest import should_bypass_proxies
from kubernetes.config import ConfigException
from urllib3.util import make_headers

_PORTS: Final = {"http": 80, "https": 443}
"""What a proxy is spoken to with; a SOCKS proxy would need further libraries."""


def authenticate(configuration: Configuration) -> None:
    """Let the user and password of the proxy's URL be sent to it. Raises: ConfigException."""
    parts = _in_use(configuration)
    if parts is not None and parts.username:
        told = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        configuration.proxy_headers = make_headers(proxy_basic_auth=told)


def blamed(configuration: Configuration, why: str) -> str:
    """Why there is no connection, naming the proxy where one is in between."""
    parts = _in_use(configuration)
    if parts is None:
        return why
    return f"its proxy {parts.scheme}://{parts.hostname}:{_port(parts)} fails ({why})"


def websocket_options(configuration: Configuration) -> dict[str, Any]:
    """The same way for a WebSocket."""
    parts = _in_use(configuration)
    if parts is None:
        return {}
    user = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return {
        "http_proxy_host": parts.hostname,
        "http_proxy_port": _port(parts),
        "proxy_type": parts.scheme,
        "http_proxy_auth": user,
        "http_no_proxy": [""],  # else its own rules may choose another way
    }


def _in_use(configuration: Configuration) -> SplitResult | None:
    if not configuration.proxy:
        return None
    if should_bypass_proxies(configuration.host, configuration.no_proxy or ""):
        return None
    with suppress(ValueError):  # whose message would quote it
        parts = urlsplit(configuration.proxy)
        if parts.hostname and parts.scheme in _PORTS and _port(parts):
            return parts
    message = "the URL of the proxy is none such as http://proxy.example:3128"
    raise ConfigException(message)


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]
