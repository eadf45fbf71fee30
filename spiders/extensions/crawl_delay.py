"""The crawl delay of every host, decided here and nowhere else; one request at a time.

Our own delay (`AZVN_DELAY`), in its place the catalogue's where an entry gives one, and more than either
where the host's robots.txt asks for it, up to two minutes.
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


def build_delay_settings(delay: float, sources: Iterable[Source]) -> dict[str, Any]:
    """Give Scrapy's settings for the pace: `delay` in seconds, and the hosts of sources with their own."""
    return {
        "DOWNLOAD_DELAY": delay,  # default 0
        "DOWNLOAD_DELAY_JITTER": 0.0,  # the promise is a second, not half of one
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,  # default 8
        "DOWNLOAD_SLOTS": build_slots(sources),
    }


def build_slots(sources: Iterable[Source]) -> Slots:
    """Give Scrapy's slots for the hosts of sources with a delay of their own.

    Where two sources share a host, the slower one counts.
    """
    delays: dict[str, float] = {}
    for source in sources:
        if source.delay is not None:
            for host in _list_hosts(source):
                delays[host] = max(delays.get(host, 0.0), source.delay)
    return {host: {"delay": delay, "concurrency": 1} for host, delay in delays.items()}


def _list_hosts(source: Source) -> Iterator[str]:
    for url in (source.site, *(feed.url for feed in source.polled)):
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
        agent = request.headers.get("User-Agent") or self._crawler.settings["USER_AGENT"]
        wanted = robotparser.crawl_delay(agent)
        engine = self._crawler.engine
        if not wanted or engine is None:
            return
        slot = engine.downloader._get_slot(Request(request.url))[1]
        slot.delay = max(slot.delay, min(float(wanted), LONGEST))
        # A slot that was idle for a minute is thrown away and made anew from this.
        kept = engine.downloader.per_slot_settings
        kept[urlsplit(request.url).hostname or ""] = {"delay": slot.delay, "concurrency": 1}
