"""Time limits of a cycle from the inside out, in seconds: each holds the one before it with room to spare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from pipeline.config.settings import Settings

GRACE = 90.0
"""What the crawl program has beyond its budget: requests under way end within their own limit."""
PROCESS_LIMIT = 900.0
"""For processing: at 300 pages a second far more than a day of feeds, so that only a program that hangs meets
it.
"""
ROOM = 60.0
"""For starting programs and writing reports."""
RETRIES = 3
FIRST_WAIT = 30.0
"""Before the second try; the waits double, so that together they outlast the lease of a run that was killed.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Request < budget of the crawl < crawl program < task of a shard < run."""

    request: float
    budget: float
    crawl: float
    task: float
    run: float

    @property
    def late(self) -> timedelta:
        """When a run that is not over is worth a mail: long before it is stopped."""
        return timedelta(seconds=self.crawl + PROCESS_LIMIT)


def compute_limits(settings: Settings) -> Limits:
    """Give the limits that follow from the settings; left-over files are processed before the crawl, its own
    after it.
    """
    crawl = settings.cycle_budget + GRACE
    task = PROCESS_LIMIT + crawl + PROCESS_LIMIT + ROOM
    waits = FIRST_WAIT * (2**RETRIES - 1)
    return Limits(settings.timeout, settings.cycle_budget, crawl, task, task + waits + PROCESS_LIMIT)
