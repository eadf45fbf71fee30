"""What every kind of document has in common: an entry made into a candidate, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.config.sources import Source
from pipeline.discover.entry_links import is_redirector, unwrap_link
from pipeline.discover.entry_text import LONGEST_TEXT, parse_language, split_publisher, strip_markup
from pipeline.discover.kind import DocumentKind
from pipeline.discover.moments import MomentReader, find_zone
from pipeline.discover.window import Window
from pipeline.model.items import Candidate, Moment
from pipeline.model.jobs import FeedTask
from pipeline.model.marked_dates import unwrap_date
from pipeline.model.outcomes import Outcome
from pipeline.model.words import UNLISTED
from pipeline.text.addresses import explain_refusal
from pipeline.text.clean import clean_line
from pipeline.text.urls import LONGEST_LINK, identify_url, make_url_id, resolve_link

SUMMARY = 2000
"""Characters kept of a feed's summary: enough to be judged, and to stand for a page that cannot be read."""
TEXT = 100_000
"""Characters kept of the whole text that a feed offers of an article."""
TEXTS = 4_000_000
"""Characters kept of all texts of one document: they go through the spool in one record."""
LONGEST_DATE = 200
MOST_ALTERNATES = 50
"""Links of one entry to other languages that are looked at."""
LONGEST_REASON = 120


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as a document gives it, every value in the document's own words.

    `base` is what a relative link is relative to, the document's address when empty; `text` is the whole text
    as HTML, where one is offered; `alternates` are links to the same in other languages; `rejected` says why
    its address is no article by its form.
    """

    link: str
    base: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    published: str = ""
    updated: str = ""
    language: str = ""
    publisher: str = ""
    alternates: tuple[str, ...] = ()
    from_sitemap: bool = False
    rejected: str | None = None


@dataclass
class Discovery:
    """What a document lists.

    `bad` has a reason per entry that was dropped, `children` the sub-sitemaps, newest first; `max_age` is in
    seconds.
    """

    kind: DocumentKind
    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    bad: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    max_age: int | None = None
    language: str | None = None
    detail: str = ""


class EntryCollector:
    """Collects the entries of one document; the same address twice is one candidate.

    `language` is what the document declares; `omitted` counts entries of other days, `taken` the others;
    `bad` and `notes` say what was dropped and left unread.
    """

    def __init__(
        self, *, url: str, source: Source | None, feed: FeedTask | None, now: datetime, window: Window
    ) -> None:
        self.url = url
        self.window = window
        self.language: str | None = None
        self.bad: list[str] = []
        self.notes: list[str] = []
        self.omitted = self.taken = 0
        self._feed = feed
        self._source_id = _name_source(source, feed)
        self._moments = MomentReader(find_zone(source, feed), now, source.languages if source else ())
        self._candidates: dict[str, Candidate] = {}
        self._text_room = TEXTS

    def add_entry(self, raw: RawEntry) -> None:
        """Make a candidate of an entry, or keep the reason in `bad`: no usable address, or `rejected`."""
        self.taken += 1
        url = self.resolve_address(raw.link, raw.base)
        reason = raw.rejected or _find_fault(raw.link, url)
        if reason:
            self.bad.append(_describe_fault(reason, raw.link))
            return
        key = identify_url(url)
        if key not in self._candidates:
            self._candidates[key] = self._make_candidate(url, raw)

    def resolve_address(self, link: str, base: str = "") -> str:
        """Give the absolute address of a link, behind the redirectors that carry it in themselves."""
        return unwrap_link(base or self.url, link)

    def read_date(self, value: str) -> Moment | None:
        """Read a date of the document in its zone; None for none and for one that lies ahead."""
        return self._moments.read_date(value)

    def build_discovery(
        self,
        kind: DocumentKind,
        *,
        children: tuple[str, ...] = (),
        max_age: int | None = None,
        is_damaged: bool = False,
    ) -> Discovery:
        """Give the discovery: `ok` when anything of use stood there, `unusable` when nothing else did.

        Else it is `empty`, or `malformed` when damaged.
        """
        outcome = Outcome.MALFORMED if is_damaged else Outcome.EMPTY
        details = list(self.notes)
        if self.omitted:
            details.append(self._describe_omitted())
        if self._moments.left:
            details.append(f"{self._moments.left} dates in odd forms not read")
        if self._candidates or children:
            outcome = Outcome.OK
            if is_damaged:
                details.append("damaged, read as far as possible")
        elif self.bad and not self.omitted and not is_damaged:
            outcome = Outcome.UNUSABLE
        return Discovery(
            kind,
            outcome,
            tuple(self._candidates.values()),
            tuple(self.bad),
            children,
            max_age,
            self.language,
            "; ".join(details),
        )

    def _describe_omitted(self) -> str:
        until = self.window.until
        text = f"{self.omitted} entries older than {self.window.since:%Y-%m-%d}"
        return f"{text} or not before {until:%Y-%m-%d}" if until else text

    def _make_candidate(self, url: str, raw: RawEntry) -> Candidate:
        title = clean_line(strip_markup(raw.title))
        publisher = raw.publisher
        if self._feed and self._feed.kind == "search":
            # Links of other outlets, titles with the publisher behind them.
            title, publisher = split_publisher(title, publisher)
        summary = strip_markup(raw.summary)
        published = self.read_date(raw.published)
        updated = self.read_date(raw.updated)
        return Candidate(
            url=url,
            source=self._source_id,
            found_in=(make_url_id(self._feed.url),) if self._feed else (),
            title=title,
            summary=summary[:SUMMARY],
            text=self._read_text(raw.text, summary if raw.summary != raw.text else ""),
            published=unwrap_date(raw.published)[:LONGEST_DATE],
            published_at=published.at if published else None,
            published_precision=published.precision if published else "instant",
            updated_at=updated.at if updated else None,
            language=self._choose_language(raw.language),
            publisher=publisher,
            alternates=self._resolve_alternates(url, raw),
            from_sitemap=raw.from_sitemap,
        )

    def _read_text(self, text: str, summary: str) -> str:
        """Give the whole text; "" where what is offered as such is no more than the summary."""
        plain = strip_markup(text, LONGEST_TEXT)[: min(TEXT, self._text_room)]
        if len(plain) <= len(summary):
            return ""
        self._text_room -= len(plain)
        return plain

    def _choose_language(self, declared: str) -> str | None:
        """Give the feed's language where the catalogue names one, else the entry's, else the document's."""
        languages = self._feed.languages if self._feed else ()
        if len(languages) == 1 and languages[0] != "mul":
            return languages[0]
        return parse_language(declared or self.language or "")

    def _resolve_alternates(self, url: str, raw: RawEntry) -> tuple[str, ...]:
        resolved = (resolve_link(raw.base or self.url, link) for link in raw.alternates[:MOST_ALTERNATES])
        kept: dict[str, None] = {}
        for other in resolved:
            if other and other != url and not explain_refusal(other):
                kept[other] = None
        return tuple(kept)


def _name_source(source: Source | None, feed: FeedTask | None) -> str:
    if feed:
        return feed.source
    return source.id if source else UNLISTED


def _find_fault(link: str, url: str) -> str | None:
    if not link.strip():
        return "no address"
    if len(link) > LONGEST_LINK:
        return "too long"
    if not url:
        return "malformed"
    return explain_refusal(url) or ("redirector" if is_redirector(url) else None)


def _describe_fault(reason: str, link: str) -> str:
    return f"{reason}: {clean_line(link[:200])[:LONGEST_REASON]}" if link.strip() else reason
