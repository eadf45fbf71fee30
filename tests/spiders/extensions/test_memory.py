"""Where too much memory is held, the largest answer that arrives is ended by name, and the others go on."""

from __future__ import annotations

import asyncio
import logging

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler

from spiders.extensions.memory import ENDED_AFTER, LOOK_EVERY, MEGABYTE, AnswerStopped, MemoryWatchdog

LARGE = Request("http://flood.example/page")
SMALL = Request("http://reed.example/page")


@pytest.fixture
def watchdog() -> MemoryWatchdog:
    """A watchdog for which any program holds too much."""
    crawler = Crawler(Spider, {"MEMUSAGE_LIMIT_MB": 1, "MEMORY_ARRIVING_MB": 64})
    crawler.settings.freeze()

    async def make() -> MemoryWatchdog:
        return MemoryWatchdog(crawler)

    return asyncio.run(make())


def test_it_looks_twice_a_second() -> None:
    assert LOOK_EVERY <= 0.5


def test_the_largest_answer_is_ended_at_its_next_byte_and_named(
    watchdog: MemoryWatchdog, caplog: pytest.LogCaptureFixture
) -> None:
    watchdog.add_bytes(b"x" * 3 * MEGABYTE, LARGE)
    watchdog.add_bytes(b"x" * 2 * MEGABYTE, SMALL)
    watchdog.look_at_memory()
    watchdog.add_bytes(b"x", SMALL)
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(AnswerStopped, match=r"3\.0 MB of it: the crawl held"),
    ):
        watchdog.add_bytes(b"x", LARGE)
    assert LARGE.url in caplog.text
    watchdog.add_bytes(b"x", SMALL)


def test_what_is_small_is_not_ended(watchdog: MemoryWatchdog) -> None:
    watchdog.add_bytes(b"x" * (MEGABYTE - 9), SMALL)
    for _ in range(ENDED_AFTER - 1):
        watchdog.look_at_memory()
    watchdog.add_bytes(b"x", SMALL)
