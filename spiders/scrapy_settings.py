"""Scrapy's settings: every default that is unsafe or impolite for us turned, with the reason beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.config.settings import Settings
from pipeline.config.sources import Source
from spiders.extensions.crawl_delay import build_delay_settings

MEGABYTE = 1024 * 1024
USER_AGENT = "azvn/0.1 (+{contact})"


def build_scrapy_settings(settings: Settings, sources: Sequence[Source], budget: float) -> dict[str, Any]:
    """Give the settings of a crawl over these sources; `budget` is in seconds."""
    return {
        **_build_manners(settings, sources),
        **_build_limits(settings, budget),
        **_build_doors(settings, sources),
        **_build_parts(),
    }


def _build_manners(settings: Settings, sources: Sequence[Source]) -> dict[str, Any]:
    return {
        "USER_AGENT": USER_AGENT.format(contact=settings.contact),  # who asks, and where to reach them
        "ROBOTSTXT_OBEY": True,  # default False; RobotsMiddleware below does it
        **build_delay_settings(settings.delay, sources),
        "CONCURRENT_REQUESTS": 256,  # many hosts side by side, each on its own; a lane has one request
        # No Accept-Language: Scrapy's `en` makes outlets in four languages answer in English.
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        },
        "COOKIES_ENABLED": True,  # only where the catalogue says so: FetchCookiesMiddleware serves the others
        "REFERER_ENABLED": False,  # tells an outlet which feed we read
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [408, 500, 502, 503, 504, 522, 524],  # not 429: Scrapy ignores Retry-After
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",  # a dead source is data
        "REDIRECT_MAX_TIMES": 10,  # default 20
        "METAREFRESH_MAXDELAY": 10,  # default 100: pages that reload themselves for the next headline
    }


def _build_limits(settings: Settings, budget: float) -> dict[str, Any]:
    return {
        "CRAWL_BUDGET": budget,
        "DOWNLOAD_TIMEOUT": settings.timeout,  # default 180 s
        "DOWNLOAD_MAXSIZE": settings.max_bytes,  # default 1 GiB
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,  # half a page is none
        "COMPRESSION_ENABLED": False,  # CaptureMiddleware decodes strictly, and to the limit
        "URLLENGTH_LIMIT": 0,  # would drop a long address without a word; explain_refusal has the limit
        "HTTPERROR_ALLOW_ALL": True,  # every status has an outcome
        "MEMUSAGE_LIMIT_MB": 400,  # default none; MemoryWatchdog acts on it, not Scrapy's extension
        "MEMORY_ARRIVING_MB": 128,  # 256 answers of the largest size would be 1.3 GB
        # default 5 MB: one big sitemap would stop all hosts
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 64 * MEGABYTE,
        # default 10: as many dead names would block the resolving of others
        "REACTOR_THREADPOOL_MAXSIZE": 32,
    }


def _build_doors(settings: Settings, sources: Sequence[Source]) -> dict[str, Any]:
    insecure: set[str] = set()
    for source in sources:
        if source.insecure_tls:
            insecure.update(source.own_domains)
    return {
        "DOWNLOAD_VERIFY_CERTIFICATES": True,  # default False
        "INSECURE_TLS": sorted(insecure),  # exceptions of the catalogue
        "DOWNLOAD_HANDLERS": {
            "http": "spiders.ssrf.handler.GuardedHandler",
            # HTTP/1.1: HTTP/2 has a handler of its own, not guarded
            "https": "spiders.ssrf.handler.GuardedHandler",
            # addresses come from strangers' feeds
            "file": None,
            "data": None,
            "ftp": None,
            "s3": None,
        },
        "LET_THROUGH": settings.let_through,
        # the default gives one IPv4 address: all must be looked at
        "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingHostnameResolver",
        "TELNETCONSOLE_ENABLED": False,  # runs Python sent to it
        "REMOTE_CONTROL_ENABLED": False,  # the same over HTTP, on by default since 2.19
        "HTTPCACHE_ENABLED": False,  # we keep validators ourselves
        "LOG_ENABLED": False,  # __main__ sets up logging on standard error
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOGSTATS_INTERVAL": 0,
        "STATS_DUMP": False,  # the report says it
    }


def _build_parts() -> dict[str, Any]:
    extensions = "spiders.extensions"
    ours = "spiders.middlewares"
    theirs = "scrapy.downloadermiddlewares"
    return {
        "EXTENSIONS": {
            f"{extensions}.crawl_delay.CrawlDelay": 500,
            # looks once a minute, at the memory of the program that started this one as well, and ends it all
            "scrapy.extensions.memusage.MemoryUsage": None,
            f"{extensions}.memory.MemoryWatchdog": 0,
        },
        "DOWNLOADER_MIDDLEWARES": {
            f"{ours}.budget.BudgetMiddleware": 90,
            f"{ours}.hold.HoldMiddleware": 95,
            f"{theirs}.robotstxt.RobotsTxtMiddleware": None,  # asks on when robots.txt cannot be had
            f"{ours}.robots.RobotsMiddleware": 100,
            f"{theirs}.retry.RetryMiddleware": None,  # without pause
            f"{ours}.retry.RetryMiddleware": 550,
            f"{theirs}.redirect.MetaRefreshMiddleware": None,  # mixes two hosts' queues
            f"{ours}.redirects.MetaRefreshMiddleware": 580,
            # returns what it could read of a damaged body
            f"{theirs}.httpcompression.HttpCompressionMiddleware": None,
            f"{theirs}.redirect.RedirectMiddleware": None,
            f"{ours}.redirects.RedirectMiddleware": 600,
            # above Scrapy's own, which serves the sources whose entry says `cookies`
            f"{ours}.cookies.FetchCookiesMiddleware": 710,
            # nearest to the network: sees each answer before anybody changes it
            f"{ours}.capture.CaptureMiddleware": 1000,
        },
    }
