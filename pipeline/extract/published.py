"""The publication date: a ladder from the structured data down to the time we first saw the address."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from htmldate import find_date
from lxml import html

from pipeline.dates import parse
from pipeline.extract.markup import Markup
from pipeline.model import Candidate, Moment
from pipeline.text import clean

TOLERANCE = timedelta(hours=1)
"""A page may be dated this long after we saw it: clocks differ."""
LONGEST_LINE = 120

_PUBLISHED_META = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "date",
    "article:published",
)
_MODIFIED_META = ("article:modified_time", "datemodified", "og:updated_time", "last-modified")
_DATE_CLASSES = re.compile(r"date|time|publish|posted|tarix|ngay|thoi-gian|дата", re.IGNORECASE)
_LOOKS_LIKE_DATE = re.compile(r"\d{1,2}[./ -]|\d{1,2}:\d{2}|(?:19|20)\d{2}")

logging.getLogger("htmldate").setLevel(logging.ERROR)


def published(markup: Markup, candidate: Candidate, *, zone: ZoneInfo, languages: Sequence[str], seen_at: datetime) -> Moment:
    """Give the publication date with the rung that gave it: json-ld, meta, feed, sitemap, time-tag, text, first-seen.

    A value later than an hour after first seen is not believed. The time of the crawl is never passed off: `first-seen` says so.
    """
    for rung, value in _printed(markup, candidate, zone):
        moment = value if isinstance(value, Moment) else parse(value, zone=zone, now=seen_at, languages=languages)
        if moment and moment.at <= seen_at + TOLERANCE:
            return moment.model_copy(update={"rung": rung, "at": min(moment.at, seen_at) if moment.precision == "day" else moment.at})
    day = seen_at.astimezone(zone).date().isoformat()
    return Moment(at=seen_at, on=day, rung="first-seen")


def _printed(markup: Markup, candidate: Candidate, zone: ZoneInfo) -> Iterator[tuple[str, str | Moment]]:
    """What the ladder's rungs hold, from the most to the least trusted."""
    value = markup.article.get("datePublished") or markup.article.get("dateCreated")
    if isinstance(value, str):
        yield "json-ld", value
    if meta := markup.meta(*_PUBLISHED_META):
        yield "meta", meta
    yield from (("meta", v) for v in markup.tree.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content"))
    if listed := _from_feed(candidate, zone):
        yield "sitemap" if candidate.from_sitemap else "feed", listed
    yield from (("time-tag", v) for v in markup.tree.xpath("//article//time/@datetime | //main//time/@datetime | //time[@pubdate]/@datetime")[:1])
    yield from (("time-tag", v) for v in markup.tree.xpath("//time/@datetime")[:1])
    yield from (("text", line) for line in _date_lines(markup.tree))
    yield from (("text", found) for found in _searched(markup.tree))


def _from_feed(candidate: Candidate, zone: ZoneInfo) -> Moment | None:
    if candidate.published_at is None:
        return None
    day = candidate.published_at.astimezone(zone).date().isoformat()
    return Moment(at=candidate.published_at, on=day, precision=candidate.published_precision)


def _date_lines(tree: html.HtmlElement) -> Iterator[str]:
    """Short texts in elements that are called a date, in document order: they keep the clock time that htmldate drops."""
    for element in tree.xpath("//body//*[@class or @id][not(self::script)][not(ancestor::aside)][not(ancestor::footer)]"):
        if _DATE_CLASSES.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            text = clean(element.text_content())
            if len(text) <= LONGEST_LINE and _LOOKS_LIKE_DATE.search(text):
                yield text


def _searched(tree: html.HtmlElement) -> Iterator[str]:
    found = find_date(tree, original_date=True, extensive_search=True, outputformat="%Y-%m-%d")
    if found:
        yield found


def modified(markup: Markup, *, zone: ZoneInfo, seen_at: datetime) -> datetime | None:
    """Give when the page says it was changed, if it does and that is not in the future."""
    value = markup.article.get("dateModified")
    text = value if isinstance(value, str) else markup.meta(*_MODIFIED_META)
    moment = parse(text, zone=zone, now=seen_at) if text else None
    return moment.at if moment and moment.at <= seen_at + TOLERANCE else None
