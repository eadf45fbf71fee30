"""The two programs of a shard: `python -m spiders` over what is due, `python -m pipeline` over what waits."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.model.jobs import ProcessReport
from pipeline.plan import split_tasks
from pipeline.programs import ProgramFailed, ProgramRefused
from pipeline.runs.crawl import build_crawl_job, run_crawl
from pipeline.runs.limits import PROCESS_LIMIT
from pipeline.runs.plan_step import Shard, Tasks, find_left_over
from pipeline.runs.shard_report import ProgramEnd
from pipeline.runs.workplace import Workplace


def crawl_due(place: Workplace, shard: Shard, tasks: Tasks, *, ask_pages: bool = True) -> ProgramEnd:
    """Run the crawl program over what is due in this shard, if anything is."""
    own = split_tasks(*tasks, shard.of)[shard.number]
    if not any(own):
        return ProgramEnd()
    job = build_crawl_job(place, shard, own, ask_pages=ask_pages)
    program = place.prepare_program("spiders")
    try:
        report = run_crawl(job, program, lambda line: place.tell("crawl", json.loads(line)))
    except ProgramFailed as failure:
        return _end_badly(failure)
    return ProgramEnd(crawl=report)


def process_waiting(place: Workplace, shard: Shard, *, left_over: bool = False) -> ProgramEnd:
    """Run the pipeline program over the segments of this shard that wait, if any do."""
    paths = list_waiting(place, shard)
    if not paths:
        return ProgramEnd()
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
    return ProgramEnd(processed=report, faults=report.failed)


def list_waiting(place: Workplace, shard: Shard) -> list[Path]:
    """List the segments in the spool that this shard has to process, oldest first."""
    return find_left_over(place.settings.spool, shard.number, shard.of)


def _end_badly(failure: ProgramFailed) -> ProgramEnd:
    return ProgramEnd(faults=(str(failure),), refused=isinstance(failure, ProgramRefused))
