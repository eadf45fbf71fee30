"""Publish: the one writer that gives new articles their stories, counts the cycle and closes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline import spool
from pipeline.runs import locks
from pipeline.runs.event_step import MOST_A_CYCLE, find_events
from pipeline.runs.group_step import group_articles
from pipeline.runs.plan_step import adopt_cycle
from pipeline.runs.surge_step import watch_for_surges
from pipeline.runs.workplace import Workplace
from pipeline.store import counts, cycles
from pipeline.store.articles.totals import count_changed
from pipeline.store.client import Store


@dataclass(frozen=True, slots=True)
class Published:
    """What a cycle brought: new stories, copies that joined one, and the counts written."""

    leads: int
    copies: int
    counts: int


@dataclass(frozen=True, slots=True)
class CycleEnd:
    """How a cycle was published: its stories, articles no reader has seen, segments that still wait."""

    published: Published
    changed: int
    waiting: int


def publish_cycle(
    place: Workplace,
    cycle: str,
    started: datetime,
    report: Callable[[CycleEnd], Mapping[str, object]],
    *,
    stays_open: bool = False,
) -> CycleEnd:
    """Group and count what a cycle found and close it with its report; safe to run again.

    While files of it wait in the spool, or with `stays_open`, it is not closed: the next plan goes on with it
    under the same id.
    """
    place.tell("publish", {})
    store = place.open_store()
    adopt_cycle(store, cycle, started)
    waiting = len(spool.list_waiting_segments(place.settings.spool))
    published = publish_stories(store, cycle, place.owner)
    ending = CycleEnd(published, count_changed(store, started), waiting)
    if not waiting and not stays_open:
        cycles.close_cycle(store, cycle, dict(report(ending)))
    return ending


def publish_stories(store: Store, cycle: str, owner: str) -> Published:
    """Group what has no story yet and count the cycle; safe to run again, alone by a lease."""
    with locks.take_lease(store, locks.PUBLISH, owner):
        leads, copies = group_articles(store, cycle)
        find_events(store, MOST_A_CYCLE)
        watch_for_surges(store, datetime.now(UTC))
        return Published(leads, copies, counts.recompute_counts(store, cycle))
