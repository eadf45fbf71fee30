"""The dates of one document, read in its own zone and each of them once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.config.sources import Source
from pipeline.model.dates import is_common_form, parse_date
from pipeline.model.items import Moment
from pipeline.model.jobs import FeedTask

TOLERANCE = timedelta(hours=1)
"""An entry may be dated this long after now: clocks differ. Later dates are of a wrong zone."""
MOST_UNREAD = 100
"""Dates of a document that may fail before the rest is left unread.

The last resort for an odd date takes milliseconds.
"""
MOST_ODD = 5_000
"""Different dates of a document in other forms than a machine's that are read, one for each entry of a feed:
each takes 50 microseconds.
"""


@dataclass
class MomentReader:
    """Reads dates as of `now`; what names no zone is of `zone`. `left` counts those beyond a bound."""

    zone: ZoneInfo
    now: datetime
    languages: tuple[str, ...] = ()
    _known: dict[str, Moment | None] = field(default_factory=dict, repr=False)
    left: int = 0
    _failed: int = 0
    _odd: int = 0

    def read_date(self, value: str) -> Moment | None:
        """Read a date; None for none, and for one that lies ahead by more than an hour."""
        if value not in self._known:
            self._known[value] = self._read_moment(value)
        return self._known[value]

    def _read_moment(self, value: str) -> Moment | None:
        if not value.strip():
            return None
        if not is_common_form(value):
            self._odd += 1
            if self._failed >= MOST_UNREAD or self._odd > MOST_ODD:
                self.left += 1
                return None
        moment = parse_date(value, zone=self.zone, now=self.now, languages=self.languages)
        if moment is None:
            self._failed += 1
            return None
        return moment if moment.at <= self.now + TOLERANCE else None


def find_zone(source: Source | None, feed: FeedTask | None) -> ZoneInfo:
    """Give what a date without zone means: the feed's own zone before the outlet's, else UTC."""
    if source is None:
        return ZoneInfo("UTC")
    for own in source.polled:
        if own.timezone and feed and own.url == feed.url:
            return ZoneInfo(own.timezone)
    return source.zone
