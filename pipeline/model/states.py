"""What is remembered of feeds, watches, cycles and pages from one run to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, Field

from pipeline.model.fetches import PageFetch, Validators
from pipeline.model.outcomes import PAGE_STAGES, Outcome, Stage
from pipeline.model.values import Value


class FeedState(Value):
    """What is remembered of a feed.

    `failures` is a score that success resets; `entries` counts what the last answer listed.
    """

    id: str
    url: str
    source: str
    validators: Validators = Validators()
    interval: timedelta | None = None
    failures: float = 0.0
    status: Outcome | None = None
    detail: str = ""
    next_check_at: AwareDatetime | None = None
    retry_at: AwareDatetime | None = None
    attempted_at: AwareDatetime | None = None
    succeeded_at: AwareDatetime | None = None
    parsed_at: AwareDatetime | None = None
    new_at: AwareDatetime | None = None
    moved_to: str | None = None
    entries: dict[Outcome, int] = Field(default_factory=dict)
    cycle: str = ""


class WatchState(Value):
    """A watch as last used.

    `since` is its first use: nothing seen before is news to it. `matched_until` is the start of its last good
    run. `recipients` gives for each person since when they are on it. `session` is the hash of the query for
    which Kibana has a saved search, empty without one.
    """

    id: str
    query_hash: str
    since: AwareDatetime
    matched_until: AwareDatetime
    error: str = ""
    recipients: dict[str, AwareDatetime] = Field(default_factory=dict)
    session: str = ""


@dataclass(frozen=True, slots=True)
class CycleRecord:
    """A cycle as the index has it."""

    id: str
    started_at: datetime
    state: str
    report: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageEnd:
    """How far an address came in one fetch, and when it is asked again."""

    fetch: PageFetch
    outcomes: Mapping[Stage, Outcome]
    state: str
    article: str | None = None
    article_urls: tuple[str, ...] = ()
    grade: int | None = None
    next_try_at: datetime | None = None
    recheck_at: datetime | None = None
    detail: str = ""

    def describe_outcomes(self) -> dict[str, str]:
        """Give the outcome of each stage that it entered, in order, as the index keeps them."""
        return {str(stage): str(self.outcomes[stage]) for stage in PAGE_STAGES if stage in self.outcomes}

    def list_addresses(self) -> Iterable[str]:
        """Give the other addresses of the page: where it was redirected to, and those of its article."""
        if self.fetch.outcome is Outcome.FETCHED:
            yield from (url for url in (self.fetch.url, *self.article_urls) if url.startswith("http"))
