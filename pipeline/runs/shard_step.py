"""The way of a shard: left-over files are processed, what is due is crawled, then that is processed."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.model.jobs import CrawlReport, ProcessReport
from pipeline.model.values import Value
from pipeline.plan import find_due_feeds, split_tasks
from pipeline.programs import ProgramFailed, ProgramRefused
from pipeline.runs import locks
from pipeline.runs.crawl import build_crawl_job, run_crawl
from pipeline.runs.limits import PROCESS_LIMIT
from pipeline.runs.plan_step import Shard, Tasks, adopt_cycle, find_due_tasks, find_left_over
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
        return build_shard_report(shard, ended, len(_list_waiting(place, shard)), time.monotonic() - began)


def _take_turn(place: Workplace, shard: Shard, store: Store) -> list[Ended]:
    ended = [process_waiting(place, shard, left_over=True)]
    # A cycle that is closed asks nobody: the task was cleared, or tried again too late.
    if adopt_cycle(store, shard.cycle, shard.started_at):
        tasks = find_due_tasks(store, place, shard.order, shard.cycle, shard.started_at)
        ended.append(crawl_due(place, shard, tasks))
        ended.append(process_waiting(place, shard))
    return ended


def _crawl_blindly(place: Workplace, shard: Shard, away: StoreAway) -> list[Ended]:
    """Read the feeds unless an earlier try of this cycle has: nobody could tell what is in its files."""
    if shard.order.since:
        raise away
    ended = [Ended(faults=(str(away),))]
    names = (SegmentName.parse(path.name) for path in _list_waiting(place, shard))
    if not any((name.cycle, name.shard) == (shard.cycle, shard.number) for name in names if name):
        feeds = find_due_feeds(place.select_sources(shard.order.sources), {}, shard.started_at)
        ended.append(crawl_due(place, shard, (feeds, []), ask_pages=False))
    return ended


class Ended(NamedTuple):
    """How a program ended: its report, or a sentence for each fault; `refused` when no new try can help."""

    crawl: CrawlReport | None = None
    processed: ProcessReport | None = None
    faults: tuple[str, ...] = ()
    refused: bool = False


def crawl_due(place: Workplace, shard: Shard, tasks: Tasks, *, ask_pages: bool = True) -> Ended:
    """Run the crawl program over what is due in this shard, if anything is."""
    own = split_tasks(*tasks, shard.of)[shard.number]
    if not any(own):
        return Ended()
    job = build_crawl_job(place, shard, own, ask_pages=ask_pages)
    program = place.prepare_program("spiders")
    try:
        report = run_crawl(job, program, lambda line: place.tell("crawl", json.loads(line)))
    except ProgramFailed as failure:
        return _end_badly(failure)
    return Ended(crawl=report)


def process_waiting(place: Workplace, shard: Shard, *, left_over: bool = False) -> Ended:
    """Run the pipeline program over the segments of this shard that wait, if any do."""
    paths = _list_waiting(place, shard)
    if not paths:
        return Ended()
    place.tell("process", {"files": len(paths), "left_over": left_over})
    program = place.prepare_program("pipeline")
    try:
        printed = program.run(
            list(map(str, paths)),
            "",
            seconds=PROCESS_LIMIT,
            progress=lambda line: place.tell("process", json.loads(line)),
        )
    except ProgramFailed as failure:
        return _end_badly(failure)
    report = ProcessReport.model_validate_json(printed)
    return Ended(processed=report, faults=report.failed)


def _list_waiting(place: Workplace, shard: Shard) -> list[Path]:
    return find_left_over(place.settings.spool, shard.number, shard.of)


def _end_badly(failure: ProgramFailed) -> Ended:
    return Ended(faults=(str(failure),), refused=isinstance(failure, ProgramRefused))


class ShardReport(Value):
    """What became of a shard: reports of the programs, and a sentence for each fault.

    `refused` when trying again cannot help.
    """

    number: int
    name: str = ""
    crawl: CrawlReport | None = None
    processed: tuple[ProcessReport, ...] = ()
    faults: tuple[str, ...] = ()
    refused: bool = False
    waiting: int = 0
    seconds: float = 0.0


def build_shard_report(shard: Shard, ended: Sequence[Ended], waiting: int, seconds: float) -> ShardReport:
    """Sum up; the crawl's figures by source stay in the index."""
    crawl = next((end.crawl for end in ended if end.crawl), None)
    return ShardReport(
        number=shard.number,
        name=shard.name,
        crawl=crawl.model_copy(update={"sources": {}}) if crawl else None,
        processed=tuple(end.processed for end in ended if end.processed),
        faults=tuple(fault for end in ended for fault in end.faults),
        refused=any(end.refused for end in ended),
        waiting=waiting,
        seconds=round(seconds, 2),
    )


class ShardFailed(Exception):
    """A shard could not be taken to its end; the message is the first reason, and another try may help."""


class ShardRefused(ShardFailed):
    """A shard failed for its configuration: another try would fail as well."""


def raise_faults(report: ShardReport) -> None:
    """Raise ShardRefused or ShardFailed with the first reason of a shard that did not come to its end."""
    if report.faults:
        raise (ShardRefused if report.refused else ShardFailed)(report.faults[0])
