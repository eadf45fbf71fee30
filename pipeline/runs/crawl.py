"""Crawl: one job per shard handed to `python -m spiders`, its report taken back."""

from __future__ import annotations

from pydantic import ValidationError

from pipeline.model.jobs import CrawlJob, CrawlReport
from pipeline.plan.shards import find_shard
from pipeline.programs import LineListener, Program, ProgramFailed
from pipeline.runs.limits import GRACE
from pipeline.runs.plan_step import Shard, Tasks
from pipeline.runs.workplace import Workplace
from pipeline.spool import find_next_attempt


def build_crawl_job(place: Workplace, shard: Shard, tasks: Tasks, *, ask_pages: bool) -> CrawlJob:
    """Give the job of a shard: what to ask, of which sources, for how long, and into which spool."""
    settings, order = place.settings, shard.order
    feeds, pages = tasks
    return CrawlJob(
        cycle=shard.cycle,
        shard=shard.number,
        attempt=find_next_attempt(settings.spool, shard.cycle, shard.number),
        started_at=shard.started_at,
        spool=str(settings.spool),
        budget=settings.cycle_budget,
        ask_pages=ask_pages,
        sources=tuple(s.model_dump(mode="json") for s in place.select_sources(order.sources).sources),
        domains=_list_domains(place, shard) if shard.of > 1 else (),
        feeds=tuple(feeds),
        pages=tuple(pages),
        hints=tuple(sorted(place.topic.list_hints())),
        since=order.since,
        until=order.until,
    )


def _list_domains(place: Workplace, shard: Shard) -> tuple[str, ...]:
    """Give the registrable domains of this shard: candidates on others wait for their own."""
    domains = {domain for source in place.catalogue.sources for domain in source.own_domains}
    return tuple(sorted(d for d in domains if find_shard(f"http://{d}/", shard.of) == shard.number))


def run_crawl(job: CrawlJob, program: Program, progress: LineListener | None = None) -> CrawlReport:
    """Fetch what the job lists into the spool.

    Raise ProgramFailed when the crawl itself broke; a dead source is data, not a failure.
    """
    printed = program.run([], job.model_dump_json(), seconds=job.budget + GRACE, progress=progress)
    try:
        return CrawlReport.model_validate_json(printed)
    except ValidationError:
        raise ProgramFailed(f"python -m {program} printed no report but {printed[:200]!r}") from None
