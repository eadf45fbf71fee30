"""The frontier: addresses that wait to be fetched, or to be read again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from pipeline.model.fetches import Before, Validators
from pipeline.model.items import Candidate
from pipeline.model.jobs import PageTask
from pipeline.model.outcomes import ANSWERED
from pipeline.model.times import CLOCK_SLACK, parse_time
from pipeline.store.client import Store
from pipeline.store.documents import Query, match_since, match_until

Furthest = tuple[timedelta, timedelta]
"""How far ahead the next try and the next look at a page can lie."""
_WAITING: Query = {"term": {"state": "waiting"}}


def find_due_pages(
    store: Store,
    now: datetime,
    limit: int,
    sources: Collection[str] | None = None,
    furthest: Furthest | None = None,
) -> list[PageTask]:
    """Give the pages to ask now, of these sources or of all, the oldest first.

    These are pages that wait and are due, and pages to be read again; with `furthest` also those whose next
    look lies further ahead than it can: a clock that was wrong set it.
    """
    store.refresh("pages")
    due = {"bool": {"filter": [_WAITING, match_until("next_try_at", now)]}}
    again = match_until("recheck_at", now)
    only = [] if sources is None else [{"terms": {"source": sorted(sources)}}]
    ahead = list_ahead(now, furthest) if furthest else []
    query = {"bool": {"should": [due, again, *ahead], "minimum_should_match": 1, "filter": only}}
    oldest = [{"first_seen_at": "asc"}, {"url": "asc"}]
    found = [hit["_source"] for hit in store.search("pages", query, size=limit, sort=oldest)]
    return [_build_task(page) for page in found if page.get("candidate")]


def list_ahead(now: datetime, furthest: Furthest) -> list[Query]:
    """Give the queries for pages that wait, or are to be read again, later than can be."""
    next_try, recheck = (now + span + CLOCK_SLACK for span in furthest)
    waiting = {"bool": {"filter": [_WAITING, match_since("next_try_at", next_try)]}}
    return [waiting, match_since("recheck_at", recheck)]


def _build_task(page: Mapping[str, Any]) -> PageTask:
    # Attempts are counted since the last answer: a page that was read begins anew.
    answered = page["state"] == "done" and page["looked"].get("crawl") in ANSWERED
    return PageTask(
        candidate=Candidate.model_validate({**page["candidate"], "found_in": page.get("found_in") or ()}),
        attempts=0 if answered else int(page.get("attempts") or 0),
        first_seen_at=parse_time(page["first_seen_at"]),
        before=_read_before(page),
        validators=Validators(
            etag=page.get("etag"), last_modified=page.get("last_modified"), body_hash=page.get("body_hash")
        ),
    )


def _read_before(page: Mapping[str, Any]) -> Before | None:
    if page["state"] != "done":
        return None
    return Before(
        article=page.get("article"),
        relevant=bool(page.get("relevant")),
        missing_since=parse_time(page.get("missing_since")),
    )


def count_waiting_pages(store: Store) -> int:
    """Count the addresses that wait to be fetched."""
    store.refresh("pages")
    return store.count("pages", _WAITING)
