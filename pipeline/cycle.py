"""Cycle: left-over spools, plan, crawl, process, publish, in this order, here and now; Airflow runs the same steps as tasks."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline import spool
from pipeline.catalogue import Catalogue
from pipeline.crawl import crawl, next_attempt
from pipeline.model import CrawlJob, CrawlReport, FeedTask, PageTask, ProcessReport
from pipeline.plan import due_feeds, split
from pipeline.plan.shards import shard_of
from pipeline.program import Program, ProgramFailed
from pipeline.publish import Published, finish, publish
from pipeline.settings import Settings
from pipeline.store import cycles, feeds, ledger
from pipeline.store.client import Store, StoreAway, connect
from pipeline.store.leases import lease
from pipeline.topic import Topic

RESUMED_WITHIN = timedelta(hours=1)
"""A cycle that died is gone on with, under its own id and start, for this long; later it is closed as interrupted."""
MOST_PAGES = 2000
"""Waiting pages handed to one cycle: more than it can fetch in its budget from a few dozen hosts."""
PROCESS_LIMIT = 3600.0
LEASE = "cycle"
LEASE_SECONDS = 60.0

Event = Callable[[str, Mapping[str, Any]], None]
"""What is told while a cycle runs: the step's name and numbers."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """An ingest cycle: its id, when it started (first seen of all it finds), and whether it goes on after an interruption."""

    id: str
    started_at: datetime
    resumed: bool = False


@dataclass
class Report:
    """What a cycle did; `fault` is the sentence why it could not go to its end."""

    cycle: str
    started_at: datetime
    resumed: bool = False
    feeds: int = 0
    crawls: list[CrawlReport] = field(default_factory=list)
    processed: list[ProcessReport] = field(default_factory=list)
    published: Published | None = None
    faults: list[str] = field(default_factory=list)
    waiting: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The report as the command prints it and the index keeps it."""
        return {
            "cycle": self.cycle,
            "started_at": self.started_at.isoformat().replace("+00:00", "Z"),
            "resumed": self.resumed,
            "feeds_asked": self.feeds,
            "feeds": _sum(c.feeds for c in self.crawls),
            "pages": _sum(c.pages for c in self.crawls),
            "requests": sum(c.requests for c in self.crawls),
            "stages": _merge(p.items for p in self.processed),
            "stories": self.published.leads if self.published else 0,
            "copies": self.published.copies if self.published else 0,
            "spool_waiting": self.waiting,
            "faults": self.faults,
            "seconds": round(self.seconds, 1),
        }


@dataclass
class Runner:
    """Runs cycles with the settings and values of one process."""

    settings: Settings
    catalogue: Catalogue
    topic: Topic
    environment: Mapping[str, str]
    log: Path
    tell: Event = lambda _step, _numbers: None
    partial: bool = False
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")

    def run(self, *, all_now: bool = False) -> Report:
        """Run one cycle; raise StoreFault when Elasticsearch cannot be used at all, Held when another cycle runs.

        Without Elasticsearch the crawl still asks all feeds and leaves the spool for later; the report says so.
        """
        began = time.monotonic()
        try:
            store = connect(self.settings)
        except StoreAway as away:
            return self._blind(str(away), began)
        with lease(store, LEASE, self.owner, LEASE_SECONDS):
            report = self._steps(store, all_now)
        report.seconds = time.monotonic() - began
        return report

    def _steps(self, store: Store, all_now: bool) -> Report:
        cycle = begin(store, datetime.now(UTC))
        report = Report(cycle.id, cycle.started_at, cycle.resumed)
        self._process(report, left_over=True)
        states = feeds.load(store)
        tasks = due_feeds(self.catalogue, states, cycle.started_at, cycle=cycle.id, all_now=all_now)
        pages = ledger.waiting(store, cycle.started_at, MOST_PAGES, sources=self._sources())
        self._crawl(report, cycle, tasks, pages, ask_pages=True)
        self._process(report)
        self._publish(report, store)
        return report

    def _sources(self) -> list[str] | None:
        return [s.id for s in self.catalogue.sources] if self.partial else None

    def _blind(self, fault: str, began: float) -> Report:
        started = datetime.now(UTC)
        cycle = Cycle(cycle_id(started), started)
        report = Report(cycle.id, cycle.started_at, faults=[fault])
        self._crawl(report, cycle, due_feeds(self.catalogue, {}, started), [], ask_pages=False)
        report.waiting = len(spool.waiting(self.settings.spool))
        report.seconds = time.monotonic() - began
        return report

    def _crawl(self, report: Report, cycle: Cycle, tasks: Sequence[FeedTask], pages: Sequence[PageTask], *, ask_pages: bool) -> None:
        report.feeds = len(tasks)
        self.tell("plan", {"feeds": len(tasks), "pages": len(pages)})
        jobs = self._jobs(cycle, tasks, pages, ask_pages)
        with ThreadPoolExecutor(max(1, len(jobs))) as pool:
            for job, done in [(job, pool.submit(self._shard, job)) for job in jobs]:
                try:
                    report.crawls.append(done.result())
                except ProgramFailed as failure:
                    report.faults.append(f"shard {job.shard}: {failure}")

    def _jobs(self, cycle: Cycle, tasks: Sequence[FeedTask], pages: Sequence[PageTask], ask_pages: bool) -> list[CrawlJob]:
        shards = self.settings.shards
        return [
            CrawlJob(
                cycle=cycle.id,
                shard=number,
                attempt=next_attempt(self.settings.spool, cycle.id, number),
                started_at=cycle.started_at,
                spool=str(self.settings.spool),
                budget=self.settings.cycle_budget,
                ask_pages=ask_pages,
                sources=tuple(s.model_dump(mode="json") for s in self.catalogue.sources),
                domains=self._domains(number) if shards > 1 else (),
                feeds=feed_tasks,
                pages=page_tasks,
                hints=tuple(sorted(self.topic.hints())),
            )
            for number, (feed_tasks, page_tasks) in enumerate(split(tasks, pages, shards))
            if feed_tasks or page_tasks
        ]

    def _domains(self, shard: int) -> tuple[str, ...]:
        own = {d for s in self.catalogue.sources for d in s.own_domains}
        return tuple(sorted(d for d in own if shard_of(f"http://{d}/", self.settings.shards) == shard))

    def _shard(self, job: CrawlJob) -> CrawlReport:
        program = Program("spiders", self.environment, self.log)
        return crawl(job, program, lambda line: self.tell("crawl", json.loads(line)))

    def _process(self, report: Report, *, left_over: bool = False) -> None:
        paths = spool.waiting(self.settings.spool)
        if not paths:
            return
        self.tell("process", {"files": len(paths), "left_over": left_over})
        program = Program("pipeline", self.environment, self.log)
        try:
            printed = program.run(
                [str(p) for p in paths],
                "",
                seconds=PROCESS_LIMIT,
                progress=lambda line: self.tell("process", json.loads(line)),
            )
        except ProgramFailed as failure:
            report.faults.append(str(failure))
        else:
            done = ProcessReport.model_validate_json(printed)
            report.processed.append(done)
            report.faults += [*done.failed, *filter(None, [done.unstored])]
        report.waiting = len(spool.waiting(self.settings.spool))

    def _publish(self, report: Report, store: Store) -> None:
        if report.waiting:
            # What is still in the spool belongs to this cycle: the next run goes on with it under the same id.
            return
        self.tell("publish", {})
        report.published = publish(store, report.cycle, datetime.now(UTC), self.owner)
        finish(store, report.cycle, report.as_json())


def cycle_id(started: datetime) -> str:
    """Give the id of a cycle that starts now: sortable, unique to the millisecond."""
    return started.strftime("%Y%m%dT%H%M%S") + f"{started.microsecond // 1000:03}"


def begin(store: Store, now: datetime) -> Cycle:
    """Open a cycle, or go on with the one that died: then everything ends as if it had not.

    An unfinished cycle older than an hour is counted and closed as interrupted.
    """
    for old in cycles.unfinished(store):
        if now - old.started_at <= RESUMED_WITHIN:
            return Cycle(old.id, old.started_at, resumed=True)
        cycles.interrupt(store, old.id)
    # Milliseconds, as the index keeps them: a resumed cycle must have the very same start.
    started = now.replace(microsecond=now.microsecond // 1000 * 1000)
    cycle = Cycle(cycle_id(started), started)
    cycles.open_(store, cycle.id, started)
    return cycle


def _sum(counts: Any) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for word, number in count.items():
            total[word] = total.get(word, 0) + number
    return dict(sorted(total.items()))


def _merge(reports: Any) -> dict[str, dict[str, int]]:
    stages: dict[str, list[dict[str, int]]] = {}
    for items in reports:
        for stage, counts in items.items():
            stages.setdefault(stage, []).append(counts)
    return {stage: _sum(counts) for stage, counts in stages.items()}
