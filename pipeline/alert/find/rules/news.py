"""What is news to a watch: seen after it was there, lately, and not merely read again from an archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipeline.model.states import WatchState
from pipeline.model.times import parse_time

WINDOW = timedelta(days=14)
"""How long after it was first seen an article can be news, and how old it may have been then."""
LATE = timedelta(days=2)
"""How long a capture may lie in the spool before it is history: a weekend without Elasticsearch."""


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """An article that changed, with the times that tell whether it is news; one that does not lead copies."""

    id: str
    story: str
    leads: bool
    revision: int
    changed_at: datetime
    first_seen_at: datetime
    fetched_at: datetime
    indexed_at: datetime
    published_at: datetime | None
    cycle: str
    event: str = ""

    @classmethod
    def parse(cls, id_: str, source: Mapping[str, Any]) -> ChangedArticle:
        """Read one from the index; a date that is only the time of first sight tells nothing."""
        times = {
            name: parse_time(source[name])
            for name in ("changed_at", "first_seen_at", "fetched_at", "indexed_at")
        }
        known = source.get("published_from") != "first-seen"
        story = source["story"]
        return cls(
            id=id_,
            story=story["id"],
            leads=story["role"] == "lead",
            revision=int(source["revision"]),
            published_at=parse_time(source.get("published_at")) if known else None,
            cycle=source.get("cycle") or "",
            event=(source.get("event") or {}).get("id") or "",
            **times,  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True)
class Background:
    """What tells news from history beside the article itself: when cycles ended and when stories began."""

    finished: Mapping[str, datetime]
    began: Mapping[str, datetime]

    def is_news(self, article: ChangedArticle, state: WatchState, since: datetime) -> bool:
        """Whether an article that a watch has found is news to somebody who has been on it since a time."""
        # A copy that comes later is no news: the story counts from its first member.
        began = min(article.first_seen_at, self.began.get(article.story, article.first_seen_at))
        return began >= since and not _is_old(article) and not self._is_read_again(article, state)

    def _is_read_again(self, article: ChangedArticle, state: WatchState) -> bool:
        """Whether only our reading is new, of a capture that the watch has looked at already.

        That is a replay, or another topic.yml.
        """
        finished = self.finished.get(article.cycle)
        if finished is None:
            return article.indexed_at - article.fetched_at > LATE
        return article.fetched_at <= finished <= state.matched_until


def _is_old(article: ChangedArticle) -> bool:
    """Whether it was old when it was first seen: a backfill."""
    return article.published_at is not None and article.first_seen_at - article.published_at > WINDOW
