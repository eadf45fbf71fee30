"""One shard of a cycle: left-over spool files first, then crawl, then process, under a lease of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline import spool
from pipeline.model.jobs import CrawlJob, CrawlReport, FeedTask, PageTask, ProcessReport
from pipeline.model.values import Value
from pipeline.plan import find_due_feeds, split_tasks
from pipeline.plan.shards import find_shard
from pipeline.programs import Program, ProgramFailed, ProgramRefused
from pipeline.runs.crawl import find_next_attempt, run_crawl
from pipeline.runs.limits import PROCESS_LIMIT
from pipeline.runs.plan_step import LEASE_SECONDS, Means, Shard, adopt_cycle, find_due_tasks, find_left_over
from pipeline.store.client import StoreAway, connect_store
from pipeline.store.leases import Held, hold_lease
from pipeline.store.schema.templates import check_schema


class ShardReport(Value):
    """What became of a shard: reports of the programs, and a sentence for each fault; `refused` when trying
    again cannot help.
    """

    number: int
    name: str = ""
    crawl: CrawlReport | None = None
    processed: tuple[ProcessReport, ...] = ()
    faults: tuple[str, ...] = ()
    refused: bool = False
    waiting: int = 0
    seconds: float = 0.0


class ShardFailed(Exception):
    """A shard could not be taken to its end; the message is the first reason, and another try may help."""


class ShardRefused(ShardFailed):
    """A shard failed for its configuration: another try would fail as well."""


def run_shard(means: Means, shard: Shard) -> ShardReport:
    """Crawl and process one shard; raise Held when another run has it, StoreRefused when the index is of no
    use.

    Faults of the two programs are in the report: what was crawled is processed all the same. A cycle that is
    closed is not asked for again. Without Elasticsearch the feeds are read once and their files wait in the
    spool.
    """
    with spool.lock_shard(means.settings.spool, shard.number) as alone:
        if not alone:
            raise Held(f"Another process on this machine is at work on shard {shard.number:02}.")
        return _run_alone(means, shard)


def _run_alone(means: Means, shard: Shard) -> ShardReport:
    run = _Run(means, shard)
    try:
        store = connect_store(means.settings)
    except StoreAway as away:
        if shard.order.since:
            raise
        return run.crawl_blindly(str(away))
    check_schema(store)
    with hold_lease(store, f"shard-{shard.number:02}", means.owner, LEASE_SECONDS):
        run.process_files(left_over=True)
        if adopt_cycle(store, shard.cycle, shard.started_at):
            run.crawl_due(
                *find_due_tasks(store, means, shard.order, shard.cycle, shard.started_at), ask_pages=True
            )
            run.process_files()
    return run.build_report()


def check_report(report: ShardReport) -> ShardReport:
    """Give the report of a shard that came to its end; raise ShardRefused or ShardFailed with the first
    reason of one that did not.
    """
    if report.faults:
        raise (ShardRefused if report.refused else ShardFailed)(report.faults[0])
    return report


class _Run:
    """The two programs of one shard, and what they reported."""

    def __init__(self, means: Means, shard: Shard) -> None:
        self.means, self.shard = means, shard
        self._crawl: CrawlReport | None = None
        self._processed: list[ProcessReport] = []
        self._faults: list[str] = []
        self._refused = False
        self._began = time.monotonic()

    def crawl_blindly(self, fault: str) -> ShardReport:
        """Read the feeds unless an earlier try of this cycle has: their files wait, and nobody could tell
        what is in them.
        """
        own = f"{self.shard.cycle}-s{self.shard.number:02}-"
        if not any(path.name.startswith(own) for path in self._list_waiting()):
            outlets = self.means.choose_sources(self.shard.order)
            self.crawl_due(find_due_feeds(outlets, {}, self.shard.started_at), [], ask_pages=False)
        self._faults.insert(0, fault)
        return self.build_report()

    def crawl_due(self, feeds: Sequence[FeedTask], pages: Sequence[PageTask], *, ask_pages: bool) -> None:
        """Run the crawl program over what is due in this shard, if anything is."""
        own_feeds, own_pages = split_tasks(feeds, pages, self.shard.of)[self.shard.number]
        if not own_feeds and not own_pages:
            return
        job = self._make_job(own_feeds, own_pages, ask_pages)
        try:
            self._crawl = run_crawl(
                job, self._make_program("spiders"), lambda line: self.means.tell("crawl", json.loads(line))
            )
        except ProgramFailed as failure:
            self._note_failure(failure)

    def process_files(self, *, left_over: bool = False) -> None:
        """Run the pipeline program over the files of this shard that wait, if any do."""
        paths = self._list_waiting()
        if not paths:
            return
        self.means.tell("process", {"files": len(paths), "left_over": left_over})
        program = self._make_program("pipeline")
        try:
            printed = program.run(
                [str(p) for p in paths],
                "",
                seconds=PROCESS_LIMIT,
                progress=lambda line: self.means.tell("process", json.loads(line)),
            )
        except ProgramFailed as failure:
            self._note_failure(failure)
        else:
            done = ProcessReport.model_validate_json(printed)
            self._processed.append(done)
            self._faults += done.failed

    def build_report(self) -> ShardReport:
        """Sum up; the crawl's figures by source stay in the index."""
        return ShardReport(
            number=self.shard.number,
            name=self.shard.name,
            crawl=self._crawl.model_copy(update={"sources": {}}) if self._crawl else None,
            processed=tuple(self._processed),
            faults=tuple(self._faults),
            refused=self._refused,
            waiting=len(self._list_waiting()),
            seconds=round(time.monotonic() - self._began, 2),
        )

    def _list_waiting(self) -> list[Path]:
        return find_left_over(self.means.settings.spool, self.shard.number, self.shard.of)

    def _note_failure(self, failure: ProgramFailed) -> None:
        self._faults.append(str(failure))
        self._refused = self._refused or isinstance(failure, ProgramRefused)

    def _make_program(self, module: str) -> Program:
        return Program(module, self.means.environment, self.means.log, self.means.echo)

    def _make_job(self, feeds: Sequence[FeedTask], pages: Sequence[PageTask], ask_pages: bool) -> CrawlJob:
        settings, shard = self.means.settings, self.shard
        outlets = self.means.choose_sources(shard.order)
        return CrawlJob(
            cycle=shard.cycle,
            shard=shard.number,
            attempt=find_next_attempt(settings.spool, shard.cycle, shard.number),
            started_at=shard.started_at,
            spool=str(settings.spool),
            budget=settings.cycle_budget,
            ask_pages=ask_pages,
            sources=tuple(s.model_dump(mode="json") for s in outlets.sources),
            domains=self._list_domains() if shard.of > 1 else (),
            feeds=tuple(feeds),
            pages=tuple(pages),
            hints=tuple(sorted(self.means.topic.list_hints())),
            since=shard.order.since,
            until=shard.order.until,
        )

    def _list_domains(self) -> tuple[str, ...]:
        own = {d for s in self.means.catalogue.sources for d in s.own_domains}
        return tuple(sorted(d for d in own if find_shard(f"http://{d}/", self.shard.of) == self.shard.number))
