"""`python -m spiders`: a job on standard input, one report on standard output, log and progress on error."""

from __future__ import annotations

import logging
import sys
from urllib.request import getproxies

from pydantic import ValidationError

from pipeline.config import settings
from pipeline.config.errors import ConfigError, describe_errors
from pipeline.config.sources import Source
from pipeline.model.jobs import CrawlJob
from pipeline.programs import end_with_parent, run_guarded
from spiders.ssrf.proxies import check_proxies

FINISHED = frozenset({"finished", "budget"})
QUIET = ("scrapy", "twisted", "elastic_transport", "urllib3")
"""Loggers that speak of faults only: what becomes of each request is in the spool."""


def main() -> int:
    """Run the job; 0 when the crawl came to its end, 1 when it broke or was stopped, 2 for wrong input."""
    end_with_parent()
    try:
        chosen = settings.get_settings()
        check_proxies(getproxies())
        job, sources = _read_job(sys.stdin.buffer.read())
    except ConfigError as error:
        print(f"python -m spiders: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    _log_to_stderr(chosen.log_level)
    # Not before: Scrapy takes a second to load, and a wrong job is refused at once.
    from spiders.crawl import Crawl

    report = Crawl(job, chosen, sources).run()
    print(report.model_dump_json(), flush=True)
    return 0 if report.finish in FINISHED else 1


def _read_job(given: bytes) -> tuple[CrawlJob, list[Source]]:
    try:
        job = CrawlJob.model_validate_json(given)
        return job, [Source.model_validate(source) for source in job.sources]
    except ValidationError as error:
        raise ConfigError("\n".join(describe_errors(error, "the job on standard input"))) from None


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # A filter, because Scrapy sets the levels of its loggers anew when a process is made.
    logging.getLogger().handlers[0].addFilter(
        lambda entry: entry.levelno >= logging.ERROR or not entry.name.startswith(QUIET)
    )


if __name__ == "__main__":
    sys.exit(run_guarded(main))
