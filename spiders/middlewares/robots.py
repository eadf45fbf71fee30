"""robots.txt: the longest rule decides; a server that cannot give it is left in peace (RFC 9309)."""

from __future__ import annotations

import asyncio
import codecs
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from pipeline.model.outcomes import SAME_FOR_HOST, Outcome
from spiders.answer.classify import classify_failure
from spiders.answer.ended import Ended, RefusedAddress
from spiders.answer.waits import read_retry_at

MOST = 500 * 1024
"""Bytes of a robots.txt that are read: the least that RFC 9309 (2.5) asks for."""
FIRST = 1000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Rules = ProtegoRobotParser | Ended
"""The rules of a host, or how its requests end because there are none."""


class RobotsMiddleware:
    """In place of Scrapy's middleware, which asks on when robots.txt cannot be had; this one does not."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._own_name: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Make one for a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Ended: denied, or the host could not be asked for its rules."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._find_rules(request)
        if isinstance(rules, Ended):
            raise Ended(rules.outcome, rules.detail, asked=rules.asked, retry_at=rules.retry_at)
        if not rules.allowed(request.url, self._find_agent_name(request)):
            raise Ended(Outcome.ROBOTS_DENIED, "robots.txt", asked=False)

    def _find_agent_name(self, request: Request) -> str:
        return (request.headers.get("User-Agent") or self._own_name.encode()).decode("latin-1")

    async def _find_rules(self, request: Request) -> Rules:
        place = urlsplit(request.url).netloc.lower()
        if place not in self._rules:
            self._rules[place] = asyncio.get_running_loop().create_future()
            self._rules[place].set_result(await self._fetch_rules(request))
        return await self._rules[place]

    async def _fetch_rules(self, request: Request) -> Rules:
        """Ask the request's host for its rules, under the same name and guard as for a page."""
        parts = urlsplit(request.url)
        ask = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            priority=FIRST,
            callback=NO_CALLBACK,
            headers={"User-Agent": self._find_agent_name(request)},
            meta={"dont_obey_robotstxt": True, "dont_merge_cookies": True},
            dont_filter=True,
        )
        try:
            response = await self._engine.download_async(ask)
        except Exception as error:
            return _make_ended(ask, error)
        if response.status >= 500 or response.status == 429:
            retry_at = read_retry_at(response, datetime.now(UTC))
            detail = f"robots.txt answers {response.status}"
            return Ended(Outcome.ROBOTS_UNAVAILABLE, detail, retry_at=retry_at)
        return await self._parse_rules(response, request)

    @property
    def _engine(self) -> ExecutionEngine:
        engine: ExecutionEngine | None = self._crawler.engine
        return cast("ExecutionEngine", engine)

    async def _parse_rules(self, response: Response, request: Request) -> Rules:
        # 4xx means that there are no rules (RFC 9309, 2.3.1.3), 401 and 403 included.
        body = normalize_rules(response.body) if response.status < 300 else b""
        rules = ProtegoRobotParser.from_crawler(self._crawler, body)
        await self._crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=rules, request=request
        )
        return rules


def _make_ended(ask: Request, error: Exception) -> Ended:
    """Say how a host's requests end that could not be asked for its rules.

    Where the host itself cannot be reached or trusted they end as they would without robots.txt; everything
    else holds it back.
    """
    ended = classify_failure(error)
    refused_itself = isinstance(error, RefusedAddress) and error.url == ask.url
    same = ended.outcome in SAME_FOR_HOST and not isinstance(error, DownloadTimeoutError)
    if same or refused_itself:
        return Ended(ended.outcome, ended.detail, asked=ended.asked, retry_at=ended.retry_at)
    detail = f"robots.txt: {ended.detail or ended.outcome}"
    return Ended(Outcome.ROBOTS_UNAVAILABLE, detail, retry_at=ended.retry_at)


def normalize_rules(body: bytes) -> bytes:
    """Give the lines of a robots.txt as UTF-8, whatever it is encoded in; the limit cuts none in half."""
    if len(body) > MOST:
        body = body[:MOST].rpartition(b"\n")[0]
    encoding = "utf-8"
    for mark, name in _MARKS:
        if body.startswith(mark):
            encoding = name
    return body.decode(encoding, "replace").replace("\0", "").encode()
