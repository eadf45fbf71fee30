"""The numbers of a mail: stories a day for its chart, and how many sources were asked and silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.alert.find.finding import describe_query
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch
from pipeline.model.drafts import Day, Health
from pipeline.store import feeds
from pipeline.store.articles import mail_queries
from pipeline.store.client import Store

DAYS = 28
WEEK = timedelta(days=7)


def load_days(store: Store, watches: Sequence[Watch], person: Subscriber, now: datetime) -> tuple[Day, ...]:
    """Give the stories that these watches found on each of 28 days of a person's calendar, today the last."""
    questions = [describe_query(watch) for watch in watches]
    since = now - timedelta(days=DAYS + 1)
    stories = mail_queries.count_daily_stories(store, questions, person.zone, since)
    today = now.astimezone(person.clock).date()
    dates = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return tuple(Day(on=day, stories=stories.get(day, 0)) for day in dates)


def measure_health(store: Store, since: datetime) -> Health:
    """Count the sources that were asked since a time, and those of them that had nothing new."""
    attempted: set[str] = set()
    fresh: set[str] = set()
    for feed in feeds.load_feed_states(store).values():
        if feed.attempted_at and feed.attempted_at >= since:
            attempted.add(feed.source)
        if feed.new_at and feed.new_at >= since:
            fresh.add(feed.source)
    return Health(asked=len(attempted), silent=len(attempted - fresh))
