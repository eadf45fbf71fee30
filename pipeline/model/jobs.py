"""What the programs are given and what they report: jobs in, one JSON line out."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import AwareDatetime, Field

from pipeline.model.fetches import Before, Validators
from pipeline.model.items import Candidate
from pipeline.model.quarantine import SetAside
from pipeline.model.values import Value

Counts = dict[str, dict[str, int]]
"""Stage word to outcome word to number of items."""


class FeedTask(Value):
    """A feed that is due: its address, its source and the validators of the last good answer.

    `url` is the catalogue's address, by which the feed is known; it is asked where it `moved_to` for good.
    """

    source: str
    url: str
    kind: str
    link: str | None = None
    languages: tuple[str, ...] = ()
    validators: Validators = Validators()
    moved_to: str | None = None


class PageTask(Value):
    """A page to fetch.

    `attempts` were made before now; `validators` and `before` are what is known when it was read before.
    """

    candidate: Candidate
    attempts: int = 0
    first_seen_at: AwareDatetime | None = None
    validators: Validators = Validators()
    before: Before | None = None


class CrawlJob(Value):
    """What `python -m spiders` reads on standard input.

    `started_at` is the start of the cycle and becomes first seen; `budget` is in seconds; `domains` are the
    registrable domains of this shard (empty: all); `hints` are folded words: a candidate whose title or
    summary holds one is fetched first; a backfill reads sitemaps from `since` until before `until`.
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


class CrawlReport(Value):
    """The one JSON line that `python -m spiders` prints.

    `finish` is Scrapy's finish reason; `sources` is source to outcome to number, of feeds and pages alike.
    """

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
    """The one JSON line that `python -m pipeline` prints: files taken, items by stage and outcome, faults.

    `quarantined` is what was set aside, page by page, because reading it stops who reads it.
    `unstored` says why processed files wait for the archive store.
    """

    files: int = 0
    pages: int = 0
    candidates: int = 0
    items: Counts = Field(default_factory=dict)
    failed: tuple[str, ...] = ()
    quarantined: tuple[SetAside, ...] = ()
    unstored: str = ""
    seconds: float = 0.0
