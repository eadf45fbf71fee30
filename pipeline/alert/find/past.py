"""What a watch would have found: the rules of a run, over articles of a time that is past."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from pipeline.alert.find.finding import describe_query, load_background
from pipeline.alert.find.rules.later_stories import SURGE, hold_surge_hits
from pipeline.alert.find.rules.new_hits import make_hits
from pipeline.alert.find.rules.news import ChangedArticle
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch
from pipeline.model import rhythm
from pipeline.model.mails import Hit
from pipeline.model.states import WatchState
from pipeline.store import surges
from pipeline.store.articles import watch_queries
from pipeline.store.client import Store
from pipeline.store.errors import QueryRefused

STEP = timedelta(minutes=5)
"""Runs come so often: what is first seen between two of them is found together."""


def find_past_hits(
    store: Store, watch: Watch, person: Subscriber, since: datetime, now: datetime
) -> list[Hit]:
    """Give the hits that a person would have had of a watch since a time, the oldest first; keep nothing.

    Raise QueryRefused as the store does.
    """
    alone = watch.model_copy(update={"recipients": (person,)})
    state = WatchState(
        id=watch.id,
        query_hash=watch.query_hash,
        since=since,
        matched_until=since,
        recipients={person.id: since},
    )
    changed = watch_queries.find_changed_articles(store, since, since)
    articles = {id_: ChangedArticle.parse(id_, source) for id_, source in changed.items()}
    (answer,) = watch_queries.match_watches(store, [describe_query(watch, list(articles))])
    if isinstance(answer, str):
        raise QueryRefused(answer)
    found = {watch.id: [articles[id_] for id_ in answer]}
    hits = make_hits([alone], {watch.id: state}, found, load_background(store, found), now)
    dated = [_date_hit(hit, alone, person, articles[hit.article].first_seen_at) for hit in hits]
    if any(hit.rhythm == SURGE for hit in dated):
        dated = hold_surge_hits(dated, surges.find_surging_stories(store), now)
    return sorted(dated, key=lambda hit: (hit.found_at, hit.id))


def _date_hit(hit: Hit, watch: Watch, person: Subscriber, seen: datetime) -> Hit:
    """Give a hit as the run after an article was first seen would have made it."""
    at = datetime.fromtimestamp(
        math.ceil(seen.timestamp() / STEP.total_seconds()) * STEP.total_seconds(), UTC
    )
    due = rhythm.find_due_time(watch.rhythm, watch.collect_quiet_hours(person), person.clock, at)
    return hit.model_copy(update={"found_at": at, "due_at": due})
