"""Capture: the answer as the server sent it is kept aside, then decoded strictly; half a body is never taken for a whole one."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from pipeline.spool import Answer, BrokenBody, TooLarge, decode_content

CAPTURED = "azvn_captured"
ACCEPTED = "gzip, deflate"


class Broken(IgnoreRequest):
    """The body is damaged."""


class Oversized(IgnoreRequest):
    """The body is larger than allowed once unpacked."""


class CaptureMiddleware:
    """Takes the place of Scrapy's HttpCompressionMiddleware, which returns what it could read of a damaged body."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureMiddleware:
        """Make one with the crawl's limit."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Ask only for codings that are decoded here."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer in the request's meta and hand on the decoded one."""
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, values in response.headers.items() for v in values]
        request.meta[CAPTURED] = Answer(response.status, headers, response.body)
        encoding = b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not encoding or not response.body:
            return response
        try:
            body = decode_content(response.body, encoding, self._limit)
        except BrokenBody as error:
            raise Broken(str(error)) from None
        except TooLarge as error:
            raise Oversized(str(error)) from None
        kept = response.headers.copy()
        kept.pop("Content-Encoding")
        kind = responsetypes.from_args(headers=kept, url=response.url, body=body)
        return response.replace(body=body, headers=kept, cls=kind)
