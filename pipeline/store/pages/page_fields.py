"""An address as a document of `pages`, and how far it has come after a fetch: pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from pipeline.model.items import Candidate
from pipeline.model.outcomes import MISSING, NOT_ASKED, Outcome
from pipeline.model.states import PageEnd
from pipeline.model.times import format_stamp, is_ahead, parse_time
from pipeline.store.documents import Fields
from pipeline.text.clean import fold_text
from pipeline.text.urls import get_registrable_domain

MOST_TITLES = 6
"""Headlines of one address that are kept."""


def build_fresh_page(candidate: Candidate, first_seen_at: datetime, cycle: str) -> Fields:
    """Give the document of an address that nobody asked yet."""
    waiting = {"crawl": str(Outcome.WAITING)}
    return {
        "url": candidate.url,
        "domain": get_registrable_domain(candidate.url),
        "source": candidate.source,
        "candidate": json.loads(candidate.model_dump_json(exclude_defaults=True)),
        "found_in": sorted(candidate.found_in),
        "state": "waiting",
        "outcome": waiting,
        "looked": waiting,
        "attempts": 0,
        "first_seen_at": format_stamp(first_seen_at),
        "next_try_at": format_stamp(first_seen_at),
        "listed_updated_at": format_stamp(candidate.updated_at),
        "relevant": False,
        "cycle": cycle,
    }


def build_address_page(url: str, end: PageEnd) -> Fields:
    """Give the document of another address of a page that was fetched: known, never asked."""
    return {
        "url": url,
        "domain": get_registrable_domain(url),
        "source": end.fetch.candidate.source,
        "found_in": [],
        "state": "done",
        "attempts": 0,
        "first_seen_at": format_stamp(end.fetch.first_seen_at or end.fetch.seen_at),
        "relevant": False,
        "article": end.article,
    }


def list_known_titles(page: Mapping[str, Any]) -> list[str]:
    """Give the headlines, folded, under which feeds have listed an address."""
    candidate = page.get("candidate") or {}
    titles = (candidate.get("title"), *(candidate.get("titles") or ()))
    return [fold_text(title) for title in titles if title]


def build_listing_change(page: Mapping[str, Any], candidate: Candidate) -> Fields:
    """Give what changes when a feed lists a known address.

    The feed, and a later edit, for which a relevant article is read again.
    """
    change: Fields = {}
    found_in = sorted({*(page.get("found_in") or ()), *candidate.found_in})
    if found_in != (page.get("found_in") or []):
        change["found_in"] = found_in
    before, edited = parse_time(page.get("listed_updated_at")), parse_time(format_stamp(candidate.updated_at))
    if edited and (before is None or edited > before):
        change["listed_updated_at"] = format_stamp(edited)
        if page.get("relevant") and page.get("state") == "done":
            change["recheck_at"] = page["first_seen_at"]
    return change | _build_title_change(page, candidate)


def _build_title_change(page: Mapping[str, Any], candidate: Candidate) -> Fields:
    """Give what changes when a feed lists a known address under another headline than before.

    Another feed may call it otherwise; where one that has listed it does, the page is read again.
    """
    known = page.get("candidate")
    if not known or not is_new_title(list_known_titles(page), candidate.title):
        return {}
    titles = [*(known.get("titles") or ()), candidate.title]
    change: Fields = {"candidate": {"titles": titles}}
    if page.get("state") == "done" and set(candidate.found_in) <= set(page.get("found_in") or ()):
        change["recheck_at"] = page["first_seen_at"]
    return change


def is_new_title(known: Collection[str], title: str) -> bool:
    """Whether a headline differs from all of the folded ones that are known; some change with the minute."""
    return bool(title) and 0 < len(known) < MOST_TITLES and fold_text(title) not in known


def merge_page(current: Mapping[str, Any] | None, end: PageEnd, at: datetime | None = None) -> Fields | None:
    """Give the fields of a page after a fetch, or None when nothing is to be written.

    `outcome` says how the address stands and never goes back: an older fetch changes nothing, nor does one
    that brought no page where one was read before. `looked` says what this cycle found, for the counts. `at`
    is the time now: a fetch that lies after it was dated by a clock that was ahead, and is older than any.
    """
    fetch = end.fetch
    before = dict(current) if current else _build_fetched_page(end)
    tried, now = parse_time(before.get("tried_at")), parse_time(format_stamp(fetch.fetched_at))
    if at and is_ahead(tried, at):
        tried = None
    if before.get("forgotten") or (tried and now and now < tried):
        return None
    after = {**before, "looked": end.describe_outcomes(), "cycle": fetch.cycle, "detail": end.detail}
    if fetch.outcome in NOT_ASKED:
        after |= _merge_postponed(before, end)
    elif before["state"] == "done" and fetch.outcome is not Outcome.FETCHED:
        after |= _merge_pageless(before, end)
    else:
        after |= _merge_fetched(before, end)
    after = {name: value for name, value in after.items() if value is not None}
    return after if after != current else None


def _build_fetched_page(end: PageEnd) -> Fields:
    """Give the page of an address as it was before its first fetch, of which nothing was noted."""
    fetch = end.fetch
    return build_fresh_page(fetch.candidate, fetch.first_seen_at or fetch.seen_at, fetch.cycle)


def _merge_postponed(before: Fields, end: PageEnd) -> Fields:
    """Not asked: only the time of the next look changes."""
    if before["state"] == "done":
        return {"recheck_at": format_stamp(end.next_try_at or end.recheck_at)}
    outcome = before["outcome"] if before.get("tried_at") else end.describe_outcomes()
    return {"state": end.state, "next_try_at": format_stamp(end.next_try_at), "outcome": outcome}


def _merge_pageless(before: Fields, end: PageEnd) -> Fields:
    """A later look that brought no page: what was read stands; the next look is when one would ask again."""
    tried: Fields = {"tried_at": format_stamp(end.fetch.fetched_at), "attempts": end.fetch.attempts}
    # Only an article can be withdrawn: a page that never was one and is asked twice ends as if it had been
    # asked once.
    if end.fetch.outcome in MISSING and before.get("relevant"):
        tried["missing_since"] = before.get("missing_since") or tried["tried_at"]
    elif end.fetch.outcome is Outcome.UNCHANGED:
        tried["missing_since"] = None
    return {**tried, "next_try_at": None, "recheck_at": format_stamp(end.recheck_at or end.next_try_at)}


def _merge_fetched(before: Fields, end: PageEnd) -> Fields:
    fetch, words = end.fetch, end.describe_outcomes()
    article = end.article or before.get("article")
    if before.get("tried_at") == format_stamp(fetch.fetched_at) and words.get("index") == Outcome.UNCHANGED:
        # The same capture processed again: it stays what it was the first time.
        words["index"] = before["outcome"].get("index", words["index"])
    after: Fields = {"outcome": words, "looked": words, "state": end.state, "article": article}
    after |= {"next_try_at": format_stamp(end.next_try_at), "recheck_at": format_stamp(end.recheck_at)}
    after |= {"tried_at": format_stamp(fetch.fetched_at), "attempts": fetch.attempts}
    # An address known so far only as another page's has no candidate.
    after["candidate"] = before.get("candidate") or _build_fetched_page(end)["candidate"]
    if end.state != "waiting" and end.recheck_at is None:
        # The feed's text stands for a page that could not be read: this one is not asked again.
        after["candidate"] = {name: value for name, value in after["candidate"].items() if name != "text"}
    after["relevant"] = end.grade >= 1 if end.grade is not None else bool(article and before.get("relevant"))
    if fetch.outcome is Outcome.FETCHED:
        after["missing_since"] = None
        after |= fetch.validators.model_dump(exclude={"whole_at"})
    return after
