"""Times as the index keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

CLOCK_SLACK = timedelta(minutes=10)
"""By how much the clocks of two machines may differ: what lies further ahead was set by a wrong one."""


def format_stamp(at: datetime | None) -> str | None:
    """Give a time in UTC to the millisecond, as Elasticsearch keeps it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def format_utc(at: datetime | None) -> str | None:
    """Give a time as our JSON writes it: ISO 8601, UTC, `Z`; None stays None."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def is_ahead(at: datetime | None, now: datetime) -> bool:
    """Say whether a time at which something happened lies in the future: its clock was ahead."""
    return at is not None and at > now + CLOCK_SLACK


def parse_time(value: object) -> datetime | None:
    """Read a time of the index."""
    return datetime.fromisoformat(str(value)).astimezone(UTC) if value else None


def describe_span(seconds: float) -> str:
    """Give a span in its largest unit: 3 minutes, 5 hours, 2 days."""
    for unit, length in (("day", 86_400), ("hour", 3_600)):
        if seconds >= 2 * length:
            return f"{int(seconds // length)} {unit}s"
    minutes = round(seconds / 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
