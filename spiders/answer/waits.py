"""Waits: how long a server asks us to stay away from it or from a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.http import Response

LONGEST = timedelta(hours=24)
"""More than that is not believed of a Retry-After."""
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,9})", re.IGNORECASE)


def is_asking_to_wait(response: Response) -> bool:
    """Say whether a server wants to be left alone: 429, or 503 with Retry-After."""
    return response.status == 429 or (response.status == 503 and bool(response.headers.get("Retry-After")))


def read_retry_at(response: Response, now: datetime) -> datetime | None:
    """Read Retry-After in seconds or as a date; a day at most, None without a usable one."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    try:
        at = now + timedelta(seconds=int(value)) if value.isdigit() else parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(at.astimezone(UTC), now + LONGEST) if at > now else None


def read_max_age(response: Response) -> int | None:
    """Read the max-age of Cache-Control, in seconds."""
    found = _MAX_AGE.search((response.headers.get("Cache-Control") or b"").decode("latin-1"))
    return int(found[1]) if found else None
