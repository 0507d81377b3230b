"""A small WSGI application: exact routes, JSON answers, refusals in sentences."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from traderadmin.service.logs import logger

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIEnvironment

BODY_LIMIT = 16 * 1024
"""The most bytes a request may carry."""

_log = logger("http")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a route sees it; `headers` have lower-case names."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer."""

    status: HTTPStatus
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """What answers one method on one path."""

    method: str
    path: str
    answer: Callable[[Request], Response]


class HttpError(Exception):
    """A request that is refused, with a sentence for whoever sent it."""

    def __init__(
        self, status: HTTPStatus, message: str, headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


def json_response(data: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """`data` as JSON."""
    return Response(status, json.dumps(data, ensure_ascii=False).encode() + b"\n")


def read_json(request: Request) -> dict[str, Any]:
    """The object a request carries. Raises: HttpError 415, 400."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HttpError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json."
        )
    try:
        data = json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise HttpError(HTTPStatus.BAD_REQUEST, "The body is not valid JSON.") from error
    if not isinstance(data, dict):
        raise HttpError(HTTPStatus.BAD_REQUEST, "The body must be a JSON object.")
    return data


@dataclass(frozen=True, slots=True)
class Application:
    """The WSGI application over a service's routes."""

    routes: tuple[Route, ...]
    _by_path: dict[str, dict[str, Route]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for route in self.routes:
            self._by_path.setdefault(route.path, {})[route.method] = route

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request; whatever goes wrong is an answer too."""
        try:
            response = self._route(environ)
        except HttpError as error:
            response = _refusal(error)
        except Exception:  # noqa: BLE001 - logged with its trace, and answered
            _log.exception("could not answer %s", environ.get("PATH_INFO"))
            response = _refusal(
                HttpError(HTTPStatus.INTERNAL_SERVER_ERROR, "The service failed; see its log.")
            )
        headers = [
            ("Content-Type", response.content_type),
            ("Content-Length", str(len(response.body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            *response.headers,
        ]
        start_response(f"{response.status.value} {response.status.phrase}", headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [response.body]

    def _route(self, environ: "WSGIEnvironment") -> Response:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        methods = self._by_path.get(path)
        if methods is None:
            raise HttpError(HTTPStatus.NOT_FOUND, f"There is nothing at {path}.")
        route = methods.get("GET" if method == "HEAD" else method)
        if route is None:
            allowed = ", ".join(sorted(methods))
            raise HttpError(
                HTTPStatus.METHOD_NOT_ALLOWED,
                f"{path} answers {allowed} only.",
                (("Allow", allowed),),
            )
        return route.answer(Request(method, path, _headers(environ), _body(environ)))


def _refusal(error: HttpError) -> Response:
    body = json.dumps({"error": error.message}, ensure_ascii=False).encode() + b"\n"
    return Response(error.status, body, headers=error.headers)


def _headers(environ: "WSGIEnvironment") -> dict[str, str]:
    headers = {
        key[5:].replace("_", "-").lower(): value
        for key, value in environ.items()
        if key.startswith("HTTP_")
    }
    return headers | {"content-type": environ.get("CONTENT_TYPE", "")}


def _body(environ: "WSGIEnvironment") -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > BODY_LIMIT:
        raise HttpError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body may have at most {BODY_LIMIT} bytes."
        )
    stream = cast("InputStream", environ["wsgi.input"])
    return stream.read(length) if length else b""


def _no_constant(text: str) -> None:
    message = f"{text} is not JSON"
    raise ValueError(message)
