"""Answers that take long to decode or to read, or much memory, cost themselves and no other host."""

from __future__ import annotations

import asyncio
import gzip
import random
import threading
from collections.abc import Awaitable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from pipeline.config.settings import Settings
from pipeline.discover import Discovery
from pipeline.model.fetches import FeedFetch
from pipeline.model.outcomes import Outcome
from spiders.feed.bounded_discovery import BoundedDiscovery
from spiders.middlewares.capture import CaptureMiddleware, list_answers
from tests.spiders.conftest import Crawled, environment, job, run, source
from tests.spiders.site import Site, Wire, answer, rss

MEMBER_COUNT = 4000
MEMBERS = b"".join(gzip.compress(b"a reed. ", mtime=0) for _ in range(MEMBER_COUNT))
ENDLESS = rss("http://fen.example/1").replace(b"<title>", b"<title " + b"".join(
    b"a%d='x' " % number for number in range(5000)
) + b">", 1)  # fmt: skip
MANY = b"".join(b"<url><loc>http://fen.example/%d</loc></url>" % number for number in range(8000))
SITEMAP = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + MANY + b"</urlset>"


async def count_beats(work: Awaitable[Any]) -> tuple[int, Any]:
    """Give how often the loop came round while something was waited for, and what it gave."""
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.005)
            beats += 1

    heart = asyncio.create_task(beat())
    try:
        return beats, (await work, beats)
    finally:
        heart.cancel()


def test_the_loop_goes_round_while_thousands_of_gzip_members_are_decoded() -> None:
    packed = Response("http://fen.example/", headers={"Content-Encoding": "gzip"}, body=MEMBERS)
    capture = CaptureMiddleware(5 * 1024 * 1024)
    _, (decoded, beats) = asyncio.run(
        count_beats(capture.process_response(Request("http://fen.example/"), packed))
    )
    assert decoded.body == b"a reed. " * MEMBER_COUNT
    assert beats > 0


def test_the_loop_goes_round_while_a_large_body_is_packed_for_its_file() -> None:
    body = random.Random(1).randbytes(2_000_000).hex().encode()
    request = Request("http://fen.example/")
    capture = CaptureMiddleware(5 * 1024 * 1024)
    _, (_, beats) = asyncio.run(
        count_beats(capture.process_response(request, Response(request.url, body=body)))
    )
    assert beats > 3
    (answer,) = list_answers(request.meta)
    arrived = answer.pack(datetime(2000, 1, 1, tzinfo=UTC))
    assert b"WARC-Date: 2000" not in gzip.decompress(arrived.data)
    assert body in gzip.decompress(arrived.data)


def test_the_loop_goes_round_while_a_long_sitemap_is_read() -> None:
    discovery = BoundedDiscovery(Settings(page_seconds=20))
    named: dict[str, Any] = {"url": "http://fen.example/s.xml", "source": None, "feed": None}
    named["now"] = datetime.now(UTC)
    _, (found, beats) = asyncio.run(count_beats(discovery.discover(SITEMAP, **named)))
    assert isinstance(found, Discovery)
    assert beats > 3


pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """A crawl of a host whose feeds and pages are of the worst kind, beside a host that is well."""
    site = Site()
    site.on("http://bog.example/rss", answer(ENDLESS, Content_Type="application/rss+xml"))
    site.on("http://bog.example/all.xml", answer(SITEMAP, Content_Type="application/xml"))
    site.on("http://bog.example/page", answer(MEMBERS, Content_Encoding="gzip"))
    for number in range(30):
        site.on(f"http://fen.example/{number}", answer())
    site.start()
    tasks = [f"http://fen.example/{number}" for number in range(30)]
    given = job(
        tmp_path_factory.mktemp("spool"),
        pages=["http://bog.example/page", *tasks],
        feeds=["http://bog.example/rss", "http://bog.example/all.xml"],
        sources=(source(domains=["bog.example", "fen.example"]),),
    )
    yield run(given, environment([site], AZVN_PAGE_SECONDS="0.05", AZVN_TIMEOUT="20"))
    site.stop()


def test_a_feed_that_outlasts_its_time_ends_with_the_word_and_the_number(mixed: Crawled) -> None:
    fetch = mixed.feed("http://bog.example/all.xml")
    assert (fetch.outcome, fetch.detail) == (Outcome.TOO_SLOW, "more than 0.05 s")


def test_the_pages_of_other_hosts_are_fetched_all_the_same(mixed: Crawled) -> None:
    assert {mixed.ended(f"http://fen.example/{n}") for n in range(30)} == {Outcome.FETCHED}
    assert mixed.ended("http://bog.example/page") is Outcome.FETCHED
    assert (mixed.code, mixed.report.finish) == (0, "finished")
    assert sum(isinstance(item, FeedFetch) for item in mixed.items) == 2


HOSTS = 30
PART = b"<p>water</p>" * (4_800_000 // 12)


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """A crawl into which 30 hosts pour 4.8 MB each at once; none ends before one of them is ended."""
    site, gate = Site(), threading.Event()

    def pour(wire: Wire) -> None:
        wire.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PART)
        for _ in range(600):
            wire.write(b" ")
            if wire.close_connection and not gate.is_set():
                gate.set()
            if gate.wait(0.05):
                break
        wire.close_connection = True

    for number in range(HOSTS):
        site.on(f"http://flood-{number}.example/page", pour)
    site.start()
    pages = [f"http://flood-{number}.example/page" for number in range(HOSTS)]
    yield run(job(tmp_path_factory.mktemp("spool"), pages=pages), environment([site], AZVN_TIMEOUT="60"))
    site.stop()


def test_what_arrives_at_once_is_bounded_and_the_largest_is_named(flooded: Crawled) -> None:
    ended = [flooded.page(f"http://flood-{number}.example/page").fetch for number in range(HOSTS)]
    stopped = [fetch for fetch in ended if fetch.outcome is Outcome.TOO_MUCH_MEMORY]
    assert stopped
    assert len([fetch for fetch in ended if fetch.outcome is Outcome.FETCHED]) > HOSTS // 3
    assert {fetch.outcome for fetch in ended} == {Outcome.TOO_MUCH_MEMORY, Outcome.FETCHED}
    assert "MB" in stopped[0].detail
    assert f"memory: {stopped[0].candidate.url}" in flooded.err
    assert (flooded.code, flooded.report.finish) == (0, "finished")
