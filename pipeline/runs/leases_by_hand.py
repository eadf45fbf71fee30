"""Leases looked at and cleared by hand: who is at work, and until when unless they go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.model.times import format_utc
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store import leases
from pipeline.store.leases import LeaseRecord


def describe_leases(place: Workplace) -> list[dict[str, Any]]:
    """Give every lease with its state: held, free, expired, or disbelieved (a clock was ahead)."""
    now = datetime.now(UTC)
    return [_describe_lease(lease, now) for lease in leases.list_leases(place.store)]


def clear_leases(place: Workplace, names: Sequence[str]) -> list[dict[str, Any]]:
    """Give these leases back in place of their holders, all that are not free without names, and give them.

    Raise Refusal for a name that no lease has.
    """
    there = {lease.name: lease for lease in leases.list_leases(place.store)}
    for name in names:
        if name not in there:
            raise Refusal(f"No lease has the name {name!r}: `azvn leases` shows them.")
    chosen = names or [name for name, lease in there.items() if lease.owner]
    for name in chosen:
        leases.clear_lease(place.store, name)
    return [row for row in describe_leases(place) if row["name"] in chosen]


def _describe_lease(lease: LeaseRecord, now: datetime) -> dict[str, Any]:
    return {
        "name": lease.name,
        "state": _name_state(lease, now),
        "owner": lease.owner or None,
        "until": format_utc(lease.until) if lease.owner else None,
    }


def _name_state(lease: LeaseRecord, now: datetime) -> str:
    if not lease.owner:
        return "free"
    if lease.is_ahead(now):
        return "disbelieved"
    return "held" if lease.is_held(now) else "expired"
