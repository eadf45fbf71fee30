"""`python -m bench.reactor`: how long the crawl's loop stands still while large answers are taken in.

Answers of the largest size and feeds of the most entries are decoded and packed beside it.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import Response

from pipeline.discover.sitemaps import MOST_KEPT
from pipeline.model.fetches import FeedFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.spool import build_item
from pipeline.text.coding import MOST_MEMBERS, MOST_UNPACKED
from spiders.middlewares.capture import CaptureMiddleware

URL = "http://a.example/"
BEAT = 0.001
"""Seconds between two looks at the clock."""

Work = Callable[[], Awaitable[object]]


async def measure_standstill(work: Work) -> tuple[float, float]:
    """Give the longest time in which the loop did not come round, and that of the work, in seconds."""
    longest, last = 0.0, time.perf_counter()

    async def beat() -> None:
        nonlocal longest, last
        while True:
            await asyncio.sleep(BEAT)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    heart = asyncio.create_task(beat())
    started = time.perf_counter()
    await work()
    took = time.perf_counter() - started
    heart.cancel()
    return max(longest, time.perf_counter() - last), took


def list_work() -> Mapping[str, Work]:
    """Give what is measured, by what it is called."""
    capture = CaptureMiddleware(MOST_UNPACKED)

    async def take(body: bytes, encoding: str = "identity") -> None:
        response = Response(URL, headers={"Content-Encoding": encoding}, body=body)
        await capture.process_response(Request(URL), response)

    at = datetime.now(UTC)
    entry = Candidate(url=f"{URL}1", source="a", title="A headline", summary="Some words of it. " * 20)
    feed = FeedFetch(
        source="a",
        url=URL,
        cycle="c",
        outcome=Outcome.OK,
        fetched_at=at,
        seen_at=at,
        candidates=(entry,) * MOST_KEPT,
    )

    async def pack() -> None:
        await asyncio.get_running_loop().run_in_executor(None, build_item, URL, feed, (), at)

    noise = random.Random(1).randbytes(MOST_UNPACKED // 2).hex().encode()
    members = gzip.compress(b"a reed. ", mtime=0) * MOST_MEMBERS
    return {
        f"a body of {len(noise):,} bytes": lambda: take(noise),
        f"{MOST_MEMBERS:,} members of gzip": lambda: take(members, "gzip"),
        f"a feed of {MOST_KEPT:,} entries": pack,
    }


if __name__ == "__main__":
    for name, work in list_work().items():
        standstill, took = asyncio.run(measure_standstill(work))
        print(f"{name}: {standstill:.3f} s of standstill in {took:.2f} s")
