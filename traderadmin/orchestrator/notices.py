"""What of all that happens is worth a message, and in which words."""

from traderadmin.contract.status import SessionKind
from traderadmin.orchestrator.gate import Decision
from traderadmin.orchestrator.notifications import NotificationSettings, Notifier, Topic
from traderadmin.orchestrator.orders import Reason
from traderadmin.orchestrator.session import Cause, SessionChange

_NO_LIMITS = frozenset({Reason.SESSION_CLOSED, Reason.HALTED, Reason.STOPPING, Reason.STANDBY})
_EXPECTED = frozenset({Cause.START, Cause.STATE, Cause.STOP})


class Notices:
    """Listens to session, gate and configuration, and tells the notifier."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier

    def start(self) -> None:
        """Begin to send."""
        self._notifier.start()

    def stop(self) -> None:
        """Send what is quickly sent, end."""
        self._notifier.stop()

    def follow(self, settings: NotificationSettings) -> None:
        """Tell these receivers from now on."""
        self._notifier.follow(settings)

    def on_session(self, change: SessionChange) -> None:
        """The session changed."""
        if change.cause in _EXPECTED:
            return
        status = change.status
        if status.kind is SessionKind.HALTED:
            self._notifier.tell(Topic.HALT, f"Trading was {status.reason}.")
        elif change.before is SessionKind.HALTED:
            self._notifier.tell(Topic.HALT, f"The halt was released; trading is {status.reason}.")
        elif change.flag_changed:
            word = "opened" if status.active else "closed"
            self._notifier.tell(
                Topic.SESSION, f"The session {word}; trading is {status.reason}.", word
            )

    def on_decision(self, decision: Decision) -> None:
        """An order was decided on."""
        refusal = decision.refusal
        if refusal is None or refusal.reason in _NO_LIMITS:
            return
        topic = Topic.ORDER_REFUSED
        if refusal.reason is Reason.MAX_DAILY_LOSS:
            topic = Topic.DAILY_LOSS
        order = decision.order
        what = f"{order.side} {order.quantity} {order.symbol}"
        self._notifier.tell(topic, f"Refused to {what}: {refusal.message}.", refusal.reason)

    def on_config_error(self, problem: str) -> None:
        """A new file is not in force."""
        self._notifier.tell(Topic.CONFIG_ERROR, f"A new configuration is not in force. {problem}")
