"""Hold: a host that says again and again when to come back is not asked before, for none of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from pipeline.model.outcomes import Outcome
from spiders.answer.ended import Ended
from spiders.answer.waits import is_asking_to_wait, read_retry_at

ENOUGH = 3
"""Answers in a row that say wait: one may concern its page alone, three mean the host."""


@dataclass
class _Host:
    refusals: int = 0
    until: datetime | None = None

    def is_holding(self, now: datetime) -> bool:
        return self.refusals >= ENOUGH and (self.until is None or self.until > now)


class HoldMiddleware:
    """Leaves a host in peace after three answers in a row that ask us to wait.

    Until the time that it named, else to the end of the crawl.
    """

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}

    def process_request(self, request: Request) -> None:
        """Let a request pass unless its host asked to wait."""
        host = self._hosts.get(_read_host(request.url))
        if host and host.is_holding(datetime.now(UTC)):
            raise Ended(Outcome.RATE_LIMITED, "its host asked to wait", asked=False, retry_at=host.until)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's signature
        """Note what the host asks for; any other answer shows that it does not mean all of its pages."""
        name = _read_host(response.url)
        if is_asking_to_wait(response):
            host = self._hosts.setdefault(name, _Host())
            host.refusals += 1
            host.until = read_retry_at(response, datetime.now(UTC))
        else:
            self._hosts.pop(name, None)
        return response


def _read_host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
