"""Dates as the tests of their forms read them: as of one day, in one zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pipeline.model.dates import parse_date

BAKU = ZoneInfo("Asia/Baku")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def read(printed: str) -> tuple[str, str, str] | None:
    """The instant in UTC, the day and the precision."""
    moment = parse_date(printed, zone=BAKU, now=NOW)
    return (f"{moment.at:%m-%dT%H:%M}", moment.on, moment.precision) if moment else None
