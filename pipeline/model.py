"""The nouns of the pipeline as frozen values; text from outside is cleaned when a value is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, computed_field

from pipeline.outcomes import Outcome, Stage
from pipeline.text import clean, clean_paragraphs
from pipeline.urls import url_id

Line = Annotated[str, AfterValidator(clean)]
Paragraphs = Annotated[str, AfterValidator(clean_paragraphs)]
Counts = dict[str, dict[str, int]]
"""Stage word to outcome word to number of items."""


class Value(BaseModel):
    """A frozen value that knows no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that ended here: at which stage, with which word, and in a few words why."""

    stage: Stage
    outcome: Outcome
    detail: str = ""


class Candidate(Value):
    """An article address found in a feed, with what the feed says about it.

    `url` is the address as published (after resolving and vetting); `published` is the feed's own string. Times are aware UTC.
    """

    url: str
    source: str
    found_in: tuple[str, ...] = ()
    title: Line = ""
    summary: Paragraphs = ""
    published: Line = ""
    published_at: AwareDatetime | None = None
    published_precision: Literal["instant", "day"] = "instant"
    updated_at: AwareDatetime | None = None
    language: str | None = None
    publisher: Line = ""
    alternates: tuple[str, ...] = ()
    from_sitemap: bool = False

    @property
    def id(self) -> str:
        """First 32 hex digits of sha256 of the address in its identity form: the key of the ledger."""
        return url_id(self.url)


class Validators(Value):
    """What a server gave us to ask whether something changed; strings are echoed verbatim."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


class FeedTask(Value):
    """A feed that is due: its address, its source and the validators of the last good answer."""

    source: str
    url: str
    kind: str
    link: str | None = None
    languages: tuple[str, ...] = ()
    validators: Validators = Validators()


class Before(Value):
    """What the ledger knows of an address asked again: its article, whether that is on topic, since when the page has been missing."""

    article: str | None = None
    relevant: bool = False
    missing_since: AwareDatetime | None = None


class PageTask(Value):
    """A page to fetch: `attempts` made before now, when it was first seen, validators and what is known when it was read before."""

    candidate: Candidate
    attempts: int = 0
    first_seen_at: AwareDatetime | None = None
    validators: Validators = Validators()
    before: Before | None = None


class CrawlJob(Value):
    """What `python -m spiders` reads on standard input.

    `started_at` is the start of the cycle and becomes first seen; `budget` is in seconds; `domains` are the registrable domains of this
    shard (empty: all); `hints` are folded words: a candidate whose title or summary holds one is fetched first; a backfill reads
    sitemaps from `since` until before `until`.
    """

    cycle: str
    shard: int = 0
    attempt: int = 1
    started_at: AwareDatetime
    spool: str
    budget: float = 480.0
    ask_pages: bool = True
    sources: tuple[Mapping[str, object], ...] = ()
    domains: tuple[str, ...] = ()
    feeds: tuple[FeedTask, ...] = ()
    pages: tuple[PageTask, ...] = ()
    hints: tuple[str, ...] = ()
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class FeedFetch(Value):
    """How asking a feed ended: the metadata record of a feed in the spool.

    `candidates` are new or changed addresses; `sightings` are known ones that this feed had not listed before. `retry_at` is what
    Retry-After asked for; `max_age` is in seconds (Cache-Control, ttl, sy:update…).
    """

    type: Literal["feed"] = "feed"
    source: str
    url: str
    cycle: str
    outcome: Outcome
    detail: str = ""
    status: int = 0
    fetched_at: AwareDatetime
    seen_at: AwareDatetime
    validators: Validators = Validators()
    moved_to: str | None = None
    retry_at: AwareDatetime | None = None
    max_age: int | None = None
    entries: dict[Outcome, int] = Field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    sightings: tuple[Candidate, ...] = ()

    @property
    def id(self) -> str:
        """Key of the feed: hash of its address as the catalogue gives it."""
        return url_id(self.url)


class PageFetch(Value):
    """How fetching a candidate ended: the metadata record of a page in the spool, also when nothing was fetched.

    `seen_at` is the start of the cycle that fetched it, `first_seen_at` that of the cycle that found it, when it was an earlier one.

    `url` is the final address, `hops` the addresses before it; `permanent` tells whether all hops were 301 or 308.
    """

    type: Literal["page"] = "page"
    candidate: Candidate
    cycle: str
    outcome: Outcome
    detail: str = ""
    url: str = ""
    hops: tuple[str, ...] = ()
    status: int = 0
    content_type: str = ""
    fetched_at: AwareDatetime
    seen_at: AwareDatetime
    first_seen_at: AwareDatetime | None = None
    attempts: int = 1
    retry_at: AwareDatetime | None = None
    validators: Validators = Validators()
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What came back for a candidate: the fetch, the body as sent after transfer and content decoding, and where it lies."""

    fetch: PageFetch
    body: bytes
    archive: str = ""

    @property
    def url(self) -> str:
        """The final address, or the candidate's when nothing was redirected."""
        return self.fetch.url or self.fetch.candidate.url


class Moment(Value):
    """A publication date: instant (UTC), the day as printed, how exact it is, and which rung of the ladder gave it."""

    at: AwareDatetime
    on: str
    precision: Literal["instant", "day"] = "instant"
    rung: str = ""


class Article(Value):
    """What was read out of a page; grading and grouping are added elsewhere.

    `url` is the canonical address and gives the id; `urls` every address under which it was met, sorted. `text_from`: page, feed or seed.
    `seen_at` is when we first met the address, `fetched_at` when this capture was made.
    """

    url: str
    urls: tuple[str, ...] = ()
    source: str
    domain: str = ""
    found_in: tuple[str, ...] = ()
    language: str = "und"
    language_sure: bool = True
    title: Line
    title_from: str = ""
    text: Paragraphs
    summary: Paragraphs = ""
    authors: tuple[Line, ...] = ()
    image: str | None = None
    alternates: tuple[str, ...] = ()
    published: Moment
    modified_at: AwareDatetime | None = None
    seen_at: AwareDatetime
    fetched_at: AwareDatetime
    partial: bool = False
    text_from: Literal["page", "feed", "seed"] = "page"
    origin: Literal["web", "seed"] = "web"
    cycle: str = ""
    archive: str = ""
    extractor: str = ""
    sketch: tuple[str, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def words(self) -> int:
        """Number of words of the text, split at white space."""
        return len(self.text.split())

    @property
    def id(self) -> str:
        """First 32 hex digits of sha256 of the canonical address."""
        return url_id(self.url)


GRADE_LABELS: Mapping[int, str] = {3: "core", 2: "substantial", 1: "mention", 0: "none"}


class Verdict(Value):
    """Grade 3 core, 2 substantial, 1 mention, 0 none, with reasons from a closed list and the sentence that decided."""

    grade: int = Field(ge=0, le=3)
    reasons: tuple[str, ...] = ()
    sentence: Line = ""
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The grade's name."""
        return GRADE_LABELS[self.grade]


class CrawlReport(Value):
    """The one JSON line that `python -m spiders` prints; `finish` is Scrapy's finish reason, `items` source to outcome to number."""

    cycle: str
    shard: int
    attempt: int
    finish: str
    files: tuple[str, ...] = ()
    requests: int = 0
    seconds: float = 0.0
    feeds: dict[str, int] = Field(default_factory=dict)
    pages: dict[str, int] = Field(default_factory=dict)
    sources: dict[str, dict[str, int]] = Field(default_factory=dict)


class ProcessReport(Value):
    """The one JSON line that `python -m pipeline` prints: files taken, items by stage and outcome, what could not be done.

    `unstored` says why processed files wait for the archive store.
    """

    files: int = 0
    pages: int = 0
    candidates: int = 0
    items: Counts = Field(default_factory=dict)
    failed: tuple[str, ...] = ()
    unstored: str = ""
    seconds: float = 0.0
