"""The token a signal carries: read afresh each time, compared in constant time."""

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from traderadmin.errors import TraderAdminError
from traderadmin.service.files import read_file
from traderadmin.service.http import HttpError, Request

_SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class SignalToken:
    """The token file; `path` None where none is set, and then no signal is taken or sent."""

    path: Path | None

    def read(self) -> str:
        """The token. Raises: TraderAdminError, which never quotes it."""
        if self.path is None:
            raise TraderAdminError(
                "No signal token",
                "No token file is set.",
                "Set TRADERADMIN_SIGNAL_TOKEN_FILE to a file that only the services can read.",
            )
        try:
            token = read_file(self.path).decode("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise TraderAdminError(
                "No signal token", f"The token file {self.path} cannot be read: {error}."
            ) from error
        if not token or not token.isascii():
            raise TraderAdminError(
                "No signal token", f"The token file {self.path} holds no usable token."
            )
        return token

    def check(self, request: Request) -> None:
        """Let only a bearer of the token pass. Raises: HttpError 401, 403."""
        try:
            expected = self.read()
        except TraderAdminError as error:
            raise HttpError(HTTPStatus.FORBIDDEN, "This service takes no signals now.") from error
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        known = hmac.compare_digest(given.strip().encode(), expected.encode())
        if scheme.lower() != _SCHEME or not known:
            raise HttpError(
                HTTPStatus.UNAUTHORIZED,
                "The token is missing or wrong.",
                (("WWW-Authenticate", "Bearer"),),
            )
