"""What a feed that was asked once turned out to be, and which of those found are worth an entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pipeline.discover import DocumentKind
from pipeline.model.fetches import FeedFetch
from pipeline.model.outcomes import FEED_GOOD, Outcome
from pipeline.model.times import format_utc
from pipeline.read.extract.language import detect_language

STALE = timedelta(days=90)
"""A feed without a newer entry is a left-over of a former page."""
READ_FOR_LANGUAGE = 40
"""Entries whose words tell the language of a feed."""
FEEDS = frozenset({"rss", "atom", "rdf", "json"})
SITEMAPS = frozenset({"sitemap", "news-sitemap"})
_MAPS = frozenset({DocumentKind.SITEMAP, DocumentKind.SITEMAP_INDEX, DocumentKind.TEXT})


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed or sitemap with its kind by its bytes, "" for none; `why` says why it is left out of the entry.

    `ids` are the addresses that it lists, `newest` is the date of its latest entry.
    """

    url: str
    named_by: str
    outcome: Outcome
    kind: str = ""
    ids: frozenset[str] = frozenset()
    newest: datetime | None = None
    language: str = ""
    why: str = ""
    asked: bool = True

    def build_json(self) -> dict[str, Any]:
        """Give it as the commands print it."""
        return {
            "url": self.url,
            "named_by": self.named_by,
            "outcome": str(self.outcome),
            "kind": self.kind or None,
            "entries": len(self.ids),
            "newest": format_utc(self.newest),
            "language": self.language or None,
            "left_out": self.why or None,
        }


def describe_feed(fetch: FeedFetch, named_by: str, now: datetime) -> FoundFeed:
    """Say what a feed turned out to be; `named_by` is who led to it."""
    found = fetch.candidates
    dates = [at for one in found if (at := one.published_at or one.updated_at)]
    kind = _name_kind(fetch)
    feed = FoundFeed(
        url=fetch.moved_to or fetch.url,
        named_by=named_by,
        outcome=fetch.outcome,
        kind=kind,
        ids=frozenset(one.id for one in found),
        newest=max(dates, default=None),
        language=_tell_language(fetch),
    )
    return replace(feed, why=_find_fault(feed, fetch.detail, now))


def _name_kind(fetch: FeedFetch) -> str:
    if fetch.kind in _MAPS:
        # Only news sitemaps say headlines.
        is_news = any(one.title for one in fetch.candidates)
        return "news-sitemap" if is_news else "sitemap"
    return fetch.kind if fetch.kind in FEEDS else ""


def _tell_language(fetch: FeedFetch) -> str:
    read = fetch.candidates[:READ_FOR_LANGUAGE]
    text = "\n".join(part for one in read for part in (one.title, one.summary[:200]) if part)
    declared = Counter(one.language for one in read if one.language).most_common(1)
    if not text:
        return declared[0][0] if declared else ""
    language, _ = detect_language(text, declared[0][0] if declared else None)
    return language if language != "und" else ""


def _find_fault(feed: FoundFeed, detail: str, now: datetime) -> str:
    if feed.outcome not in FEED_GOOD:
        return f"{feed.outcome}: {feed.outcome.help}" + (f" ({detail})" if detail else "")
    if not feed.kind:
        return "no feed and no sitemap"
    if not feed.ids:
        return f"lists nothing{f' ({detail})' if detail else ''}"
    if feed.newest and feed.newest < now - STALE:
        return f"its newest entry is of {feed.newest:%Y-%m-%d}"
    return ""


def drop_repeated(found: Sequence[FoundFeed], polled: Collection[str]) -> list[FoundFeed]:
    """Leave out what is asked already, by the addresses that are, and what lists nothing of its own.

    A feed of comments, of a part, or the same under another address repeats one that lists more, or as much
    and was named before.
    """
    kept: list[FoundFeed] = []
    for feed in sorted(found, key=lambda one: -len(one.ids)):
        same = [k for k in kept if not k.why and (k.kind in SITEMAPS) == (feed.kind in SITEMAPS)]
        whole = next((k for k in same if feed.ids <= k.ids), None)
        if feed.url in polled:
            kept.append(replace(feed, why="stands in sources.yml"))
        elif whole and not feed.why:
            kept.append(replace(feed, why=f"the same as {whole.url}, or less"))
        else:
            kept.append(feed)
    order = {feed.url: number for number, feed in enumerate(found)}
    return sorted(kept, key=lambda one: order[one.url])
