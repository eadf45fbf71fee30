"""Plan: a cycle is opened, or gone on with, and its feeds and pages are dealt to shards.

A step takes what it must know (cycle, shard) and reads the rest from the index and the spool, so that a step
that died, was cleared or runs twice ends in the same documents. `pipeline.runs.cycle` runs the steps in one
process; Airflow runs each as a task.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime

from pipeline import spool
from pipeline.model.jobs import FeedTask, PageTask
from pipeline.model.times import is_ahead
from pipeline.model.values import Value
from pipeline.plan import FURTHEST_RECHECK, FURTHEST_TRY, count_unbelievable, find_due_feeds, split_tasks
from pipeline.runs import locks
from pipeline.runs.order import Order
from pipeline.runs.workplace import Workplace
from pipeline.store import cycles, feeds
from pipeline.store.client import Store
from pipeline.store.errors import StoreAway
from pipeline.store.pages.frontier import find_due_pages
from pipeline.store.schema.templates import check_schema

log = logging.getLogger(__name__)

RESUMED_WITHIN = timedelta(hours=1)
"""How long a cycle that died is gone on with, under its own id and start; later it ends as interrupted."""
MOST_PAGES = 2000
"""Waiting pages handed to one cycle: more than it can fetch in its budget from a few dozen hosts."""
MOST_NAMED = 3
"""Sources that the name of a shard lists."""
SITEMAPS = frozenset({"sitemap", "news-sitemap"})


class Shard(Value):
    """One shard of a cycle: its number of how many, what it had to do when planned, and a name for people."""

    cycle: str
    started_at: AwareDatetime
    number: int
    of: int
    order: Order = Order()
    blind: bool = False
    feeds: int = 0
    pages: int = 0
    left_over: int = 0
    name: str = ""


class Plan(Value):
    """A cycle that is open, and its shards that have something to do.

    `blind` gives the reason why the index could not be asked.
    """

    cycle: str
    started_at: AwareDatetime
    resumed: bool = False
    blind: str = ""
    feeds: int = 0
    pages: int = 0
    dealt: int = 0
    shards: tuple[Shard, ...] = ()


Tasks = tuple[Sequence[FeedTask], Sequence[PageTask]]
"""What is due: feeds to ask and pages to fetch."""


def plan_cycle(place: Workplace, order: Order, now: datetime | None = None) -> Plan:
    """Open a cycle, or go on with one that died, and give the shards that have something to do.

    Without Elasticsearch every feed is asked and no page; raise StoreRefused or SchemaDiffers when it is
    there and of no use.
    """
    moment = now or datetime.now(UTC)
    try:
        store = place.open_store()
    except StoreAway as away:
        return _plan_blindly(place, order, away, moment)
    check_schema(store)
    with locks.take_lease(store, locks.PLAN, place.owner):
        plan = begin_cycle(store, moment)
        tasks = find_due_tasks(store, place, order, plan.cycle, plan.started_at)
        return _deal_tasks(place, plan, order, tasks)


def _plan_blindly(place: Workplace, order: Order, away: StoreAway, now: datetime) -> Plan:
    if order.since:
        # Nobody waits for old days: they are asked when what is known can be asked as well.
        raise away
    started = _cut_microseconds(now)
    plan = Plan(cycle=make_cycle_id(started), started_at=started, blind=str(away))
    feeds = find_due_feeds(place.select_sources(order.sources), {}, started)
    return _deal_tasks(place, plan, order, (feeds, []))


def begin_cycle(store: Store, now: datetime) -> Plan:
    """Open a cycle, or go on with the one that died: then everything ends as if it had not.

    An unfinished cycle older than an hour is counted and closed as interrupted.
    """
    for old in cycles.find_unfinished_cycles(store):
        if is_ahead(old.started_at, now):
            log.warning("the cycle %s began by a clock that was ahead: it is closed as interrupted", old.id)
        elif now - old.started_at <= RESUMED_WITHIN:
            return Plan(cycle=old.id, started_at=old.started_at, resumed=True)
        cycles.interrupt_cycle(store, old.id)
    started = _cut_microseconds(now)
    cycles.open_cycle(store, make_cycle_id(started), started)
    return Plan(cycle=make_cycle_id(started), started_at=started)


def adopt_cycle(store: Store, cycle: str, started: datetime) -> bool:
    """Note down a cycle that was planned while Elasticsearch was away; say whether it is still open."""
    state = cycles.read_cycle_state(store, cycle)
    if state is None:
        cycles.open_cycle(store, cycle, started)
    return state in {None, "running"}


def find_due_tasks(store: Store, place: Workplace, order: Order, cycle: str, started: datetime) -> Tasks:
    """Give the feeds to ask and the pages to fetch in this cycle, without what it has asked already."""
    chosen = place.select_sources(order.sources)
    states = feeds.load_feed_states(store)
    ahead = count_unbelievable(states.values(), started)
    if ahead:
        log.warning("%d feeds were asked by a clock that was ahead: their times are not believed", ahead)
    if order.since:
        # A backfill reads whole sitemaps, also those that this cycle read for its own days: a 304 would hide
        # what is older.
        tasks = find_due_feeds(chosen, states, started, all_now=True)
        return [FeedTask(**t.model_dump(exclude={"validators"})) for t in tasks if t.kind in SITEMAPS], []
    tasks = find_due_feeds(chosen, states, started, cycle=cycle, all_now=order.now)
    only = list(order.sources) or None
    pages = find_due_pages(
        store, started, MOST_PAGES, sources=only, furthest=(FURTHEST_TRY, FURTHEST_RECHECK)
    )
    return tasks, pages


def find_left_over(folder: Path, number: int, of: int) -> list[Path]:
    """Give the closed segments of a shard, whichever cycle left them, the oldest first.

    `of` is the number of shards now: a file of a shard that is no more belongs to another.
    """
    return [path for path in spool.list_waiting_segments(folder) if _find_shard(path, of) == number]


def _find_shard(path: Path, of: int) -> int:
    name = spool.SegmentName.parse(path.name)
    return name.shard % of if name else 0


def make_cycle_id(started: datetime) -> str:
    """Give the id of a cycle that starts now: sortable, unique to the millisecond."""
    return started.strftime("%Y%m%dT%H%M%S") + f"{started.microsecond // 1000:03}"


def _cut_microseconds(now: datetime) -> datetime:
    # As the index keeps them: a resumed cycle must have the very same start.
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _deal_tasks(place: Workplace, plan: Plan, order: Order, tasks: Tasks) -> Plan:
    """Give the plan with the shards that have something to do."""
    of = place.settings.shards
    waiting = [_find_shard(path, of) for path in spool.list_waiting_segments(place.settings.spool)]
    shards = []
    for number, own in enumerate(split_tasks(*tasks, of)):
        shard = Shard(
            cycle=plan.cycle,
            started_at=plan.started_at,
            number=number,
            of=of,
            order=order,
            blind=bool(plan.blind),
            feeds=len(own[0]),
            pages=len(own[1]),
            left_over=waiting.count(number),
            name=_name_shard(number, of, own),
        )
        if shard.feeds or shard.pages or shard.left_over:
            shards.append(shard)
    feeds_due, pages_due = map(len, tasks)
    figures = {"feeds": feeds_due, "pages": pages_due, "dealt": len(shards), "shards": tuple(shards)}
    return plan.model_copy(update=figures)


def _name_shard(number: int, of: int, tasks: Tasks) -> str:
    """What people call a shard: its number and its sources, the first few by name."""
    feeds_due, pages_due = tasks
    ids = dict.fromkeys(
        [*(task.source for task in feeds_due), *(task.candidate.source for task in pages_due)]
    )
    named = ", ".join(list(ids)[:MOST_NAMED]) or "left-over files"
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return f"shard {number + 1} of {of}: {named}{more}"
