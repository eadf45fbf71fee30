"""The publication date: a ladder from the structured data down to the time we first saw the address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import html

from pipeline.model.date_forms import MONTHS
from pipeline.model.dates import parse_date
from pipeline.model.items import Candidate, Moment
from pipeline.read.extract.dateline import find_printed_dates
from pipeline.read.extract.markup import Markup, get_value_text
from pipeline.read.extract.short_lines import read_short_line
from pipeline.read.extract.state_article import list_state_dates

TOLERANCE = timedelta(hours=1)
"""A page may be dated this long after we saw it: clocks differ."""

_PUBLISHED_META = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dc.date",
    "date",
)
# Whatever else outlets and their systems call it: "parsely-pub-date", "bt:pubDate", "dcterms.created".
_PUBLISHED_NAME = re.compile(
    r"pub(?:li[a-z]{0,8})?[-_.:]?(?:date|time|at)|date[-_.:]?(?:pub|issued|created)|(?:^|[.:_-])(?:date|created)$"
)
_MODIFIED_META = ("article:modified_time", "datemodified", "og:updated_time", "last-modified")
_ITEMPROP = "//@itemprop[.='datePublished']/parent::*[not(self::meta)]"
# /2026/11/22/, /2026-11-22-, /2026/nov/22/, or an id that begins with the day and may go on with a time.
_URL_DAY = re.compile(
    r"(?<!\d)(20\d{2})(?:([-/_])(\d{1,2}|[a-z]{3})\2(\d{1,2})(?![\d.])"
    r"|(\d{2})(\d{2})(?=(?:(?:[01]\d|2[0-3])[0-5]\d\d{0,8})?(?!\d)))"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a printed date is measured by.

    The outlet's zone and languages, when the address was first seen, when this capture was made.
    """

    zone: ZoneInfo
    languages: Sequence[str]
    first: datetime
    fetched: datetime

    def read_date(self, value: str) -> Moment | None:
        """Read a printed date; None for one later than an hour after first seen."""
        moment = parse_date(value, zone=self.zone, now=self.fetched, languages=self.languages)
        return self.admit_moment(moment) if moment else None

    def admit_moment(self, moment: Moment) -> Moment | None:
        """Give a date as it may stand in the index, or None when it lies after first seen.

        A day alone is put not later than first seen.
        """
        latest = self.first + TOLERANCE
        if moment.precision == "instant":
            return moment if moment.at <= latest else None
        if moment.on > latest.astimezone(self.zone).date().isoformat():
            return None
        return moment.model_copy(update={"at": min(moment.at, self.first)})


def find_publication_date(markup: Markup, candidate: Candidate, title: str, seen: Seen) -> Moment:
    """Give the publication date with the rung that gave it.

    The rungs are json-ld, meta, feed or sitemap, time-tag, text, state and first-seen, in this order. The
    time of the crawl is never passed off: `first-seen` says that the page has no date.
    """
    listed = read_listed_date(candidate, seen.zone)
    for rung, value in _list_rungs(markup, listed, title, seen):
        moment = seen.admit_moment(value) if isinstance(value, Moment) else seen.read_date(value)
        if moment:
            moment = seen.admit_moment(_take_offset(moment, markup, seen.zone)) or moment
            return _correct_clock(moment, listed, seen.zone).model_copy(update={"rung": rung})
    return make_first_seen(seen.first, seen.zone)


def make_first_seen(at: datetime, zone: ZoneInfo) -> Moment:
    """Give what stands for a date when there is none."""
    return Moment(at=at, on=at.astimezone(zone).date().isoformat(), rung="first-seen")


def read_listed_date(candidate: Candidate, zone: ZoneInfo) -> Moment | None:
    """Give the feed's or sitemap's date, with the day of the outlet's zone."""
    if candidate.published_at is None:
        return None
    rung = "sitemap" if candidate.from_sitemap else "feed"
    day = candidate.published_at.astimezone(zone).date().isoformat()
    return Moment(at=candidate.published_at, on=day, precision=candidate.published_precision, rung=rung)


def _list_rungs(
    markup: Markup, listed: Moment | None, title: str, seen: Seen
) -> Iterator[tuple[str, str | Moment]]:
    """What the ladder's rungs hold, from the most to the least trusted."""
    yield from _list_marked(markup)
    if listed:
        yield listed.rung, listed
    yield from _list_printed(markup, title, seen)
    yield from (("state", value) for value in list_state_dates(markup.tree, title, markup.url))


def _list_marked(markup: Markup) -> Iterator[tuple[str, str]]:
    """What the page says to machines."""
    for item in (markup.article, markup.page):
        value = get_value_text(item.get("datePublished"))
        if value:
            yield "json-ld", value
    yield from (("meta", v) for v in markup.find_metas(*_PUBLISHED_META))
    yield from (("meta", v) for v in markup.match_metas(_PUBLISHED_NAME))
    yield from (("meta", v) for v in map(_read_value, markup.find_own(_ITEMPROP)) if v)


def _take_offset(moment: Moment, markup: Markup, zone: ZoneInfo) -> Moment:
    """Give the same time of the same day with the offset that another mark of the page gives it."""
    # A local time without offset, and one that calls itself UTC.
    local = {moment.at.astimezone(one).replace(tzinfo=None) for one in (zone, UTC)}
    for _, value in _list_marked(markup) if moment.precision == "instant" else ():
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            continue
        if at.utcoffset() and at.replace(tzinfo=None) in local:
            return moment.model_copy(update={"at": at.astimezone(UTC), "on": at.date().isoformat()})
    return moment


def _read_value(element: html.HtmlElement) -> str:
    """Give the date of an element with an itemprop: in an attribute, or as its text."""
    value = element.get("datetime") or element.get("content") or element.get("title")
    return value or read_short_line(element)


def _list_printed(markup: Markup, title: str, seen: Seen) -> Iterator[tuple[str, str | Moment]]:
    """What the page shows; where its address has a day, that day before all others.

    The tag of time below the headline may be a day from it: the address is made before, or in another zone.
    """
    named = [moment for moment in map(seen.read_date, _find_url_days(markup.url)) if moment]
    days = {moment.on for moment in named}
    found = find_printed_dates(markup.tree, title, markup.belonging.is_others)
    printed = [(one.rung, one.value) for one in found]
    if days:
        read = [(one, seen.read_date(one.value)) for one in found]
        yield from ((one.rung, moment) for one, moment in read if moment and moment.on in days)
        beside = ((one.rung, moment) for one, moment in read if moment and one.is_beside_headline)
        yield from ((rung, moment) for rung, moment in beside if _is_near_day(moment, days))
    yield from (("url", moment) for moment in named)
    yield from printed


def _is_near_day(moment: Moment, days: set[str]) -> bool:
    """Whether a date with its time of day is at most a day from one of several."""
    on = date.fromisoformat(moment.on)
    near = {(on + timedelta(days=step)).isoformat() for step in (-1, 1)}
    return moment.precision == "instant" and not near.isdisjoint(days)


def _find_url_days(url: str) -> Iterator[str]:
    for found in _URL_DAY.finditer(urlsplit(url).path):
        month, day = found[3] or found[5], int(found[4] or found[6])
        number = int(month) if month.isdigit() else MONTHS.get(month, 0)
        if 1 <= number <= 12 and 1 <= day <= 31:
            yield f"{found[1]}-{number:02}-{day:02}"


def _correct_clock(moment: Moment, listed: Moment | None, zone: ZoneInfo) -> Moment:
    """Give the feed's date where it is earlier by exactly the zone's offset (east).

    The page then labels a local time as UTC.
    """
    offset = moment.at.astimezone(zone).utcoffset() or timedelta()
    if not listed or "day" in {listed.precision, moment.precision}:
        return moment
    if abs((moment.at - listed.at) - offset) <= timedelta(minutes=2) and offset > timedelta():
        return moment.model_copy(update={"at": listed.at, "on": listed.on})
    return moment


def find_modification_date(markup: Markup, seen: Seen) -> datetime | None:
    """Give when the page says it was changed, if it does and that is not in the future."""
    value = get_value_text(markup.article.get("dateModified"))
    text = value or markup.find_meta(*_MODIFIED_META)
    moment = parse_date(text, zone=seen.zone, now=seen.fetched) if text else None
    return moment.at if moment and moment.at <= seen.fetched + TOLERANCE else None
