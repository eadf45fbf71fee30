"""Spool files of generated pages as the crawl would have written them, bodies gzipped by the server."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.generated import GeneratedPage, make_page
from pipeline.model.fetches import PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.spool import Answer, Writer

SEEN = datetime(2026, 11, 25, 6, tzinfo=UTC)
CYCLE = "20261125T060000Z"


@dataclass(frozen=True, slots=True)
class Mix:
    """One page in so many is on topic, one in so many names both countries beside it only; 0 is none."""

    relevant: int
    furniture: int


@dataclass(frozen=True, slots=True)
class Size:
    """How many pages were written, and their bytes before compression."""

    pages: int
    bytes: int

    @property
    def mean(self) -> float:
        """Bytes of a page."""
        return self.bytes / self.pages


def write_pages(folder: Path, mix: Mix, number: int) -> Size:
    """Write `number` pages into a spool folder; the same ones each time."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(folder, CYCLE, 0, 1)
    size = 0
    for i in range(number):
        page = make_page(i, relevant=_is_chosen(mix.relevant, i), furniture=_is_chosen(mix.furniture, i))
        size += len(page.body)
        writer.write_page(_make_fetch(page), [_make_answer(page)])
    writer.close()
    return Size(number, size)


def _is_chosen(rate: int, number: int) -> bool:
    return bool(rate) and number % rate == rate // 2


def _make_fetch(page: GeneratedPage) -> PageFetch:
    candidate = Candidate(
        url=page.url, source=f"outlet-{page.language}", title=page.title, published_at=page.published_at
    )
    return PageFetch(
        candidate=candidate,
        cycle=CYCLE,
        outcome=Outcome.FETCHED,
        url=page.url,
        status=200,
        content_type="text/html; charset=utf-8",
        fetched_at=SEEN,
        seen_at=SEEN,
    )


def _make_answer(page: GeneratedPage) -> Answer:
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Server", "nginx"),
    ]
    return Answer(page.url, 200, headers, gzip.compress(page.body, 5))
