"""Waits: how long a server asks us to stay away from it or from a page."""

from __future__ import annotations

import re
from datetime import MAXYEAR, UTC, datetime, timedelta
from email.utils import parsedate_to_datetime, parsedate_tz

from scrapy.http import Response

LONGEST = timedelta(hours=24)
"""More than that is not believed of a Retry-After."""
_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]{0,9})?")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,9})", re.IGNORECASE)


def is_asking_to_wait(response: Response) -> bool:
    """Say whether a server wants to be left alone: 429, or 503 with Retry-After."""
    return response.status == 429 or (response.status == 503 and bool(response.headers.get("Retry-After")))


def read_retry_at(response: Response, now: datetime) -> datetime | None:
    """Read Retry-After in seconds or as a date; a day at most, None without a usable one."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if _SECONDS.fullmatch(value):
        # Whatever is longer, a moment in milliseconds since 1970 among it, says to wait for long.
        seconds = min(float(value[:12]), LONGEST.total_seconds())
        return now + timedelta(seconds=seconds) if seconds else None
    at = _read_moment(value)
    return min(at, now + LONGEST) if at and at > now else None


def _read_moment(value: str) -> datetime | None:
    """Read a date of HTTP, or one of ISO 8601; a year that no clock has is the last one."""
    at: datetime | None
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        parts = parsedate_tz(value)
        if parts and parts[0] > MAXYEAR:
            return datetime.max.replace(tzinfo=UTC)
        at = _read_iso_moment(value)
    return _make_utc(at) if at else None


def _read_iso_moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _make_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        return at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=UTC)


def read_max_age(response: Response) -> int | None:
    """Read the max-age of Cache-Control, in seconds."""
    found = _MAX_AGE.search((response.headers.get("Cache-Control") or b"").decode("latin-1"))
    return int(found[1]) if found else None
