"""Delay: one request at a time and host, a second apart, and longer where the catalogue or robots.txt says
so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from pipeline.config.sources import Source

LONGEST = 120.0
"""Seconds of a crawl delay that is believed; more would keep a feed from ever being read."""

Slots = dict[str, dict[str, float | int]]


def build_slots(sources: Iterable[Source]) -> Slots:
    """Give Scrapy's slots for the hosts of sources with a pace of their own; where two share a host, the
    slower one counts.
    """
    pace: dict[str, float] = {}
    for source in sources:
        if source.delay is not None:
            for host in _list_hosts(source):
                pace[host] = max(pace.get(host, 0.0), source.delay)
    return {host: {"delay": delay, "concurrency": 1} for host, delay in pace.items()}


def _list_hosts(source: Source) -> Iterator[str]:
    for url in (source.site, *(f.url for f in source.polled)):
        host = (urlsplit(url).hostname or "").lower()
        # Feeds lie on one, articles on the other.
        yield from {host, f"www.{host}", host.removeprefix("www.")}


class CrawlDelay:
    """Applies the Crawl-delay of robots.txt, which Scrapy parses and ignores."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """Listen for parsed robots.txt files."""
        made = cls(crawler)
        crawler.signals.connect(made.apply_delay, signal=signals.robots_parsed)
        return made

    def apply_delay(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        """Slow the host down when its robots.txt asks for more than our own delay."""
        asked = robotparser.crawl_delay(
            request.headers.get("User-Agent") or self._crawler.settings["USER_AGENT"]
        )
        engine = self._crawler.engine
        if not asked or engine is None:
            return
        slot = engine.downloader._get_slot(Request(request.url))[1]
        slot.delay = max(slot.delay, min(float(asked), LONGEST))
        # A slot that was idle for a minute is thrown away and made anew from this.
        kept = engine.downloader.per_slot_settings
        kept[urlsplit(request.url).hostname or ""] = {"delay": slot.delay, "concurrency": 1}
