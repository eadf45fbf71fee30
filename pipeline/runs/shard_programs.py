"""The two programs of a shard: `python -m spiders` over what is due, `python -m pipeline` over what waits."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path

from pipeline.model.jobs import ProcessReport
from pipeline.plan import split_tasks
from pipeline.programs import ProgramFailed, ProgramKilled, ProgramRefused
from pipeline.runs.crawl import build_crawl_job, run_crawl
from pipeline.runs.limits import PROCESS_LIMIT
from pipeline.runs.plan_step import Shard, Tasks, find_left_over
from pipeline.runs.shard_report import ProgramEnd
from pipeline.runs.workplace import Workplace
from pipeline.spool import tries

log = logging.getLogger(__name__)


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
    """Run the pipeline program over the segments of this shard that wait, if any do.

    Where a record ends the program, it is run again over what is left: the second time the record is set
    aside, and the others of its file go on in the same cycle.
    """
    deadline = time.monotonic() + PROCESS_LIMIT
    while True:
        paths = list_waiting(place, shard)
        if not paths:
            return ProgramEnd()
        place.tell("process", {"files": len(paths), "left_over": left_over})
        try:
            printed = place.prepare_program("pipeline").run(
                list(map(str, paths)),
                "",
                seconds=max(deadline - time.monotonic(), 1.0),
                progress=lambda line: place.tell("process", json.loads(line)),
            )
        except ProgramKilled as failure:
            seen = [tries.note_death(path) for path in paths]
            if not any(seen) or time.monotonic() > deadline:
                return _end_badly(failure)
            log.warning("it is run again over what is left: %s", failure)
        except ProgramFailed as failure:
            return _end_badly(failure)
        else:
            report = ProcessReport.model_validate_json(printed)
            return ProgramEnd(processed=report, faults=report.failed)


def list_waiting(place: Workplace, shard: Shard) -> list[Path]:
    """List the segments in the spool that this shard has to process, oldest first."""
    return find_left_over(place.settings.spool, shard.number, shard.of)


def _end_badly(failure: ProgramFailed) -> ProgramEnd:
    return ProgramEnd(faults=(str(failure),), refused=isinstance(failure, ProgramRefused))
