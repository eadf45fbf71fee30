"""Cycle: plan, then each shard, then publish, here and now; Airflow runs the same steps as tasks."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pipeline import spool
from pipeline.model.faults import KnownFault
from pipeline.model.outcomes import NOT_REACHED
from pipeline.model.quarantine import SetAside
from pipeline.model.times import format_utc
from pipeline.runs import heartbeat
from pipeline.runs.exports import write_atom_file
from pipeline.runs.locks import Held
from pipeline.runs.order import Order
from pipeline.runs.plan_step import Plan, plan_cycle
from pipeline.runs.publish_step import CycleEnd, Published, publish_cycle
from pipeline.runs.shard_report import ShardReport
from pipeline.runs.shard_step import run_shard
from pipeline.runs.workplace import Workplace
from pipeline.store.errors import StoreAway

MANY = 10
"""Feeds of a cycle that do not all fail at once by chance."""


class CycleLost(Exception):
    """Every shard of a cycle failed; another try of publishing would find the same."""


@dataclass
class CycleReport:
    """What a cycle did; `faults` are the sentences why it could not go to its end, `changed` the articles
    that a reader has not seen.
    """

    cycle: str
    started_at: datetime
    resumed: bool = False
    feeds: int = 0
    shards: list[ShardReport] = field(default_factory=list)
    published: Published | None = None
    faults: list[str] = field(default_factory=list)
    changed: int = 0
    waiting: int = 0
    seconds: float = 0.0

    @property
    def lost(self) -> bool:
        """Whether no shard could be crawled at all: such a cycle stays open, and the next run goes on with
        it.
        """
        return bool(self.faults) and not any(s.crawl or not s.faults for s in self.shards)

    def _list_quarantined(self) -> list[SetAside]:
        reports = [processed for shard in self.shards for processed in shard.processed]
        return [entry for processed in reports for entry in processed.quarantined]

    def build_json(self) -> dict[str, Any]:
        """The report as the command prints it and the index keeps it."""
        crawls = [s.crawl for s in self.shards if s.crawl]
        return {
            "cycle": self.cycle,
            "started_at": format_utc(self.started_at),
            "resumed": self.resumed,
            "feeds_asked": self.feeds,
            "feeds": _sum_counts(c.feeds for c in crawls),
            "pages": _sum_counts(c.pages for c in crawls),
            "requests": sum(c.requests for c in crawls),
            "stages": _merge_counts(p.items for s in self.shards for p in s.processed),
            "stories": self.published.leads if self.published else 0,
            "copies": self.published.copies if self.published else 0,
            "quarantined": [entry.describe() for entry in self._list_quarantined()],
            "spool_waiting": self.waiting,
            "faults": self.faults,
            "seconds": round(self.seconds, 1),
        }


def run_cycle(place: Workplace, order: Order) -> CycleReport:
    """Run one cycle; raise StoreFault when Elasticsearch cannot be used at all, Held when another cycle runs.

    Without Elasticsearch the crawl still asks all feeds and leaves the spool for later; the report says so.
    Where it goes away meanwhile, the error carries the report as far as it came.
    """
    began = time.monotonic()
    plan = plan_cycle(place, order)
    place.tell("plan", {"feeds": plan.feeds, "pages": plan.pages})
    shards: list[ShardReport] = []
    try:
        shards, faults = _run_shards(place, plan)
        report = _conclude_run(place, plan, shards, faults)
    except KnownFault as fault:
        report = _begin_report(plan, shards, [str(fault)])
        report.waiting = len(spool.list_waiting_segments(place.settings.spool))
        report.seconds = time.monotonic() - began
        fault.report = report.build_json()
        raise
    report.seconds = time.monotonic() - began
    return report


def _conclude_run(
    place: Workplace, plan: Plan, shards: Sequence[ShardReport], faults: Sequence[str]
) -> CycleReport:
    if not plan.blind:
        return conclude_cycle(place, plan, shards, faults)
    report = _begin_report(plan, shards, [plan.blind])
    report.waiting = len(spool.list_waiting_segments(place.settings.spool))
    return report


def conclude_cycle(
    place: Workplace, plan: Plan, shards: Sequence[ShardReport], faults: Sequence[str] = ()
) -> CycleReport:
    """Publish a cycle after its shards and give its report; a good one is told to the heartbeat address.

    `faults` are those of shards that could give no report.
    """
    of_shards = [fault for shard in shards for fault in shard.faults]
    report = _begin_report(plan, shards, [*faults, *of_shards, *_describe_outage(shards)])
    report.seconds = (datetime.now(UTC) - plan.started_at).total_seconds()

    def complete(ending: CycleEnd) -> Mapping[str, object]:
        report.published = ending.published
        report.changed = ending.changed
        report.waiting = ending.waiting
        return report.build_json()

    complete(publish_cycle(place, plan.cycle, plan.started_at, complete, stays_open=report.lost))
    write_atom_file(place)
    if not report.faults and not report.waiting:
        heartbeat.send_heartbeat(place.settings, plan.cycle)
    return report


def _describe_outage(shards: Sequence[ShardReport]) -> list[str]:
    """Say it when not one of many feeds could be reached: a dead outlet is data, a dead network is a fault,
    and no good cycle.
    """
    feeds = _sum_counts(s.crawl.feeds for s in shards if s.crawl)
    asked = sum(feeds.values())
    if asked < MANY or sum(feeds.get(word, 0) for word in NOT_REACHED) < asked:
        return []
    return [
        f"None of {asked} feeds could be reached: is this machine's network, its name server or its proxy at"
        " fault?"
    ]


def _run_shards(place: Workplace, plan: Plan) -> tuple[list[ShardReport], list[str]]:
    """Run every shard side by side; one that fails stops no other.

    Give the reports, and a sentence for each that was stopped; raise what stopped them when all were.
    """
    with ThreadPoolExecutor(max(1, len(plan.shards))) as pool:
        running: list[Future[ShardReport]] = [pool.submit(run_shard, place, shard) for shard in plan.shards]
    errors = [done.exception() for done in running]
    stopped = [error for error in errors if error]
    for error in stopped:
        if len(stopped) == len(running) or not isinstance(error, Held | StoreAway):
            raise error
    reports = [done.result() for done in running if not done.exception()]
    return reports, [str(error) for error in stopped]


def _begin_report(plan: Plan, shards: Sequence[ShardReport], faults: Sequence[str]) -> CycleReport:
    return CycleReport(
        plan.cycle,
        plan.started_at,
        plan.resumed,
        feeds=plan.feeds,
        shards=list(shards),
        faults=list(faults),
    )


def _sum_counts(counts: Any) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for word, number in count.items():
            total[word] = total.get(word, 0) + number
    return dict(sorted(total.items()))


def _merge_counts(reports: Any) -> dict[str, dict[str, int]]:
    stages: dict[str, list[dict[str, int]]] = {}
    for items in reports:
        for stage, counts in items.items():
            stages.setdefault(stage, []).append(counts)
    return {stage: _sum_counts(counts) for stage, counts in stages.items()}
