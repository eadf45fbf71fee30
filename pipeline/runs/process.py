"""Process: a segment is taken to its end: candidates noted, pages read, then the states of its feeds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import spool
from pipeline.config.sources import Catalogue, Source
from pipeline.config.topic import Topic
from pipeline.model.fetches import FeedFetch, Page, PageFetch
from pipeline.model.jobs import ProcessReport
from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.states import FeedState
from pipeline.plan import apply_fetch
from pipeline.read import read_page
from pipeline.runs.index import BatchItem, Written, write_batch
from pipeline.store import feeds
from pipeline.store.client import Store
from pipeline.store.pages.candidates import add_candidates, note_sightings

BATCH = 200
"""Readings kept before they are written: a few seconds of work, some megabytes."""

PageListener = Callable[[int, int], None]
"""Hears how many pages were read, and how many of them are in the index."""


def process_files(paths: Iterable[Path], processor: Processor, archive: Path) -> ProcessReport:
    """Take segments to their end; one that is damaged is put aside and named, the others go on."""
    started = time.monotonic()
    done = 0
    failed = []
    for path in paths:
        try:
            processor.process_file(path, archive)
            done += 1
        except spool.Damaged as error:
            failed.append(f"{path.name}: {error}")
            spool.put_segment_aside(path)
    return processor.build_report(done, failed, time.monotonic() - started)


@dataclass
class Processor:
    """Takes segments to their end; `everything` indexes articles whatever their topic."""

    store: Store
    catalogue: Catalogue
    topic: Topic
    everything: bool = False
    tell: PageListener | None = None
    _batch: list[BatchItem] = field(default_factory=list)
    # One thread: batches are written in their order, while the pages of the next one are read.
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _writing: Future[Written] | None = None
    _items: dict[Stage, Counter[Outcome]] = field(default_factory=dict)
    _pages: int = 0
    _kept: int = 0
    _candidates: int = 0

    def process_file(self, path: Path, archive: Path) -> None:
        """Process one segment and move it into the archive; until then it stays where it is."""
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
        note_sightings(self.store, [candidate for fetch in asked for candidate in fetch.candidates])
        # Only now: a validator kept before its candidates would hide them for ever after a crash.
        self._save_feeds(asked)
        spool.archive_segment(path, archive)

    def process_page(self, page: Page) -> None:
        """Read and judge one page; it is written with its batch."""
        source = self._find_source(page.fetch)
        reading = read_page(page, self.topic, source, everything=self.everything)
        self._batch.append(BatchItem(reading, source))
        self._pages += 1
        if len(self._batch) >= BATCH:
            self._begin_writing()
        if self.tell:
            self.tell(self._pages, self._kept)

    def flush(self) -> None:
        """Write what was read and wait until it is written; raise what stood in the way."""
        self._begin_writing()
        self._settle_writing()

    def build_report(self, files: int, failed: Iterable[str], seconds: float) -> ProcessReport:
        """Sum up what was done."""
        counted = {str(stage): dict(counts) for stage, counts in self._items.items()}
        return ProcessReport(
            files=files,
            pages=self._pages,
            candidates=self._candidates,
            items={stage: {str(o): n for o, n in counts.items()} for stage, counts in counted.items()},
            failed=tuple(failed),
            seconds=round(seconds, 2),
        )

    def _begin_writing(self) -> None:
        """Begin to write what was read, when the batch before is written."""
        batch, self._batch = self._batch, []
        self._settle_writing()
        if batch:
            self._writing = self._pool.submit(write_batch, self.store, batch)

    def _settle_writing(self) -> None:
        """Wait for the batch that is being written, and count it."""
        writing, self._writing = self._writing, None
        if writing is None:
            return
        written = writing.result()
        self._kept += written.kept
        for stage, outcome in written.outcomes:
            self._items.setdefault(stage, Counter())[outcome] += 1

    def _add_candidates(self, fetch: FeedFetch) -> None:
        # Both write to `pages`: not at the same time.
        self._settle_writing()
        self._candidates += len(fetch.candidates)
        if fetch.candidates:
            add_candidates(self.store, fetch.candidates, first_seen_at=fetch.seen_at, cycle=fetch.cycle)
        if fetch.sightings:
            note_sightings(self.store, fetch.sightings)
        self._items.setdefault(Stage.DISCOVER, Counter()).update(fetch.entries)

    def _save_feeds(self, asked: list[FeedFetch]) -> None:
        if not asked:
            return
        states = feeds.load_feed_states(self.store, [fetch.id for fetch in asked])
        new = [self._apply_fetch(states.get(fetch.id), fetch) for fetch in asked]
        feeds.save_feed_states(self.store, [state for state in new if state])

    def _apply_fetch(self, state: FeedState | None, fetch: FeedFetch) -> FeedState | None:
        """Give a feed's new state; None for one that has left the catalogue meanwhile."""
        source = self.catalogue.by_id.get(fetch.source)
        polled = source.polled if source else ()
        feed = next((feed for feed in polled if feed.id == fetch.id), None)
        if source is None or feed is None:
            return None
        return apply_fetch(state, fetch, feed.every or source.every)

    def _find_source(self, fetch: PageFetch) -> Source | None:
        """Give the candidate's source, or that of the host when a search or a foreign archive brought it."""
        source = self.catalogue.by_id.get(fetch.candidate.source)
        if source is None or source.searches:
            return self.catalogue.find_source(fetch.url or fetch.candidate.url)
        return source
