"""Check: each feed of the catalogue is asked once; nothing is kept and no page is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.model.fetches import FeedFetch
from pipeline.model.outcomes import FEED_GOOD
from pipeline.plan import describe_move, find_due_feeds
from pipeline.runs.ask_once import ask_feeds
from pipeline.runs.workplace import Workplace

_SITEMAPS = frozenset({"sitemap", "sitemap-index", "text"})
FOUND_AS = {
    "sitemap": _SITEMAPS,
    "news-sitemap": _SITEMAPS,
    "search": frozenset({"rss", "atom", "json"}),
}
"""What the bytes of a feed may be for the kind that the catalogue gives it; for others the kind itself."""


def check_sources(place: Workplace, ids: Sequence[str], offline: bool) -> dict[str, Any]:
    """Check the catalogue and, unless `offline`, ask each of its feeds once.

    `ids` are the sources to ask, none meaning all. Raise ConfigError for what is wrong in the catalogue.
    """
    chosen = place.select_sources(ids)
    now = datetime.now(UTC)
    asked = [] if offline else ask_feeds(place, chosen.sources, find_due_feeds(chosen, {}, now))
    kinds = {feed.url: feed.kind for source in chosen.sources for feed in source.polled}
    return {
        "sources": len(chosen),
        "feeds": [_describe_fetch(fetch, kinds[fetch.url]) for fetch in asked],
        "trouble": sum(fetch.outcome not in FEED_GOOD for fetch in asked),
    }


def _describe_fetch(fetch: FeedFetch, declared: str) -> dict[str, Any]:
    return {
        "source": fetch.source,
        "url": fetch.url,
        "outcome": str(fetch.outcome),
        "detail": "; ".join(_list_remarks(fetch, declared)),
        "kind": fetch.kind,
        "moved_to": fetch.moved_to,
        "entries": sum(fetch.entries.values()),
    }


def _list_remarks(fetch: FeedFetch, declared: str) -> Iterator[str]:
    """Give what is to be said of a feed: its own detail, and where `sources.yml` is not right."""
    if fetch.detail:
        yield fetch.detail
    if fetch.moved_to:
        yield describe_move(fetch.moved_to)
    if fetch.outcome in FEED_GOOD and fetch.kind not in FOUND_AS.get(declared, {declared}):
        yield f"its bytes are of the kind {fetch.kind}, not {declared}; change sources.yml"
