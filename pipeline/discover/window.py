"""Window: the days whose articles are wanted of a sitemap, the last thirty or those of a backfill."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.model.items import Moment

HORIZON = timedelta(days=30)
"""Entries of plain sitemaps older than this are no news."""
MOST_CHILDREN = 20
"""Sub-sitemaps of one index in an ordinary cycle."""
MOST_IN_BACKFILL = 400
"""Sub-sitemaps in a backfill: one a day for a year."""

_MONTH = re.compile(r"(20\d{2})[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` until before `until`; `backfill` when somebody asked for these days."""

    since: datetime
    until: datetime | None = None
    backfill: bool = False

    @classmethod
    def make_ordinary(cls, now: datetime) -> Window:
        """Give the ordinary window, that of a cycle at a time."""
        return cls(now - HORIZON)

    @classmethod
    def make_backfill(cls, since: datetime, until: datetime | None) -> Window:
        """Give the window of a backfill."""
        return cls(since, until, backfill=True)

    @property
    def most(self) -> int:
        """How many sub-sitemaps are read."""
        return MOST_IN_BACKFILL if self.backfill else MOST_CHILDREN

    def excludes_entry(self, printed: Moment | None, modified: Moment | None) -> bool:
        """Whether an entry is of other days.

        A late `modified` says nothing: old articles are edited. A news sitemap holds two days anyway.
        """
        if printed:
            is_late = self.until is not None and printed.at >= self.until
            return self.backfill and (printed.at < self.since or is_late)
        return modified is not None and modified.at < self.since

    def excludes_sitemap(self, link: str, modified: Moment | None) -> bool:
        """Whether a sub-sitemap can hold nothing of these days, by lastmod and the months in its address."""
        if not self.backfill:
            return False
        if modified and modified.at < self.since:
            return True
        period = parse_period(link)
        if period is None:
            return False
        begins, ends = period
        return ends <= self.since or (self.until is not None and begins >= self.until)


def parse_period(link: str) -> tuple[datetime, datetime] | None:
    """Give the months that an address names, a day wider at both ends for the zones; None without one.

    From the first until before the end of the last. A day is taken for its month: it may be the first day of
    a week or a month, or the number of a part.
    """
    months = [(int(year), int(month)) for year, month in _MONTH.findall(link)]
    if not months:
        return None
    day = timedelta(days=1)
    year, month = max(months)
    last = datetime(year, month, calendar.monthrange(year, month)[1], tzinfo=UTC)
    return datetime(*min(months), 1, tzinfo=UTC) - day, last + 2 * day
