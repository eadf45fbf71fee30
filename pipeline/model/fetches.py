"""How asking a feed or fetching a page ended, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import AwareDatetime, Field

from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.model.values import Value
from pipeline.text.urls import make_url_id


class Validators(Value):
    """What a server gave us to ask whether something changed; strings are echoed verbatim.

    `whole_at` is when a feed last sent all of itself: one that answers 304 for ever may be wrong.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    whole_at: AwareDatetime | None = None


class Before(Value):
    """What the index knows of an address that is asked again.

    Its article, whether that is on topic, since when the page has been missing.
    """

    article: str | None = None
    relevant: bool = False
    missing_since: AwareDatetime | None = None


class FeedFetch(Value):
    """How asking a feed ended: the metadata record of a feed in the spool.

    `candidates` are new or changed addresses; `sightings` are known ones that this feed had not listed
    before. `retry_at` is what Retry-After asked for; `max_age` is in seconds (Cache-Control, ttl,
    sy:update…); `kind` is what its bytes are, `moved_to` where it was read when it has moved there for good.
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
    kind: str = ""
    moved_to: str | None = None
    retry_at: AwareDatetime | None = None
    max_age: int | None = None
    entries: dict[Outcome, int] = Field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    sightings: tuple[Candidate, ...] = ()

    @property
    def id(self) -> str:
        """Key of the feed: hash of its address as the catalogue gives it."""
        return make_url_id(self.url)


class PageFetch(Value):
    """How fetching a candidate ended: the metadata record of a page in the spool, whether fetched or not.

    `seen_at` is the start of the cycle that fetched it, `first_seen_at` that of the cycle that found it, when
    it was an earlier one. `url` is the final address, `hops` the addresses before it.
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

    @property
    def final_url(self) -> str:
        """The address that answered, or the candidate's when nothing was redirected."""
        return self.url or self.candidate.url


@dataclass(frozen=True, slots=True)
class Page:
    """What came back for a candidate.

    `body` is as sent, after transfer and content decoding; `archive` says where it lies.
    """

    fetch: PageFetch
    body: bytes
    archive: str = ""

    @property
    def url(self) -> str:
        """The final address."""
        return self.fetch.final_url


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A page whose body is as the server sent it, under the content coding that it told.

    `limit` are the bytes that the body may have, packed or unpacked.
    """

    fetch: PageFetch
    body: bytes
    coding: str
    archive: str
    limit: int
