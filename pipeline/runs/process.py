"""Process: a spool file taken to its end: candidates into the ledger, articles and outcomes into the index,
then the feeds' states.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import spool
from pipeline.config.sources import Catalogue, Source
from pipeline.config.topic import Topic
from pipeline.model.fetches import FeedFetch, Page, PageFetch
from pipeline.model.jobs import ProcessReport
from pipeline.model.outcomes import FEED_GOOD, NOT_INDEXED, Outcome, Stage
from pipeline.model.readings import Reading
from pipeline.model.states import PageEnd
from pipeline.plan import apply_fetch, decide_recheck, is_gone
from pipeline.read import read_page
from pipeline.store import articles, feeds, pages
from pipeline.store.articles import ArticleWrite
from pipeline.store.client import Store

BATCH = 200
"""Readings kept before they are written: a few seconds of work, some megabytes."""

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch: articles sent to the index, and the outcome of each page at each stage."""

    kept: int
    outcomes: Sequence[tuple[Stage, Outcome]]


@dataclass
class Processor:
    """Takes spool files to their end; `everything` indexes articles whatever their topic."""

    store: Store
    catalogue: Catalogue
    topic: Topic
    everything: bool = False
    tell: Tell | None = None
    _readings: list[Reading] = field(default_factory=list)
    # One thread: batches are written in their order, while the pages of the next one are read.
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _writing: Future[Written] | None = None
    _items: dict[Stage, Counter[Outcome]] = field(default_factory=dict)
    _pages: int = 0
    _kept: int = 0
    _candidates: int = 0

    def process_file(self, path: Path, archive: Path) -> None:
        """Process one spool file and move it into the archive; until then it stays where it is."""
        asked: list[FeedFetch] = []
        try:
            for item in spool.read_segment(path):
                if isinstance(item, FeedFetch):
                    self._add_candidates(item)
                    asked.append(item)
                else:
                    self.process_page(item)
        finally:
            # What stood before a damage counts as read.
            self.flush()
        # Another feed of this file may have listed an article that was written before its record was read.
        pages.note_sightings(self.store, [candidate for fetch in asked for candidate in fetch.candidates])
        # Only now: a validator kept before its candidates would hide them for ever after a crash.
        self._save_feeds(asked)
        spool.archive_segment(path, archive)

    def process_page(self, page: Page) -> None:
        """Read and judge one page; it is written with its batch."""
        reading = read_page(page, self.topic, self._find_source(page.fetch), everything=self.everything)
        self._readings.append(reading)
        self._pages += 1
        if len(self._readings) >= BATCH:
            self._begin_writing()
        if self.tell:
            self.tell(self._pages, self._kept)

    def flush(self) -> None:
        """Write what was read and wait until it is written; raise what stood in the way."""
        self._begin_writing()
        self._settle_writing()

    def _begin_writing(self) -> None:
        """Begin to write what was read, when the batch before is written."""
        readings, self._readings = self._readings, []
        self._settle_writing()
        if readings:
            self._writing = self._pool.submit(self._write_batch, readings)

    def _settle_writing(self) -> None:
        writing, self._writing = self._writing, None
        if writing is None:
            return
        written = writing.result()
        self._kept += written.kept
        for stage, outcome in written.outcomes:
            self._items.setdefault(stage, Counter())[outcome] += 1

    def _write_batch(self, readings: list[Reading]) -> Written:
        """Write a batch: articles first, then the ends of their pages."""
        indexed = self._write_articles(readings)
        gone = self._find_withdrawn([reading.fetch for reading in readings])
        ends = [
            _make_end(reading, indexed.get(id(reading)), withdrawn=reading.fetch.candidate.id in gone)
            for reading in readings
        ]
        pages.record_ends(self.store, ends)
        articles.withdraw_articles(self.store, gone.values())
        return Written(len(indexed), [item for end in ends for item in end.outcomes.items()])

    def build_report(self, files: int, failed: Iterable[str], seconds: float) -> ProcessReport:
        """Sum up what was done."""
        return ProcessReport(
            files=files,
            pages=self._pages,
            candidates=self._candidates,
            items={
                str(stage): {str(o): n for o, n in counts.items()} for stage, counts in self._items.items()
            },
            failed=tuple(failed),
            seconds=round(seconds, 2),
        )

    def _write_articles(self, readings: list[Reading]) -> dict[int, Outcome]:
        kept = [
            (r, ArticleWrite(r.article, r.verdict, self._find_source(r.fetch)))
            for r in readings
            if r.article and r.verdict
        ]
        outcomes = articles.write_articles(self.store, [write for _, write in kept])
        return {id(reading): outcome for (reading, _), outcome in zip(kept, outcomes, strict=True)}

    def _add_candidates(self, fetch: FeedFetch) -> None:
        # Both write to the ledger: not at the same time.
        self._settle_writing()
        self._candidates += len(fetch.candidates)
        if fetch.candidates:
            pages.add_candidates(self.store, fetch.candidates, seen_at=fetch.seen_at, cycle=fetch.cycle)
        if fetch.sightings:
            pages.note_sightings(self.store, fetch.sightings)
        counts = self._items.setdefault(Stage.DISCOVER, Counter())
        counts.update(fetch.entries)

    def _find_withdrawn(self, fetches: Iterable[PageFetch]) -> dict[str, str]:
        """Give the addresses whose articles were taken off, with these; an outlet in trouble takes nothing
        off.
        """
        missing = [fetch for fetch in fetches if is_gone(fetch)]
        if not missing:
            return {}
        well = {
            state.source for state in feeds.load_feed_states(self.store).values() if state.status in FEED_GOOD
        }
        return {
            f.candidate.id: f.before.article
            for f in missing
            if f.before and f.before.article and f.candidate.source in well
        }

    def _save_feeds(self, asked: list[FeedFetch]) -> None:
        if not asked:
            return
        states = feeds.load_feed_states(self.store, [f.id for f in asked])
        new = []
        for fetch in asked:
            source = self.catalogue.by_id.get(fetch.source)
            feed = next((f for f in source.polled if f.id == fetch.id), None) if source else None
            if source and feed:
                new.append(apply_fetch(states.get(fetch.id), fetch, feed.every or source.every))
        feeds.save_feed_states(self.store, new)

    def _find_source(self, fetch: PageFetch) -> Source | None:
        """The outlet of a page: the candidate's, or by host when a search feed or a foreign archive brought
        it.
        """
        source = self.catalogue.by_id.get(fetch.candidate.source)
        if source is None or source.searches:
            return self.catalogue.find_source(fetch.url or fetch.candidate.url)
        return source


def _make_end(reading: Reading, written: Outcome | None, *, withdrawn: bool = False) -> PageEnd:
    if written is not None:
        reading = reading.add_index_outcome(written)
    in_index = written is not None and written not in NOT_INDEXED
    grade = reading.verdict.grade if reading.verdict and in_index else None
    future = decide_recheck(reading.fetch, reading.ended, grade, withdrawn=withdrawn)
    article = reading.article.id if reading.article and in_index else None
    return PageEnd(
        fetch=reading.fetch,
        outcomes=reading.outcomes,
        article=article,
        article_urls=reading.article.urls if reading.article and in_index else (),
        grade=grade,
        next_try_at=future.next_try_at,
        recheck_at=future.recheck_at,
        state=future.state,
        detail=reading.detail,
    )


def process_files(paths: Iterable[Path], processor: Processor, archive: Path) -> ProcessReport:
    """Take spool files to their end; one that is damaged is put aside and named, the others go on."""
    started, done, failed = time.monotonic(), 0, []
    for path in paths:
        try:
            processor.process_file(path, archive)
            done += 1
        except spool.Damaged as error:
            failed.append(f"{path.name}: {error}")
            spool.put_segment_aside(path)
    return processor.build_report(done, failed, time.monotonic() - started)
