"""Times of ours that lie further ahead than we could have set them: a clock was wrong."""

from __future__ import annotations

from datetime import datetime

from pipeline.plan import FURTHEST_RECHECK, FURTHEST_TRY, count_unbelievable
from pipeline.store import clocks, feeds
from pipeline.store.client import Store
from pipeline.store.pages.frontier import list_ahead


def describe_disbelieved(store: Store, now: datetime) -> list[str]:
    """Give a sentence for each kind of document that a clock ahead has left times in."""
    pages = {"bool": {"should": list_ahead(now, (FURTHEST_TRY, FURTHEST_RECHECK))}}
    found = {
        "feed": count_unbelievable(feeds.load_feed_states(store).values(), now),
        "page": store.count("pages", pages),
        **clocks.count_ahead(store, now),
    }
    return [
        f"{number} {kind}{('es' if kind == 'watch' else 's') * (number != 1)} with times of a clock that was"
        " ahead: they are not believed"
        for kind, number in found.items()
        if number
    ]
