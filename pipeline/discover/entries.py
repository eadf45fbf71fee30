"""What every kind of feed has in common: an entry made into a candidate, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.config.sources import Source
from pipeline.discover.links import is_redirector, unwrap_link
from pipeline.discover.window import Window
from pipeline.discover.words import parse_language, split_publisher, strip_markup
from pipeline.model.dates import parse_date
from pipeline.model.items import Candidate, Moment
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.text.clean import clean_line
from pipeline.text.urls import explain_refusal, identify_url, make_url_id, resolve_link

SUMMARY = 2000
"""Characters kept of a feed's summary: enough to be judged, and to stand for a page that cannot be read."""
TOLERANCE = timedelta(hours=1)
"""An entry may be dated this long after now: clocks differ. Later dates are of a wrong zone."""
MOST_UNREAD = 100
"""Dates of a document that may fail before the rest is left unread: the last resort takes milliseconds for
each.
"""


@dataclass
class Discovery:
    """What a feed lists: `bad` has a reason per entry that was dropped, `children` the sub-sitemaps, newest
    first; `max_age` in seconds.
    """

    kind: str
    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    bad: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    max_age: int | None = None
    language: str | None = None
    detail: str = ""


@dataclass
class Reader:
    """Turns the entries of one document into candidates; the same address twice is one candidate."""

    url: str
    source: Source | None
    feed: FeedTask | None
    now: datetime
    window: Window
    language: str | None = None
    candidates: dict[str, Candidate] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    old: int = 0
    unread: int = 0
    read: dict[str, Moment | None] = field(default_factory=dict, repr=False)
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        """Find what a date without zone means: the feed's own zone before the outlet's."""
        feeds = self.source.polled if self.source else ()
        own = next((f.timezone for f in feeds if f.timezone and self.feed and f.url == self.feed.url), None)
        self.zone = ZoneInfo(own) if own else self.source.zone if self.source else ZoneInfo("UTC")

    @property
    def searches(self) -> bool:
        """Whether this is a search feed: links of other outlets, titles with the publisher behind them."""
        return bool(self.feed and self.feed.kind == "search")

    def add_entry(
        self,
        link: str,
        *,
        base: str = "",
        title: str = "",
        summary: str = "",
        published: str = "",
        updated: str = "",
        language: str = "",
        publisher: str = "",
        alternates: tuple[str, ...] = (),
        from_sitemap: bool = False,
        reject: str | None = None,
    ) -> None:
        """Add an entry; a reason is kept in `bad` when it has no usable address or `reject` names one."""
        url = self.resolve_address(link, base)
        reason = reject or _find_fault(link, url)
        if reason:
            self.bad.append(f"{reason}: {clean_line(link[:200])[:120]}" if link.strip() else reason)
            return
        key = identify_url(url)
        if key in self.candidates:
            return
        title = clean_line(strip_markup(title))
        title, publisher = split_publisher(title, publisher) if self.searches else (title, publisher)
        moment, changed = self.read_date(published), self.read_date(updated)
        self.candidates[key] = Candidate(
            url=url,
            source=self.feed.source if self.feed else self.source.id if self.source else "unlisted",
            found_in=(make_url_id(self.feed.url),) if self.feed else (),
            title=title,
            summary=strip_markup(summary)[:SUMMARY],
            published=published[:200],
            published_at=moment.at if moment else None,
            published_precision=moment.precision if moment else "instant",
            updated_at=changed.at if changed else None,
            language=self._choose_language(language),
            publisher=publisher,
            alternates=self._resolve_alternates(url, alternates, base),
            from_sitemap=from_sitemap,
        )

    def build_discovery(
        self, kind: str, *, children: tuple[str, ...] = (), max_age: int | None = None, damaged: bool = False
    ) -> Discovery:
        """Give the discovery: `ok` with candidates or children, else empty, or malformed when the document
        was damaged.
        """
        some = bool(self.candidates or children or self.bad)
        outcome = Outcome.OK if some else Outcome.MALFORMED if damaged else Outcome.EMPTY
        details = self.notes + ([self._describe_omitted()] if self.old else [])
        details += ["damaged, read as far as possible"] if damaged and some else []
        found, bad = tuple(self.candidates.values()), tuple(self.bad)
        return Discovery(kind, outcome, found, bad, children, max_age, self.language, "; ".join(details))

    def _describe_omitted(self) -> str:
        days, until = f"{self.window.since:%Y-%m-%d}", self.window.until
        return f"{self.old} entries older than {days}" + (f" or not before {until:%Y-%m-%d}" if until else "")

    def resolve_address(self, link: str, base: str = "") -> str:
        """Give the absolute address of a link, behind the redirectors that carry it in themselves."""
        return unwrap_link(base or self.url, link)

    def read_date(self, value: str) -> Moment | None:
        """Read a date in the feed's zone; None for none, and for one that lies ahead by more than an hour."""
        if value not in self.read:
            self.read[value] = (
                self._read_moment(value) if value.strip() and self.unread < MOST_UNREAD else None
            )
        return self.read[value]

    def _read_moment(self, value: str) -> Moment | None:
        moment = parse_date(
            value, zone=self.zone, now=self.now, languages=self.source.languages if self.source else ()
        )
        self.unread += moment is None
        return moment if moment and moment.at <= self.now + TOLERANCE else None

    def _choose_language(self, declared: str) -> str | None:
        if self.feed and len(self.feed.languages) == 1 and self.feed.languages[0] != "mul":
            return self.feed.languages[0]
        return parse_language(declared or self.language or "")

    def _resolve_alternates(self, url: str, links: tuple[str, ...], base: str) -> tuple[str, ...]:
        urls = dict.fromkeys(resolve_link(base or self.url, link) for link in links)
        return tuple(u for u in urls if u and u != url and not explain_refusal(u))


def _find_fault(link: str, url: str) -> str | None:
    if not link.strip():
        return "no address"
    if not url:
        return "malformed"
    return explain_refusal(url) or ("redirector" if is_redirector(url) else None)
