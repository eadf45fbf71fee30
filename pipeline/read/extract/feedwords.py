"""The feed's own words as an article, for a page that cannot be read."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pipeline.config.sources import Source
from pipeline.model.fetches import PageFetch
from pipeline.model.items import Article, Moment
from pipeline.read.extract.article import EXTRACTOR, SUMMARY
from pipeline.read.extract.language import detect_language
from pipeline.read.extract.published import Seen, make_first_seen, read_listed_date
from pipeline.read.extract.walls import SHORT, ends_cut
from pipeline.text.urls import get_registrable_domain, resolve_link

SHORTEST = 20
"""Characters of title and summary together; less says nothing."""


def make_feed_article(fetch: PageFetch, source: Source | None) -> Article | None:
    """Make an article of the feed's whole text, or of title and summary; None when they say nothing.

    It is `partial` unless the feed carries the whole text.
    """
    candidate = fetch.candidate
    whole = len(candidate.text) >= SHORT and not ends_cut(candidate.text)
    text = candidate.text or candidate.summary or candidate.title
    if not candidate.title or len(candidate.title) + len(text) < SHORTEST:
        return None
    prior = candidate.language or (source.language if source else None)
    language, sure = detect_language(f"{candidate.title}\n{text}", prior)
    url = resolve_link(candidate.url, "")
    return Article(
        url=url,
        urls=(url,),
        source=source.id if source else candidate.source,
        domain=get_registrable_domain(url),
        found_in=candidate.found_in,
        language=language,
        language_sure=sure,
        title=candidate.title,
        title_from="feed",
        text=text,
        summary=candidate.summary[:SUMMARY],
        alternates=candidate.alternates,
        published=_date_article(fetch, source),
        first_seen_at=fetch.first_seen_at or fetch.seen_at,
        fetched_at=fetch.fetched_at,
        partial=not whole,
        text_from="feed",
        text_by="feed/unread",
        cycle=fetch.cycle,
        extractor=EXTRACTOR,
    )


def _date_article(fetch: PageFetch, source: Source | None) -> Moment:
    zone = source.zone if source else ZoneInfo("UTC")
    first = fetch.first_seen_at or fetch.seen_at
    seen = Seen(zone=zone, languages=(), first=first, fetched=fetch.fetched_at)
    listed = read_listed_date(fetch.candidate, zone)
    return (listed and seen.admit_moment(listed)) or make_first_seen(first, zone)
