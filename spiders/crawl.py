"""One crawl in this process: Scrapy set up, run to its end, and summed up."""

from __future__ import annotations

import json
import logging
import signal
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.asyncio import call_later

from pipeline.config.settings import Settings
from pipeline.config.sources import Source
from pipeline.model.jobs import CrawlJob, CrawlReport
from pipeline.model.outcomes import Outcome
from pipeline.spool import Full, Writer
from pipeline.store.pages.known_pages import load_known_pages
from spiders.scrapy_settings import build_scrapy_settings
from spiders.spider import ArticleSpider

log = logging.getLogger(__name__)

STOP_AGAIN = 0.1
"""Seconds until a spider that is not made yet is asked to stop once more."""


class Crawl:
    """One crawl in this process: Scrapy's reactor runs once."""

    def __init__(self, job: CrawlJob, chosen: Settings, sources: list[Source]) -> None:
        self._job = job
        self._sources = sources
        self._load_known = partial(load_known_pages, chosen)
        self._stopping = False
        self._writer = Writer(Path(job.spool), job.cycle, job.shard, job.attempt)
        self._process = AsyncCrawlerProcess(build_scrapy_settings(chosen, sources, job.budget))
        self._crawler = self._process.create_crawler(ArticleSpider)
        for source in sources:
            if source.insecure_tls:
                log.warning("%s: certificates are not verified, as its catalogue entry says", source.id)

    def run(self) -> CrawlReport:
        """Crawl to the end and sum up."""
        began = time.monotonic()
        self._process.crawl(
            self._crawler,
            job=self._job,
            sources=self._sources,
            writer=self._writer,
            load_known=self._load_known,
            write_progress=_write_progress,
        )
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._process.start(install_signal_handlers=False)
        fault = self._close_writer()
        return self._build_report(fault, time.monotonic() - began)

    def _stop(self, *_: object) -> None:
        """End cleanly: ask nothing more, let end what is under way. A second signal ends at once."""
        from twisted.internet import reactor

        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self._stopping = True
        reactor.callFromThread(self._stop_spider)

    def _stop_spider(self) -> None:
        spider = self._crawler.spider
        if isinstance(spider, ArticleSpider) and self._crawler.engine:
            spider.stop()
        else:
            # The signal came before the spider was made.
            call_later(STOP_AGAIN, self._stop_spider)

    def _close_writer(self) -> str:
        try:
            self._writer.close()
        except Full as full:
            log.error("%s", full)
            return str(full)
        return ""

    def _build_report(self, fault: str, seconds: float) -> CrawlReport:
        report = CrawlReport(
            cycle=self._job.cycle,
            shard=self._job.shard,
            attempt=self._job.attempt,
            finish="broken",
            files=tuple(self._writer.files),
            seconds=round(seconds, 2),
        )
        stats, spider = self._crawler.stats, self._crawler.spider
        if stats is None or not isinstance(spider, ArticleSpider):
            return report
        logbook = spider.logbook
        counted = {
            "finish": self._describe_finish(spider, stats.get_stats(), fault),
            "requests": int(stats.get_value("downloader/request_count", 0)),
            "feeds": dict(logbook.feeds),
            "pages": dict(logbook.pages),
            "sources": {source: dict(counts) for source, counts in logbook.sources.items()},
        }
        return report.model_copy(update=counted)

    def _describe_finish(self, spider: ArticleSpider, stats: Mapping[str, Any], fault: str) -> str:
        """Give how it ended: finished, budget, stopped, broken, spool (a full disk), or Scrapy's word."""
        if fault or spider.logbook.fault:
            return "spool"
        if stats.get("spider_exceptions/count"):
            return "broken"
        reason = str(stats.get("finish_reason") or "broken")
        if reason != "finished":
            return reason
        if self._stopping:
            return "stopped"
        over = Outcome.BUDGET in spider.logbook.feeds + spider.logbook.pages
        return "budget" if over else "finished"


def _write_progress(numbers: dict[str, int]) -> None:
    # One write: the log of another thread must not come in between.
    sys.stderr.write(f"progress {json.dumps(numbers)}\n")
    sys.stderr.flush()
