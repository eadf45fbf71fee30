"""Pages read under a bound: what outlasts it twice, or ends its process twice, is given up alone.

The limits are settings (`AZVN_PAGE_SECONDS`, `AZVN_PAGE_MEGABYTES`); an ordinary page takes a hundredth.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A page that was given up, for what, and after how many tries."""

    page: Page | PackedPage
    rejected: Rejected
    tries: int


@dataclass(frozen=True, slots=True)
class BoundedReading:
    """A reading with the source of its page, and the page where that was given up."""

    source: Source | None
    reading: Reading
    given_up: GivenUp | None = None


class BoundedReader:
    """Reads one page after the other in a process of its own, which is ended where a page outlasts it."""

    def __init__(self, topic: Topic, settings: Settings, *, everything: bool, by_fork: bool = False) -> None:
        self._task = BoundedFunction(
            TASK,
            (topic, everything),
            seconds=settings.page_seconds,
            megabytes=settings.page_megabytes,
            by_fork=by_fork,
        )
        self._strikes: Counter[str] = Counter()
        self._current: tuple[Page | PackedPage, Source | None] | None = None

    def start(self) -> None:
        """Begin to load what reads, while the caller does something else."""
        self._task.start()

    def submit(self, page: Page | PackedPage, source: Source | None) -> None:
        """Begin to read a page; the one before must have been collected."""
        self._current = page, source
        self._task.submit(page, source, seconds=self._find_seconds(page))

    def collect(self) -> BoundedReading | None:
        """Wait for the page under way and give its reading; None when there is none."""
        if self._current is None:
            return None
        (page, source), self._current = self._current, None
        tries = 1 if self._is_struck(page) else TRIES
        for number in range(1, tries + 1):
            try:
                return BoundedReading(source, Reading.unpack(page.fetch, self._task.collect()))
            except CallFailed as fault:
                broken = Rejected(Stage.EXTRACT, Outcome.UNREADABLE, f"our fault: {fault}")
                return BoundedReading(source, Reading.reject_page(page.fetch, broken))
            except Overrun as overrun:
                given_up = Rejected(Stage.EXTRACT, overrun.outcome, overrun.detail)
                if number < tries:
                    self._task.submit(page, source)
        self._strikes[get_registrable_domain(page.fetch.final_url)] += 1
        return BoundedReading(source, self._put_words(page, source, given_up), GivenUp(page, given_up, tries))

    def close(self) -> None:
        """End the process."""
        self._task.close()

    def _put_words(self, page: Page | PackedPage, source: Source | None, given_up: Rejected) -> Reading:
        """Let the feed's words stand for a page, if these can be read."""
        try:
            return Reading.unpack(page.fetch, self._task.call(page, source, given_up))
        except (Overrun, CallFailed):
            return Reading.reject_page(page.fetch, given_up)

    def _is_struck(self, page: Page | PackedPage) -> bool:
        if not self._strikes:
            return False
        return self._strikes[get_registrable_domain(page.fetch.final_url)] >= PATIENT

    def _find_seconds(self, page: Page | PackedPage) -> float:
        return self._task.seconds * (SHARE if self._is_struck(page) else 1.0)
