"""What every kind of feed has in common: an entry made into a candidate, or the reason why not."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import ftfy

from pipeline.catalogue import Source
from pipeline.dates import parse
from pipeline.model import Candidate, FeedTask, Moment
from pipeline.outcomes import Outcome
from pipeline.text import clean, clean_paragraphs
from pipeline.urls import identity, refusal, resolve, url_id

SUMMARY = 2000
"""Characters kept of a feed's summary: enough to be judged, and to stand for a page that cannot be read."""

_TAG = re.compile(r"<[!/a-zA-Z][^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<!\[CDATA\[|\]\]>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)
_MOJIBAKE = re.compile(r"[ÃÂÄÅÆÐÑÉáâ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]")
_LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_].*)?$", re.IGNORECASE)
_CODED = re.compile(r"/(?:rss/)?articles/(CBM[\w-]+)")
_PLAIN_IN_CODE = re.compile(rb"https?://[\x21-\x7e]+")


@dataclass
class Discovery:
    """What a feed lists: `bad` has a reason per entry that was dropped, `children` the sub-sitemaps, newest first; `max_age` in seconds."""

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
    since: datetime
    language: str | None = None
    candidates: dict[str, Candidate] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)

    @property
    def searches(self) -> bool:
        """Whether this is a search feed: links of other outlets, titles with the publisher behind them."""
        return bool(self.feed and self.feed.kind == "search")

    def add(
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
        url = self.address(link, base)
        reason = reject or ("no address" if not link.strip() else refusal(url) if url else "malformed")
        if reason:
            self.bad.append(f"{reason}: {clean(link)[:120]}" if link.strip() else reason)
            return
        title, publisher = self._title(title, publisher)
        moment = self.date(published)
        changed = self.date(updated)
        candidate = Candidate(
            url=url,
            source=self.feed.source if self.feed else self.source.id if self.source else "unlisted",
            found_in=(self._feed_id(),) if self.feed else (),
            title=title,
            summary=plain(summary)[:SUMMARY],
            published=published,
            published_at=moment.at if moment else None,
            published_precision=moment.precision if moment else "instant",
            updated_at=changed.at if changed else None,
            language=self._language(language),
            publisher=publisher,
            alternates=tuple(a for a in (resolve(self.url, x) for x in alternates) if a and not refusal(a)),
            from_sitemap=from_sitemap,
        )
        key = identity(url)
        if key not in self.candidates:
            self.candidates[key] = candidate

    def done(self, kind: str, *, children: tuple[str, ...] = (), max_age: int | None = None, damaged: bool = False) -> Discovery:
        """Give the discovery: `ok` with candidates or children, else empty, or malformed when the document was damaged."""
        some = bool(self.candidates or children or self.bad)
        outcome = Outcome.OK if some else Outcome.MALFORMED if damaged else Outcome.EMPTY
        return Discovery(kind, outcome, tuple(self.candidates.values()), tuple(self.bad), children, max_age, self.language)

    def address(self, link: str, base: str = "") -> str:
        """Give the absolute address of a link, behind the redirectors that carry it in themselves."""
        url = resolve(base or self.url, html.unescape(link.strip()))
        parts = urlsplit(url) if url else None
        if parts and parts.path.endswith("/news/apiclick.aspx"):
            target = parse_qs(parts.query).get("url", [""])[0]
            return resolve(url, target) if target else ""
        if parts and parts.hostname == "news.google.com" and (coded := _CODED.search(parts.path)):
            return _decoded(coded[1])
        return url

    def date(self, value: str) -> Moment | None:
        """Read a date in the source's zone, or None."""
        zone = self.source.zone if self.source else ZoneInfo("UTC")
        return parse(value, zone=zone, now=self.now, languages=self.source.languages if self.source else ()) if value.strip() else None

    def _feed_id(self) -> str:
        return url_id(self.feed.url if self.feed else self.url)

    def _language(self, declared: str) -> str | None:
        if self.feed and len(self.feed.languages) == 1 and self.feed.languages[0] != "mul":
            return self.feed.languages[0]
        found = _LANGUAGE.match(declared.strip() or self.language or "")
        return found[1].lower() if found else None

    def _title(self, title: str, publisher: str) -> tuple[str, str]:
        title = clean(plain(title))
        if not self.searches or " - " not in title:
            return title, publisher
        head, _, tail = title.rpartition(" - ")
        if publisher and fold_equal(tail, publisher):
            return head, publisher
        return (head, tail) if not publisher and len(tail) < 60 else (title, publisher)


def fold_equal(one: str, two: str) -> bool:
    """Whether two names are the same apart from case and spaces at the ends."""
    return clean(one).casefold() == clean(two).casefold()


def _decoded(code: str) -> str:
    """Give the address inside a Google News link of the older kind; empty when it holds none (the newer kind needs a request)."""
    try:
        data = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        return ""
    found = _PLAIN_IN_CODE.search(data)
    return found[0].decode("ascii").rstrip("\xd2\x01") if found else ""


def plain(text: str) -> str:
    """Give the text of a feed's HTML: entities resolved (twice when doubly escaped), tags gone, mojibake mended."""
    if not text:
        return ""
    for _ in range(2):
        text = _HIDDEN.sub(" ", text)
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
    if _MOJIBAKE.search(text):
        text = ftfy.fix_encoding(text)
    return clean_paragraphs(text)
