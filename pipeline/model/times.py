"""Times as the index keeps them."""

from __future__ import annotations

from datetime import UTC, datetime


def format_stamp(at: datetime | None) -> str | None:
    """Give a time in UTC to the millisecond, as Elasticsearch keeps it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def format_utc(at: datetime | None) -> str | None:
    """Give a time as our JSON writes it: ISO 8601, UTC, `Z`; None stays None."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def parse_time(value: object) -> datetime | None:
    """Read a time of the index."""
    return datetime.fromisoformat(str(value)).astimezone(UTC) if value else None
