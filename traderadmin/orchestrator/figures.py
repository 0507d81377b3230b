"""The orchestrator's own metrics, by the conventions of Prometheus."""

from collections.abc import Iterable

from traderadmin.contract.session import SessionEventKind
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.facts import Facts
from traderadmin.orchestrator.gate import Gate
from traderadmin.service.metrics import Metric, MetricKind, counter, gauge

_EDGES = (SessionEventKind.OPENED, SessionEventKind.CLOSED)


def metrics_of(
    book: Book | None, session: SessionStatus, gate: Gate, facts: Facts, *, standby: bool
) -> Iterable[Metric]:
    """Session, orders, scheduler and clock; positions while they are known."""
    yield from _session(session, standby=standby)
    yield from _orders(gate)
    yield from _time(facts)
    if book is not None:
        yield from _book(book)


def _session(session: SessionStatus, *, standby: bool) -> Iterable[Metric]:
    yield gauge(
        "traderadmin_session_active", "1 while orders may be placed.", float(session.active)
    )
    yield gauge(
        "traderadmin_halted",
        "1 while trading is halted.",
        float(session.kind is SessionKind.HALTED),
    )
    yield gauge(
        "traderadmin_standby",
        "1 while this process does not trade on the state folder.",
        float(standby),
    )
    if session.next_edge is not None:
        yield gauge(
            "traderadmin_next_edge_timestamp_seconds",
            "When the schedule opens or closes the session next, in Unix time.",
            session.next_edge.timestamp(),
        )


def _orders(gate: Gate) -> Iterable[Metric]:
    yield Metric(
        "traderadmin_orders",
        "Orders decided on since the start, by outcome and reason of refusal.",
        MetricKind.COUNTER,
        tuple(
            ({"outcome": outcome.value, "reason": reason}, float(number))
            for (outcome, reason), number in sorted(gate.decided.items())
        ),
    )
    yield counter(
        "traderadmin_orders_outside_window",
        "Orders whose sending ended outside a window, since the start.",
        float(gate.sent_outside),
    )


def _time(facts: Facts) -> Iterable[Metric]:
    yield Metric(
        "traderadmin_session_edges",
        "Edges of the schedule that were passed since the start.",
        MetricKind.COUNTER,
        tuple(({"kind": kind.value}, float(facts.log.edges[kind])) for kind in _EDGES),
    )
    last = facts.log.last_edge
    if last is not None and last.late is not None:
        yield gauge(
            "traderadmin_edge_lateness_seconds",
            "How late the flag followed the last edge of the schedule.",
            last.late,
        )
    yield gauge(
        "traderadmin_scheduler_alive",
        "1 while the scheduler's thread waits for the next edge.",
        float(facts.edges.is_alive),
    )
    yield counter(
        "traderadmin_scheduler_restarts",
        "Times the scheduler's thread died and was started anew.",
        float(facts.edges.restarts),
    )
    yield counter(
        "traderadmin_clock_steps",
        "Times the wall clock was set by more than 2 s.",
        float(facts.watch.steps),
    )


def _book(book: Book) -> Iterable[Metric]:
    yield gauge("traderadmin_open_positions", "Symbols that are held.", float(len(book.positions)))
    yield gauge("traderadmin_working_orders", "Orders without a fill.", float(len(book.working)))
    yield gauge(
        "traderadmin_unknown_orders",
        "Orders of which the broker did not tell what became.",
        float(len(book.unknown)),
    )
    yield gauge(
        "traderadmin_realised_today",
        "Earned since 00:00 UTC, in the account currency.",
        book.realised_today,
    )
