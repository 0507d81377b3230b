"""APScheduler's jobs: one at the next edge, which sets the flag and plans the one after."""

import threading
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from traderadmin.clock import Clock
from traderadmin.orchestrator.session import Cause, TradingSession
from traderadmin.schedule import Edge, next_edge
from traderadmin.service.logs import logger

_log = logger("scheduler")


class SessionScheduler:
    """Wakes the session at each edge of the schedule it follows."""

    def __init__(
        self, session: TradingSession, clock: Clock, *, ahead: timedelta = timedelta(0)
    ) -> None:
        """Take the session to wake.

        Args:
            session: is asked to look at the time, at each edge.
            clock: the session's clock.
            ahead: how far `clock` is ahead of the machine's clock, by which APScheduler wakes.
        """
        self._session = session
        self._clock = clock
        self._ahead = ahead
        self._lock = threading.Lock()
        self._planned: Edge | None = None
        self._job: Job | None = None
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )

    @property
    def planned(self) -> datetime | None:
        """The edge that is waited for."""
        return self._planned.at if self._planned else None

    def start(self) -> None:
        """Begin to wait for the next edge."""
        self._scheduler.start()
        self.plan()

    def stop(self) -> None:
        """Wait for nothing any more; a job that runs is finished."""
        self._scheduler.shutdown(wait=True)

    def plan(self) -> None:
        """Wait for the next edge of the schedule in force; nothing to do where that is planned."""
        with self._lock:
            schedule = self._session.schedule
            edge = (
                next_edge(schedule, self._clock.now())
                if schedule is not None and schedule.enabled
                else None
            )
            if edge == self._planned or not self._scheduler.running:
                return
            self._drop()
            self._planned = edge
            if edge is None:
                _log.info("no edge ahead: the schedule is off")
                return
            self._job = self._scheduler.add_job(
                self._fire, DateTrigger(edge.at - self._ahead, UTC), name=f"edge {edge.at}"
            )
            _log.info(
                "next edge: %s at %s UTC",
                "open" if edge.opens else "close",
                f"{edge.at:%Y-%m-%d %H:%M:%S}",
            )

    def _fire(self) -> None:
        try:
            self._session.evaluate(Cause.SCHEDULER)
        finally:
            self.plan()

    def _drop(self) -> None:
        if self._job is not None:
            try:
                self._job.remove()
            except JobLookupError:
                _log.debug("the job of the last edge has run")
            self._job = None
