"""What the environment tells a service; nothing else configures how it is run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from traderadmin.contract import names
from traderadmin.errors import TraderAdminError

_TITLE = "The service cannot start"
_IN_POD_VARIABLE = "KUBERNETES_SERVICE_HOST"  # Kubernetes sets it in every pod
_DEFAULT_HOST = "127.0.0.1"
_DEFAULT_PORT = 8080
_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where a service finds its files and where it listens.

    Attributes:
        state_dir: the one folder the orchestrator writes to; None for a service without state.
        listen_fd: an inherited listening socket; wins over `host` and `port`.
        token_file: the token that signals carry; None where none is set.
        orchestrator_url: base URL the scanner posts to, without a slash at its end.
        in_pod: whether Kubernetes runs it, so that a collector reads its log.
    """

    config_dir: Path
    state_dir: Path | None = None
    listen_fd: int | None = None
    host: str = _DEFAULT_HOST
    port: int = _DEFAULT_PORT
    token_file: Path | None = None
    orchestrator_url: str | None = None
    in_pod: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables of `contract.names`. Raises: TraderAdminError naming a wrong one."""
        url = environment.get(names.ORCHESTRATOR_URL_VARIABLE, "").rstrip("/")
        if url and not url.startswith(("http://", "https://")):
            raise TraderAdminError(
                _TITLE,
                f"{names.ORCHESTRATOR_URL_VARIABLE} must begin with http:// or https://.",
            )
        return cls(
            config_dir=_required_folder(environment, names.CONFIG_DIR_VARIABLE),
            state_dir=_folder(environment, names.STATE_DIR_VARIABLE),
            listen_fd=_number(environment, names.LISTEN_FD_VARIABLE, highest=None),
            host=environment.get(names.HOST_VARIABLE) or _DEFAULT_HOST,
            port=_port(environment),
            token_file=_folder(environment, names.TOKEN_FILE_VARIABLE),
            orchestrator_url=url or None,
            in_pod=_IN_POD_VARIABLE in environment,
        )

    def required_state_dir(self) -> Path:
        """The state folder. Raises: TraderAdminError where it is not set."""
        if self.state_dir is None:
            raise TraderAdminError(
                _TITLE,
                f"{names.STATE_DIR_VARIABLE} is not set.",
                "Set it to the folder this service keeps its state in.",
            )
        return self.state_dir


def _required_folder(environment: Mapping[str, str], name: str) -> Path:
    folder = _folder(environment, name)
    if folder is None:
        raise TraderAdminError(
            _TITLE, f"{name} is not set.", "Set it to the folder that holds config.toml."
        )
    return folder


def _folder(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name, "")
    return Path(text) if text else None


def _port(environment: Mapping[str, str]) -> int:
    port = _number(environment, names.PORT_VARIABLE, highest=_HIGHEST_PORT)
    return _DEFAULT_PORT if port is None else port


def _number(environment: Mapping[str, str], name: str, *, highest: int | None) -> int | None:
    text = environment.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or (highest is not None and int(text) > highest):
        limit = "" if highest is None else f" up to {highest}"
        raise TraderAdminError(_TITLE, f"{name} must be a whole number{limit}, is {text!r}.")
    return int(text)
