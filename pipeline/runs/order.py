"""What a cycle is asked for, by a person or by Airflow's schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from pydantic import AwareDatetime

from pipeline.config.errors import ConfigError
from pipeline.model.values import Value


class Order(Value):
    """Which sources (none: all), whether every feed `now`, or a backfill from `since` to before `until`."""

    sources: tuple[str, ...] = ()
    now: bool = False
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


def parse_order(
    *, sources: Sequence[str] = (), now: bool = False, since: str | None = None, until: str | None = None
) -> Order:
    """Read an order; days are YYYY-MM-DD in UTC, both included. Raise ConfigError for what is no day."""
    first, last = _parse_day("since", since), _parse_day("until", until)
    if last and not first:
        raise ConfigError("until needs since: the first day of the backfill.")
    if first and last and last < first:
        raise ConfigError(f"until ({until}) is before since ({since}).")
    return Order(
        sources=tuple(sources), now=now, since=first, until=last + timedelta(days=1) if last else None
    )


def _parse_day(name: str, value: str | None) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(value), time(), UTC) if value else None
    except ValueError:
        raise ConfigError(f"{name} is a day such as 2025-05-07, not {value!r}.") from None
