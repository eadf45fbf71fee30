"""What a clock that was ahead has left in the index, counted."""

from __future__ import annotations

from datetime import datetime

from pipeline.model.times import CLOCK_SLACK, is_ahead
from pipeline.store.client import Store
from pipeline.store.documents import match_since
from pipeline.store.leases import list_leases
from pipeline.store.watches import load_watch_states


def count_ahead(store: Store, now: datetime) -> dict[str, int]:
    """Give the number of cycles, watches and leases whose times nobody can have set by now."""
    watched = load_watch_states(store).values()
    return {
        "cycle": store.count("cycles", match_since("started_at", now + CLOCK_SLACK)),
        "watch": sum(is_ahead(state.matched_until, now) for state in watched),
        "lease": sum(lease.is_ahead(now) for lease in list_leases(store)),
    }
