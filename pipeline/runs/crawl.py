"""Crawl: one job per shard handed to `python -m spiders`, its report taken back."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from pipeline.model.jobs import CrawlJob, CrawlReport
from pipeline.programs import Program, ProgramFailed, Progress
from pipeline.runs.limits import GRACE


def run_crawl(job: CrawlJob, program: Program, progress: Progress | None = None) -> CrawlReport:
    """Fetch what the job lists into the spool; raise ProgramFailed when the crawl itself broke (a dead source
    is data, not a failure).
    """
    printed = program.run([], job.model_dump_json(), seconds=job.budget + GRACE, progress=progress)
    try:
        return CrawlReport.model_validate_json(printed)
    except ValidationError:
        raise ProgramFailed(f"python -m {program} printed no report but {printed[:200]!r}") from None


def find_next_attempt(folder: Path, cycle: str, shard: int) -> int:
    """Give the number of the next attempt at a shard: one more than the highest that left a file."""
    taken = [int(p.name.split("-a")[1].split("-")[0]) for p in folder.glob(f"{cycle}-s{shard:02}-a*")]
    return max(taken, default=0) + 1
