"""Capture: each answer is kept as the server sent it, then decoded strictly: half a body is none."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from pipeline.model.outcomes import Outcome
from pipeline.spool import Answer, BrokenBody, TooLarge, decode_content, join_codings
from spiders.answer.ended import Ended

DECODERS = 4
"""Answers that are decoded at once: one that takes long does not keep the others waiting."""
ACCEPTED = "gzip, deflate"
_ANSWERS = "azvn_answers"


def list_answers(meta: dict[str, Any]) -> list[Answer]:
    """Give what was captured for a request, its redirects and its retries, in order.

    The list goes with the request: what is added to it is kept.
    """
    found: list[Answer] = meta.setdefault(_ANSWERS, [])
    return found


class CaptureMiddleware:
    """In place of HttpCompressionMiddleware, which returns what it could read of a damaged body."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._threads = ThreadPoolExecutor(DECODERS, thread_name_prefix="decoding")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureMiddleware:
        """Make one with the crawl's limit."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Ask only for codings that are decoded here."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer and hand on the decoded one.

        Raise Ended for a damaged or oversized one, which is not kept.
        """
        # Beside the reactor: thousands of small gzip members, and packing a large body, take their time.
        loop = asyncio.get_running_loop()
        decoded, answer = await loop.run_in_executor(self._threads, self._take_response, response)
        list_answers(request.meta).append(answer)
        return decoded

    def _take_response(self, response: Response) -> tuple[Response, Answer]:
        decoded = self._decode_response(response)
        headers: list[tuple[str, str]] = []
        for name, values in response.headers.items():
            headers += [(name.decode("latin-1"), value.decode("latin-1")) for value in values]
        answer = Answer(response.url, response.status, headers, response.body)
        answer.pack(datetime.now(UTC))
        return decoded, answer

    def _decode_response(self, response: Response) -> Response:
        encoding = join_codings(v.decode("latin-1") for v in response.headers.getlist("Content-Encoding"))
        if not encoding or not response.body:
            return response
        try:
            body = decode_content(response.body, encoding, self._limit)
        except BrokenBody as error:
            raise Ended(Outcome.BROKEN_BODY, str(error)) from None
        except TooLarge as error:
            raise Ended(Outcome.TOO_LARGE, str(error)) from None
        headers = response.headers.copy()
        headers.pop("Content-Encoding")
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(body=body, headers=headers, cls=kind)
