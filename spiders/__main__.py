"""Program 1: `python -m spiders` reads a job on standard input and prints one report; log and progress go to standard error."""

from __future__ import annotations

import json
import logging
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from scrapy.crawler import AsyncCrawlerProcess

from pipeline import settings as settings_
from pipeline.catalogue import Source
from pipeline.model import CrawlJob, CrawlReport
from pipeline.parent import end_with_parent
from pipeline.spool import Full, Writer
from pipeline.store.known import known
from spiders.articles import ArticleSpider
from spiders.manners.guard import let_through
from spiders.settings import scrapy_settings

FINISHED = frozenset({"finished", "shutdown"})
QUIET = (
    "scrapy.utils.log",
    "scrapy.core.scraper",
    "scrapy.middleware",
    "scrapy.addons",
    "scrapy.crawler",
    "twisted",
    "asyncio",
    "elastic_transport",
)


def main() -> int:
    """Run the job; 0 when the crawl came to its end, 1 when it broke, 2 for a wrong job or setting."""
    end_with_parent()
    try:
        chosen = settings_.current()
        let_through(chosen.let_through)
        job = CrawlJob.model_validate_json(sys.stdin.buffer.read())
        sources = [Source.model_validate(s) for s in job.sources]
    except (settings_.SettingsError, ValidationError, ValueError) as error:
        print(f"python -m spiders: {error}", file=sys.stderr)
        return 2
    logging.basicConfig(level=chosen.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    report = _crawl(job, chosen, sources)
    print(report.model_dump_json(), flush=True)
    return 0 if report.finish in FINISHED else 1


def _crawl(job: CrawlJob, chosen: settings_.Settings, sources: list[Source]) -> CrawlReport:
    began = time.monotonic()
    writer = Writer(Path(job.spool), job.cycle, job.shard, job.attempt)
    process = AsyncCrawlerProcess({**scrapy_settings(chosen, sources), "CRAWL_BUDGET": job.budget})
    crawler = process.create_crawler(ArticleSpider)
    process.crawl(crawler, job=job, writer=writer, ask=partial(known, chosen), tell=_tell)
    process.start(install_signal_handlers=True)
    finish = str(crawler.stats.get_value("finish_reason") if crawler.stats else "")
    spider: Any = crawler.spider
    try:
        writer.close()
    except (Full, OSError) as error:
        logging.getLogger(__name__).error("%s", error)
        finish = "spool"
    if crawler.stats and crawler.stats.get_value("log_count/CRITICAL"):
        finish = "broken"
    return CrawlReport(
        cycle=job.cycle,
        shard=job.shard,
        attempt=job.attempt,
        finish=finish or "start_error",
        files=tuple(writer.files),
        requests=int(crawler.stats.get_value("downloader/request_count", 0)) if crawler.stats else 0,
        seconds=round(time.monotonic() - began, 2),
        feeds=dict(spider.feeds) if spider else {},
        pages=dict(spider.pages) if spider else {},
        sources={k: dict(v) for k, v in spider.by_source.items()} if spider else {},
    )


def _tell(numbers: dict[str, int]) -> None:
    # One write: the log of another thread must not come in between.
    sys.stderr.write(f"progress {json.dumps(numbers)}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
