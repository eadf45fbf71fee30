"""Scrapy's settings: every default that is unsafe or impolite for us turned, with the reason beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.catalogue import Source
from pipeline.settings import Settings
from spiders.manners.delay import slots

USER_AGENT = "azvn/0.1 (+{contact})"


def scrapy_settings(settings: Settings, sources: Iterable[Source]) -> dict[str, Any]:
    """Give the settings of a crawl over these sources."""
    return {
        "USER_AGENT": USER_AGENT.format(contact=settings.contact),  # who asks, and where to reach them
        "ROBOTSTXT_OBEY": True,  # default False
        "DOWNLOAD_DELAY": settings.delay,
        "RANDOMIZE_DOWNLOAD_DELAY": False,  # the promise is a second, not half of one
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": 64,  # many hosts side by side, each on its own
        "DOWNLOAD_SLOTS": slots(sources, settings.delay),
        "DOWNLOAD_TIMEOUT": settings.timeout,  # default 180 s
        "DOWNLOAD_MAXSIZE": settings.max_bytes,  # default 1 GiB
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,  # default False
        "DOWNLOAD_FAIL_ON_DATALOSS": True,  # half a page is none
        "DOWNLOAD_HANDLERS": {
            "http": "spiders.manners.guard.GuardedHandler",
            "https": "spiders.manners.guard.GuardedHandler",
            # addresses come from strangers' feeds
            "file": None,
            "data": None,
            "ftp": None,
            "s3": None,
        },
        "TELNETCONSOLE_ENABLED": False,  # runs Python sent to it
        "REMOTE_CONTROL_ENABLED": False,  # the same over HTTP, on by default since 2.19
        "COOKIES_ENABLED": True,  # only where a source needs them: each request says dont_merge_cookies otherwise
        "REFERER_ENABLED": False,  # tells an outlet which feed we read
        "COMPRESSION_ENABLED": False,  # CaptureMiddleware decodes strictly
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [408, 500, 502, 503, 504, 522, 524],  # not 429: Scrapy ignores Retry-After
        "REDIRECT_MAX_TIMES": 10,
        "METAREFRESH_ENABLED": True,
        "METAREFRESH_MAXDELAY": 10,
        "HTTPERROR_ALLOW_ALL": True,  # every status has an outcome
        "HTTPCACHE_ENABLED": False,  # we keep validators ourselves
        "DEPTH_LIMIT": 0,
        "MEMUSAGE_ENABLED": True,
        "MEMUSAGE_LIMIT_MB": 512,
        "LOG_ENABLED": False,  # __main__ sets up logging on standard error
        "LOG_LEVEL": settings.log_level,
        "LOGSTATS_INTERVAL": 0,
        "EXTENSIONS": {"spiders.manners.delay.CrawlDelay": 500},
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "spiders.manners.guard.GuardMiddleware": 80,
            "spiders.manners.budget.BudgetMiddleware": 90,
            "spiders.manners.robots.RobotsMiddleware": 100,
            "spiders.manners.retry.RetryMiddleware": 550,
            # nearest to the network: sees each answer before anybody changes it
            "spiders.manners.capture.CaptureMiddleware": 1000,
        },
        "LET_THROUGH": settings.let_through,
    }
