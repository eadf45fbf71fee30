"""What is asked of a host first: its feeds, then titles that look like the topic, then the newest."""

from __future__ import annotations

from datetime import datetime

from pipeline.model.items import Candidate
from pipeline.model.jobs import CrawlJob, FeedTask
from pipeline.text.clean import fold_text
from spiders.requests import Task

FEED_RANK = (0.0,)
OLDEST = 10_000.0
"""Minutes that a candidate without a date counts as old."""


def rank_task(task: Task, job: CrawlJob) -> tuple[float, ...]:
    """Give the rank of a task; the lowest is asked first."""
    if isinstance(task, FeedTask):
        return FEED_RANK
    candidate = task.candidate
    words = fold_text(f"{candidate.title} {candidate.summary}")
    hinted = any(hint in words for hint in job.hints)
    return (1.0, 0.0 if hinted else 1.0, _compute_age(candidate, job.started_at))


def _compute_age(candidate: Candidate, now: datetime) -> float:
    if candidate.published_at is None:
        return OLDEST
    return (now - candidate.published_at).total_seconds() / 60
