"""The way of a shard: left-over files are processed, what is due is crawled, then that is processed."""

from __future__ import annotations

import time

from pipeline.plan import find_due_feeds
from pipeline.runs import locks
from pipeline.runs.plan_step import Shard, adopt_cycle, find_due_tasks
from pipeline.runs.shard_programs import crawl_due, list_waiting, process_waiting
from pipeline.runs.shard_report import ProgramEnd, ShardReport, build_shard_report
from pipeline.runs.workplace import Workplace
from pipeline.spool import SegmentName
from pipeline.store.client import Store
from pipeline.store.errors import StoreAway
from pipeline.store.schema.templates import check_schema


def run_shard(place: Workplace, shard: Shard) -> ShardReport:
    """Take one shard to its end; raise Held when another run has it, StoreRefused when the index is no use.

    Faults of the two programs are in the report: what was crawled is processed all the same. Without
    Elasticsearch the feeds are read once and their files wait in the spool.
    """
    began = time.monotonic()
    with locks.lock_shard_here(place, shard.number):
        try:
            store = place.open_store()
        except StoreAway as away:
            ended = _crawl_blindly(place, shard, away)
        else:
            check_schema(store)
            with locks.hold_shard(store, shard.number, place.owner):
                ended = _take_turn(place, shard, store)
        return build_shard_report(shard, ended, len(list_waiting(place, shard)), time.monotonic() - began)


def _take_turn(place: Workplace, shard: Shard, store: Store) -> list[ProgramEnd]:
    ended = [process_waiting(place, shard, left_over=True)]
    # A cycle that is closed asks nobody: the task was cleared, or tried again too late.
    if adopt_cycle(store, shard.cycle, shard.started_at):
        tasks = find_due_tasks(store, place, shard.order, shard.cycle, shard.started_at)
        ended.append(crawl_due(place, shard, tasks))
        ended.append(process_waiting(place, shard))
    return ended


def _crawl_blindly(place: Workplace, shard: Shard, away: StoreAway) -> list[ProgramEnd]:
    """Read the feeds unless an earlier try of this cycle has: nobody could tell what is in its files."""
    if shard.order.since:
        raise away
    ended = [ProgramEnd(faults=(str(away),))]
    names = (SegmentName.parse(path.name) for path in list_waiting(place, shard))
    if not any((name.cycle, name.shard) == (shard.cycle, shard.number) for name in names if name):
        feeds = find_due_feeds(place.select_sources(shard.order.sources), {}, shard.started_at)
        ended.append(crawl_due(place, shard, (feeds, []), ask_pages=False))
    return ended
