"""Delay: one request at a time and host, a second apart, and longer where robots.txt says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from pipeline.catalogue import Source

LONGEST = 120.0
"""Seconds of a crawl delay that is believed; more would keep a feed from ever being read."""


def slots(sources: Iterable[Source], default: float) -> dict[str, dict[str, float | int]]:
    """Give Scrapy's slots for the hosts of sources with a pace of their own."""
    return {
        host: {"delay": source.delay if source.delay is not None else default, "concurrency": 1}
        for source in sources
        if source.delay is not None
        for host in {urlsplit(u).hostname or "" for u in (source.site, *(f.url for f in source.polled))}
    }


class CrawlDelay:
    """Applies the Crawl-delay of robots.txt, which Scrapy parses and ignores."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """Listen for parsed robots.txt files."""
        made = cls(crawler)
        crawler.signals.connect(made.parsed, signal=signals.robots_parsed)
        return made

    def parsed(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        """Slow the host down when its robots.txt asks for more than our own delay."""
        asked = robotparser.crawl_delay(self._crawler.settings["USER_AGENT"])
        engine = self._crawler.engine
        if not asked or engine is None:
            return
        key, slot = engine.downloader._get_slot(request)
        slot.delay = max(slot.delay, min(float(asked), LONGEST))
        del key
