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
from pipeline.plan import due_feeds, split
from pipeline.runs.publish_step import Published, finish, publish
from pipeline.store import cycles, feeds, pages
from pipeline.store.client import Store, StoreAway, connect
from pipeline.store.leases import lease
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
    def of_days(cls, since: str | None, until: str | None, **given: Any) -> Order:
        """Give an order for the days from one to another in UTC, both of them with it, as YYYY-MM-DD; raise
        ConfigError.
        """
        first, last = _day("since", since), _day("until", until)
        if last and not first:
            raise ConfigError("until needs since: the first day of the backfill.")
        if first and last and last < first:
            raise ConfigError(f"until ({until}) is before since ({since}).")
        return cls(since=first, until=last + timedelta(days=1) if last else None, **given)


def _day(name: str, value: str | None) -> datetime | None:
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

    def chosen(self, order: Order) -> Catalogue:
        """Give the outlets of an order; raise ConfigError for an unknown id."""
        return self.catalogue.only(order.sources) if order.sources else self.catalogue


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
    outlets = means.chosen(order)
    try:
        store = connect(means.settings)
    except StoreAway as away:
        if order.since:
            # Nobody waits for old days: they are asked when what is known can be asked as well.
            raise
        started = _to_milliseconds(moment)
        blind = Plan(cycle=cycle_id(started), started_at=started, blind=str(away))
        return _dealt(means, blind, order, due_feeds(outlets, {}, started), [])
    check_schema(store)
    # Two runs that start together must end in one cycle, not in two.
    with lease(store, "plan", means.owner, LEASE_SECONDS):
        plan = begin(store, moment)
        return _dealt(means, plan, order, *due(store, means, order, plan.cycle, plan.started_at))


def due(
    store: Store, means: Means, order: Order, cycle: str, started: datetime
) -> tuple[list[FeedTask], list[PageTask]]:
    """Give the feeds to ask and the pages to fetch in this cycle; what it has already asked is not among
    them.
    """
    outlets = means.chosen(order)
    states = feeds.load(store)
    if order.since:
        # A backfill reads whole sitemaps, also those that this cycle read for its own days: a 304 would hide
        # what is older.
        tasks = due_feeds(outlets, states, started, all_now=True)
        return [FeedTask(**t.model_dump(exclude={"validators"})) for t in tasks if t.kind in SITEMAPS], []
    tasks = due_feeds(outlets, states, started, cycle=cycle, all_now=order.now)
    return tasks, pages.waiting(store, started, MOST_PAGES, sources=list(order.sources) or None)


def begin(store: Store, now: datetime) -> Plan:
    """Open a cycle, or go on with the one that died: then everything ends as if it had not.

    An unfinished cycle older than an hour is counted and closed as interrupted.
    """
    for old in cycles.unfinished(store):
        if now - old.started_at <= RESUMED_WITHIN:
            return Plan(cycle=old.id, started_at=old.started_at, resumed=True)
        cycles.interrupt(store, old.id)
    started = _to_milliseconds(now)
    cycles.open_(store, cycle_id(started), started)
    return Plan(cycle=cycle_id(started), started_at=started)


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
    store = connect(means.settings)
    adopt(store, cycle, started)
    waiting = len(spool.waiting(means.settings.spool))
    published = publish(store, cycle, datetime.now(UTC), means.owner)
    ending = Ending(published, count_changed(store, started), waiting)
    if not waiting and not open_:
        finish(store, cycle, dict(report(ending)))
    return ending


def adopt(store: Store, cycle: str, started: datetime) -> bool:
    """Note down a cycle that was planned while Elasticsearch was away; say whether it is still open."""
    state = cycles.state(store, cycle)
    if state is None:
        cycles.open_(store, cycle, started)
    return state in {None, "running"}


def left_over(folder: Path, number: int, of: int) -> list[Path]:
    """Give the closed spool files of a shard, whichever cycle left them, the oldest first; `of` is the number
    of shards now.
    """
    return [path for path in spool.waiting(folder) if _shard(path) % of == number]


def cycle_id(started: datetime) -> str:
    """Give the id of a cycle that starts now: sortable, unique to the millisecond."""
    return started.strftime("%Y%m%dT%H%M%S") + f"{started.microsecond // 1000:03}"


def _to_milliseconds(now: datetime) -> datetime:
    # As the index keeps them: a resumed cycle must have the very same start.
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _shard(path: Path) -> int:
    """The number in a file's name: cycle, shard, attempt, number."""
    return int(path.name.split("-s")[1].split("-")[0])


def _dealt(
    means: Means, plan: Plan, order: Order, tasks: Sequence[FeedTask], pages: Sequence[PageTask]
) -> Plan:
    of = means.settings.shards
    waiting = [_shard(path) % of for path in spool.waiting(means.settings.spool)]
    shards = []
    for number, (feed_tasks, page_tasks) in enumerate(split(tasks, pages, of)):
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
                    name=_name(number, of, list(sources)),
                )
            )
    return plan.model_copy(
        update={"feeds": len(tasks), "pages": len(pages), "dealt": len(shards), "shards": tuple(shards)}
    )


def _name(number: int, of: int, sources: Sequence[str]) -> str:
    """What people call a shard: its number and its outlets, the first few by name."""
    named = ", ".join(sources[:MOST_NAMED]) or "left-over files"
    more = f" and {len(sources) - MOST_NAMED} more" if len(sources) > MOST_NAMED else ""
    return f"shard {number + 1} of {of}: {named}{more}"
