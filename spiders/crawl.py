"""One crawl in this process: Scrapy set up, run to its end, and summed up."""

from __future__ import annotations

import json
import logging
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.asyncio import call_later

from pipeline.config.settings import Settings
from pipeline.config.sources import Source
from pipeline.model.jobs import CrawlJob, CrawlReport
from pipeline.model.outcomes import Outcome
from pipeline.spool import Full, Writer
from pipeline.store.pages.known_pages import load_known_pages
from spiders.articles import ArticleSpider
from spiders.settings import build_scrapy_settings

log = logging.getLogger(__name__)


class Crawl:
    """One crawl in this process: Scrapy's reactor runs once."""

    def __init__(self, job: CrawlJob, chosen: Settings, sources: list[Source]) -> None:
        self._job, self._told_to_stop = job, False
        self._writer = Writer(Path(job.spool), job.cycle, job.shard, job.attempt)
        self._process = AsyncCrawlerProcess(build_scrapy_settings(chosen, sources, job.budget))
        self._crawler = self._process.create_crawler(ArticleSpider)
        self._ask = partial(load_known_pages, chosen)
        for source in sources:
            if source.insecure_tls:
                log.warning("%s: certificates are not verified, as its catalogue entry says", source.id)

    def run(self) -> CrawlReport:
        """Crawl to the end and sum up."""
        began = time.monotonic()
        self._process.crawl(
            self._crawler, job=self._job, writer=self._writer, ask=self._ask, tell=_write_progress
        )
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._process.start(install_signal_handlers=False)
        fault = self._close_writer()
        return self._build_report(fault, time.monotonic() - began)

    def _stop(self, *_: object) -> None:
        """End cleanly: ask nothing more, let end what is under way, close the segment. A second signal ends
        at once.
        """
        from twisted.internet import reactor

        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self._told_to_stop = True
        reactor.callFromThread(self._stop_spider)

    def _stop_spider(self) -> None:
        spider = self._crawler.spider
        if isinstance(spider, ArticleSpider) and self._crawler.engine:
            spider.stop()
        else:
            # Told to stop before the spider was made.
            call_later(0.1, self._stop_spider)

    def _close_writer(self) -> str:
        try:
            self._writer.close()
        except Full as full:
            log.error("%s", full)
            return str(full)
        return ""

    def _describe_finish(self, fault: str) -> str:
        """How it ended, in a word: `finished`, `budget`, `stopped`, `spool` for a disk that took no more,
        `broken`, or Scrapy's own.
        """
        stats, spider = self._crawler.stats, self._crawler.spider
        if not isinstance(spider, ArticleSpider) or stats is None:
            return "broken"
        if fault or spider.record.fault:
            return "spool"
        if stats.get_value("spider_exceptions/count"):
            return "broken"
        reason = str(stats.get_value("finish_reason") or "broken")
        if reason != "finished":
            return reason
        over = Outcome.BUDGET in spider.record.feeds + spider.record.pages
        return "stopped" if self._told_to_stop else "budget" if over else "finished"

    def _build_report(self, fault: str, seconds: float) -> CrawlReport:
        finish, spider = self._describe_finish(fault), cast("ArticleSpider | None", self._crawler.spider)
        stats = self._crawler.stats
        return CrawlReport(
            cycle=self._job.cycle,
            shard=self._job.shard,
            attempt=self._job.attempt,
            finish=finish,
            files=tuple(self._writer.files),
            requests=int(stats.get_value("downloader/request_count", 0)) if stats else 0,
            seconds=round(seconds, 2),
            feeds=dict(spider.record.feeds) if spider else {},
            pages=dict(spider.record.pages) if spider else {},
            sources={k: dict(v) for k, v in spider.record.sources.items()} if spider else {},
        )


def _write_progress(numbers: dict[str, int]) -> None:
    # One write: the log of another thread must not come in between.
    sys.stderr.write(f"progress {json.dumps(numbers)}\n")
    sys.stderr.flush()
