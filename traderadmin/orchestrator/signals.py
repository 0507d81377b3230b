"""`POST /signals`: a scanner's signal in, the gate's decision out."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from traderadmin.orchestrator.gate import Decision
from traderadmin.orchestrator.orders import Signal
from traderadmin.service.http import HttpError, Request, Response, Route, json_response, read_json
from traderadmin.service.token import SignalToken

PATH = "/signals"


@dataclass(frozen=True, slots=True)
class SignalDoor:
    """Answers posted signals; only a bearer of the token is heard."""

    token: SignalToken
    submit: Callable[[Signal], Decision]

    def route(self) -> Route:
        """The route to serve."""
        return Route("POST", PATH, self._answer)

    def _answer(self, request: Request) -> Response:
        self.token.check(request)
        data = read_json(request)
        try:
            signal = Signal.from_json(data)
        except ValueError as error:
            raise HttpError(HTTPStatus.BAD_REQUEST, str(error)) from error
        decision = self.submit(signal)
        refusal = decision.refusal
        return json_response(
            {
                "outcome": "refused" if refusal else "accepted",
                "order_id": decision.order.order_id,
                "signal_id": decision.order.signal_id,
                "reason": refusal.reason.value if refusal else None,
                "message": refusal.message if refusal else "",
                "repeated": decision.repeated,
                "recorded": decision.recorded,
            }
        )
