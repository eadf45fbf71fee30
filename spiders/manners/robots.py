"""robots.txt: the longest rule decides; a server that cannot give it is left in peace (RFC 9309)."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from spiders.manners.guard import RefusedAddress

MOST = 500 * 1024
"""Bytes of a robots.txt that are read: the least that RFC 9309 asks for."""


class RobotsDenied(IgnoreRequest):
    """robots.txt forbids the path."""


class RobotsUnavailable(IgnoreRequest):
    """robots.txt could not be had for a fault of the server or the network."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, which asks on when robots.txt cannot be had; this one does not."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unavailable: dict[str, str] = {}
        self._refused: dict[str, str] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Let the request pass, or raise RobotsDenied or RobotsUnavailable."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parser = await self.robot_parser(request)
        netloc = request.url.split("/", 3)[2]
        if netloc in self._refused:
            raise RefusedAddress(self._refused[netloc])
        if netloc in self._unavailable:
            raise RobotsUnavailable(self._unavailable[netloc])
        agent = request.headers.get(b"User-Agent", self._default_useragent.encode())
        if parser is not None and not parser.allowed(request.url, agent or b""):
            raise RobotsDenied("robots.txt")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._unavailable[netloc] = f"robots.txt answers {response.status}"
        # Any other 4xx means that there are no rules; a web page in its place has none either.
        rules = response.body[:MOST] if response.status < 300 else b""
        await super()._parse_robots(response.replace(body=rules), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, RefusedAddress):
            self._refused[netloc] = str(exc)
        else:
            self._unavailable[netloc] = f"robots.txt: {type(exc).__name__}"
        waiting = self._parsers[netloc]
        self._parsers[netloc] = None
        if isinstance(waiting, Deferred):
            waiting.callback(None)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Give the rules of the request's host; a refused host is not even asked for them."""
        found = self._parsers.get(request.url.split("/", 3)[2])
        if isinstance(found, Deferred):
            return await maybe_deferred_to_future(_follow(found))
        return await super().robot_parser(request)


def _follow(waiting: Deferred[RobotParser | None]) -> Deferred[RobotParser | None]:
    """Give a Deferred of one's own: the result of a shared one is handed on, not eaten by the first who waits."""
    own: Deferred[RobotParser | None] = Deferred()

    def tell(result: RobotParser | None) -> RobotParser | None:
        own.callback(result)
        return result

    waiting.addCallback(tell)
    return own
