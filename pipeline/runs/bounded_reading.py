"""Pages read under a bound: what outlasts it twice, or ends its process twice, is given up alone.

The limits are settings (`AZVN_PAGE_SECONDS`, `AZVN_PAGE_MEGABYTES`); an ordinary page takes a hundredth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.config.settings import Settings
from pipeline.config.sources import Source
from pipeline.config.topic import Topic
from pipeline.model.fetches import PackedPage, Page
from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.readings import Reading
from pipeline.programs.bounded import BoundedFunction, CallFailed, Overrun
from pipeline.text.urls import get_registrable_domain

TASK = "pipeline.runs.page_task:handle_page"
TRIES = 2
PATIENT = 3
"""Pages of one domain that get all their time and a second try; after so many in quarantine the next ones of
the same run get one try and a tenth: a thousand such pages must not cost the others their cycle.
"""
SHARE = 0.1
MOST_PAGES, MOST_BYTES = 16, 1024 * 1024
"""What is handed over at once at most; a single page may have more bytes."""


class Asked(NamedTuple):
    """A page that is to be read, and its source."""

    page: Page | PackedPage
    source: Source | None


@dataclass(frozen=True, slots=True)
class BoundedReading:
    """What came of a page; where it was given up, for what and after how many tries."""

    asked: Asked
    reading: Reading
    given_up: Rejected | None = None
    tries: int = 1


class BoundedReader:
    """Reads pages in a process of its own, which is ended where a page outlasts it.

    Some are handed over at once: to change between two programs costs as much as a look at a page.
    """

    def __init__(self, topic: Topic, settings: Settings, *, everything: bool, by_fork: bool = False) -> None:
        self._task = BoundedFunction(
            TASK,
            (topic, everything),
            seconds=settings.page_seconds,
            megabytes=settings.page_megabytes,
            by_fork=by_fork,
        )
        self._strikes: Counter[str] = Counter()
        self._next: list[Asked] = []
        self._running: list[Asked] = []

    def start(self) -> None:
        """Begin to load what reads, while the caller does something else."""
        self._task.start()

    def read(self, page: Page | PackedPage, source: Source | None) -> Iterator[BoundedReading]:
        """Take a page to be read, and give what came of earlier ones when there are enough to go on with."""
        self._next.append(Asked(page, source))
        if len(self._next) == MOST_PAGES or sum(len(a.page.body) for a in self._next) > MOST_BYTES:
            yield from self._begin_next()

    def finish(self) -> Iterator[BoundedReading]:
        """Give what comes of all pages that were taken."""
        yield from self._begin_next()
        yield from self._collect()

    def close(self) -> None:
        """End the process."""
        self._task.close()

    def _begin_next(self) -> Iterator[BoundedReading]:
        """Give what came of the pages under way, and begin with those that wait."""
        yield from self._collect()
        self._running, self._next = self._next, []
        self._submit_running()

    def _submit_running(self) -> None:
        if self._running:
            self._task.submit([tuple(asked) for asked in self._running])

    def _collect(self) -> Iterator[BoundedReading]:
        tries = 1
        while self._running:
            asked = self._running[0]
            try:
                done = BoundedReading(asked, self._collect_one(asked))
            except Overrun as overrun:
                if tries < self._count_tries(asked.page):
                    tries += 1
                    self._submit_running()
                    continue
                given_up = Rejected(Stage.EXTRACT, overrun.outcome, overrun.detail)
                done = self._give_up(asked, given_up, tries)
            del self._running[0]
            tries = 1
            if done.given_up:
                self._submit_running()
            yield done

    def _collect_one(self, asked: Asked) -> Reading:
        fetch = asked.page.fetch
        try:
            return Reading.unpack(fetch, self._task.collect(self._find_seconds(asked.page)))
        except CallFailed as fault:
            broken = Rejected(Stage.EXTRACT, Outcome.UNREADABLE, f"our fault: {fault}")
            return Reading.reject_page(fetch, broken)

    def _give_up(self, asked: Asked, given_up: Rejected, tries: int) -> BoundedReading:
        self._strikes[get_registrable_domain(asked.page.fetch.final_url)] += 1
        return BoundedReading(asked, self._put_words(*asked, given_up), given_up, tries)

    def _put_words(self, page: Page | PackedPage, source: Source | None, given_up: Rejected) -> Reading:
        """Let the feed's words stand for a page, if these can be read."""
        try:
            return Reading.unpack(page.fetch, self._task.call(page, source, given_up))
        except (Overrun, CallFailed):
            return Reading.reject_page(page.fetch, given_up)

    def _count_tries(self, page: Page | PackedPage) -> int:
        return 1 if self._is_struck(page) else TRIES

    def _is_struck(self, page: Page | PackedPage) -> bool:
        if not self._strikes:
            return False
        return self._strikes[get_registrable_domain(page.fetch.final_url)] >= PATIENT

    def _find_seconds(self, page: Page | PackedPage) -> float:
        return self._task.seconds * (SHARE if self._is_struck(page) else 1.0)
