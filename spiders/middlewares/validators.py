"""Validators: ask whether something changed with the server's own words, and wait as long as it says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256

from scrapy.http import Response

from pipeline.model.fetches import Validators

LONGEST = timedelta(hours=24)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,9})", re.IGNORECASE)


def build_conditions(validators: Validators) -> dict[str, str]:
    """Give the headers of a conditional request: the ETag, else the date, never both, verbatim: some servers
    compare letter by letter.
    """
    if validators.etag:
        return {"If-None-Match": validators.etag}
    return {"If-Modified-Since": validators.last_modified} if validators.last_modified else {}


def read_validators(response: Response) -> Validators:
    """Take the validators of an answer, with the hash of its body: ETags change while bodies do not, and stay
    while they do.
    """
    return Validators(
        etag=_read_header(response, "ETag"),
        last_modified=_read_header(response, "Last-Modified"),
        body_hash=sha256(response.body).hexdigest() if response.body else None,
    )


def _read_header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    # A header value with control characters would be refused when it is sent back.
    return value.decode("latin-1") if value and value.isascii() and value.decode().isprintable() else None


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
