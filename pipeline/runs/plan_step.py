"""Steps of a cycle that can be run one by one: plan, then crawl and process shard by shard, then publish.

`pipeline.runs.cycle` runs them in one process; Airflow runs each as a task. A step takes what it must know
(cycle, shard) and reads the rest from the index and the spool, so that a step that died, was cleared or runs
twice ends in the same documents.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime

from pipeline import spool
from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings
from pipeline.config.sources import Catalogue
from pipeline.config.topic import Topic
from pipeline.model.jobs import FeedTask, PageTask
from pipeline.model.values import Value
from pipeline.plan import find_due_feeds, split_tasks
from pipeline.runs.publish_step import Published, finish_cycle, publish_stories
from pipeline.store import cycles, feeds, pages
from pipeline.store.client import Store, StoreAway, connect_store
from pipeline.store.leases import hold_lease
from pipeline.store.news import count_changed
from pipeline.store.schema.templates import check_schema

RESUMED_WITHIN = timedelta(hours=1)
"""A cycle that died is gone on with, under its own id and start, for this long; later it is closed as
interrupted.
"""
MOST_PAGES = 2000
"""Waiting pages handed to one cycle: more than it can fetch in its budget from a few dozen hosts."""
LEASE_SECONDS = 60.0
MOST_NAMED = 5
"""Outlets that the name of a shard lists."""
SITEMAPS = frozenset({"sitemap", "news-sitemap"})

Event = Callable[[str, Mapping[str, Any]], None]
"""What is told while a cycle runs: the step's name and numbers."""


class Order(Value):
    """What a cycle is asked for: these sources or all, every feed whatever its next check, or the sitemaps
    from `since` until before `until`.
    """

    sources: tuple[str, ...] = ()
    now: bool = False
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @classmethod
    def parse_days(cls, since: str | None, until: str | None, **given: Any) -> Order:
        """Give an order for the days from one to another in UTC, both of them with it, as YYYY-MM-DD; raise
        ConfigError.
        """
        first, last = _parse_day("since", since), _parse_day("until", until)
        if last and not first:
            raise ConfigError("until needs since: the first day of the backfill.")
        if first and last and last < first:
            raise ConfigError(f"until ({until}) is before since ({since}).")
        return cls(since=first, until=last + timedelta(days=1) if last else None, **given)


def _parse_day(name: str, value: str | None) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(value), time(), UTC) if value else None
    except ValueError:
        raise ConfigError(f"{name} is a day such as 2025-05-07, not {value!r}.") from None


class Shard(Value):
    """One shard of a cycle: its number of how many, what was due and left over when it was planned, and a
    name for people.
    """

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
    """A cycle that is open, and its shards that have something to do; `blind` gives the reason why the index
    could not be asked.
    """

    cycle: str
    started_at: AwareDatetime
    resumed: bool = False
    blind: str = ""
    feeds: int = 0
    pages: int = 0
    dealt: int = 0
    shards: tuple[Shard, ...] = ()


@dataclass(frozen=True)
class Means:
    """What every step works with: settings, catalogue, vocabulary, and where the programs' log lines and
    events go.
    """

    settings: Settings
    catalogue: Catalogue
    topic: Topic
    environment: Mapping[str, str]
    log: Path
    tell: Event = lambda _step, _numbers: None
    echo: Callable[[str], None] | None = None
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")

    def choose_sources(self, order: Order) -> Catalogue:
        """Give the outlets of an order; raise ConfigError for an unknown id."""
        return self.catalogue.select_sources(order.sources) if order.sources else self.catalogue


@dataclass(frozen=True, slots=True)
class Ending:
    """How a cycle was published: stories and copies, articles that a reader has not seen yet, files that
    still wait in the spool.
    """

    published: Published
    changed: int
    waiting: int


def plan_cycle(means: Means, order: Order, now: datetime | None = None) -> Plan:
    """Open a cycle, or go on with one that died, and give the shards that have something to do.

    Without Elasticsearch every feed is asked and no page; raise StoreRefused or SchemaDiffers when it is
    there and of no use.
    """
    moment = now or datetime.now(UTC)
    outlets = means.choose_sources(order)
    try:
        store = connect_store(means.settings)
    except StoreAway as away:
        if order.since:
            # Nobody waits for old days: they are asked when what is known can be asked as well.
            raise
        started = _cut_microseconds(moment)
        blind = Plan(cycle=make_cycle_id(started), started_at=started, blind=str(away))
        return _deal_tasks(means, blind, order, find_due_feeds(outlets, {}, started), [])
    check_schema(store)
    # Two runs that start together must end in one cycle, not in two.
    with hold_lease(store, "plan", means.owner, LEASE_SECONDS):
        plan = begin_cycle(store, moment)
        return _deal_tasks(
            means, plan, order, *find_due_tasks(store, means, order, plan.cycle, plan.started_at)
        )


def find_due_tasks(
    store: Store, means: Means, order: Order, cycle: str, started: datetime
) -> tuple[list[FeedTask], list[PageTask]]:
    """Give the feeds to ask and the pages to fetch in this cycle; what it has already asked is not among
    them.
    """
    outlets = means.choose_sources(order)
    states = feeds.load_feed_states(store)
    if order.since:
        # A backfill reads whole sitemaps, also those that this cycle read for its own days: a 304 would hide
        # what is older.
        tasks = find_due_feeds(outlets, states, started, all_now=True)
        return [FeedTask(**t.model_dump(exclude={"validators"})) for t in tasks if t.kind in SITEMAPS], []
    tasks = find_due_feeds(outlets, states, started, cycle=cycle, all_now=order.now)
    return tasks, pages.find_due_pages(store, started, MOST_PAGES, sources=list(order.sources) or None)


def begin_cycle(store: Store, now: datetime) -> Plan:
    """Open a cycle, or go on with the one that died: then everything ends as if it had not.

    An unfinished cycle older than an hour is counted and closed as interrupted.
    """
    for old in cycles.find_unfinished_cycles(store):
        if now - old.started_at <= RESUMED_WITHIN:
            return Plan(cycle=old.id, started_at=old.started_at, resumed=True)
        cycles.interrupt_cycle(store, old.id)
    started = _cut_microseconds(now)
    cycles.open_cycle(store, make_cycle_id(started), started)
    return Plan(cycle=make_cycle_id(started), started_at=started)


def publish_cycle(
    means: Means,
    cycle: str,
    started: datetime,
    report: Callable[[Ending], Mapping[str, object]],
    *,
    open_: bool = False,
) -> Ending:
    """Group and count what a cycle found and close it with its report; safe to run again.

    While files of it wait in the spool, or with `open_`, it stays open: the next plan goes on with it under
    the same id.
    """
    means.tell("publish", {})
    store = connect_store(means.settings)
    adopt_cycle(store, cycle, started)
    waiting = len(spool.list_waiting_segments(means.settings.spool))
    published = publish_stories(store, cycle, datetime.now(UTC), means.owner)
    ending = Ending(published, count_changed(store, started), waiting)
    if not waiting and not open_:
        finish_cycle(store, cycle, dict(report(ending)))
    return ending


def adopt_cycle(store: Store, cycle: str, started: datetime) -> bool:
    """Note down a cycle that was planned while Elasticsearch was away; say whether it is still open."""
    state = cycles.read_cycle_state(store, cycle)
    if state is None:
        cycles.open_cycle(store, cycle, started)
    return state in {None, "running"}


def find_left_over(folder: Path, number: int, of: int) -> list[Path]:
    """Give the closed spool files of a shard, whichever cycle left them, the oldest first; `of` is the number
    of shards now.
    """
    return [path for path in spool.list_waiting_segments(folder) if _parse_shard(path) % of == number]


def make_cycle_id(started: datetime) -> str:
    """Give the id of a cycle that starts now: sortable, unique to the millisecond."""
    return started.strftime("%Y%m%dT%H%M%S") + f"{started.microsecond // 1000:03}"


def _cut_microseconds(now: datetime) -> datetime:
    # As the index keeps them: a resumed cycle must have the very same start.
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _parse_shard(path: Path) -> int:
    """The number in a file's name: cycle, shard, attempt, number."""
    return int(path.name.split("-s")[1].split("-")[0])


def _deal_tasks(
    means: Means, plan: Plan, order: Order, tasks: Sequence[FeedTask], pages: Sequence[PageTask]
) -> Plan:
    of = means.settings.shards
    waiting = [_parse_shard(path) % of for path in spool.list_waiting_segments(means.settings.spool)]
    shards = []
    for number, (feed_tasks, page_tasks) in enumerate(split_tasks(tasks, pages, of)):
        if feed_tasks or page_tasks or number in waiting:
            sources = dict.fromkeys(t.source for t in feed_tasks) | dict.fromkeys(
                p.candidate.source for p in page_tasks
            )
            shards.append(
                Shard(
                    cycle=plan.cycle,
                    started_at=plan.started_at,
                    number=number,
                    of=of,
                    order=order,
                    blind=bool(plan.blind),
                    feeds=len(feed_tasks),
                    pages=len(page_tasks),
                    left_over=waiting.count(number),
                    name=_name_shard(number, of, list(sources)),
                )
            )
    return plan.model_copy(
        update={"feeds": len(tasks), "pages": len(pages), "dealt": len(shards), "shards": tuple(shards)}
    )


def _name_shard(number: int, of: int, sources: Sequence[str]) -> str:
    """What people call a shard: its number and its outlets, the first few by name."""
    named = ", ".join(sources[:MOST_NAMED]) or "left-over files"
    more = f" and {len(sources) - MOST_NAMED} more" if len(sources) > MOST_NAMED else ""
    return f"shard {number + 1} of {of}: {named}{more}"
