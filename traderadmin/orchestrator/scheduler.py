"""APScheduler's jobs: one at the next edge, which sets the flag and plans the one after."""

import threading
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from typing_extensions import override

from traderadmin.orchestrator.session import Cause, TradingSession
from traderadmin.service.logs import logger

_log = logger("scheduler")


class _Scheduler(BackgroundScheduler):  # type: ignore[misc] # APScheduler 3 has no types
    """APScheduler's own, but one thread may remove a job that is gone, even while it shuts down.

    Its main loop removes each job that has run, and would die of one that `shutdown` was faster
    to take away.
    """

    @property
    def is_alive(self) -> bool:
        """Whether its thread lives; `running` stays true when that died."""
        thread: threading.Thread | None = getattr(self, "_thread", None)
        return thread is not None and thread.is_alive()

    @override
    def remove_job(self, job_id: str, jobstore: str | None = None) -> None:
        """Remove a job if it is there still."""
        try:
            super().remove_job(job_id, jobstore)
        except JobLookupError:
            _log.debug("the job of the last edge has run")


class SessionScheduler:
    """Wakes the session at each edge of the schedule it follows."""

    def __init__(self, session: TradingSession, *, ahead: timedelta = timedelta(0)) -> None:
        """Take the session to wake.

        Args:
            session: is asked to look at the time, at each edge.
            ahead: how far the session's clock is ahead of the machine's, by which APScheduler
                wakes.
        """
        self._session = session
        self._ahead = ahead
        self._lock = threading.Lock()
        self._planned: datetime | None = None
        self._job: Job | None = None
        self._stopped = False
        self._scheduler = _new_scheduler()

    @property
    def is_alive(self) -> bool:
        """Whether its thread lives."""
        return self._scheduler.is_alive

    @property
    def planned(self) -> datetime | None:
        """The edge that is waited for."""
        return self._planned

    def start(self) -> None:
        """Begin to wait for the next edge."""
        self._scheduler.start()
        self.plan()

    def stop(self) -> None:
        """Wait for nothing any more.

        A job that runs goes on by itself: APScheduler would wait for it with its job stores
        locked, and the job may be about to plan the next one.
        """
        with self._lock:
            self._stopped = True
        self._scheduler.shutdown(wait=False)

    def wake(self) -> None:
        """Look at the time again: it sleeps by the clock as it was."""
        self._scheduler.wakeup()

    def revive(self) -> bool:
        """Start anew where its thread died; whether it had."""
        with self._lock:
            if self._stopped or self._scheduler.is_alive:
                return False
            dead, self._scheduler = self._scheduler, _new_scheduler()
            self._scheduler.start()
            self._planned = self._job = None
        dead.shutdown(wait=False)
        self.plan()
        return True

    def plan(self) -> None:
        """Wait for the edge that the session expects; nothing to do where that is planned.

        It is the one after the session's last look at the time, so an edge that passed since
        then fires at once.
        """
        with self._lock:
            status = self._session.status()
            edge = status.next_edge
            if edge == self._planned or not self._scheduler.running:
                return
            self._drop()
            if edge is None:
                self._planned = None
                _log.info("no edge is waited for")
                return
            self._job = self._scheduler.add_job(
                self._fire, DateTrigger(edge - self._ahead, UTC), name=f"edge {edge}"
            )
            self._planned = edge
            what = "open" if status.opens_next else "close"
            _log.info("next edge: %s at %s UTC", what, f"{edge:%Y-%m-%d %H:%M:%S}")

    def _fire(self) -> None:
        try:
            self._session.evaluate(Cause.SCHEDULER)
        finally:
            with self._lock:
                self._planned = None
            self.plan()

    def _drop(self) -> None:
        if self._job is not None:
            self._job.remove()
            self._job = None


def _new_scheduler() -> _Scheduler:
    return _Scheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True},
    )
