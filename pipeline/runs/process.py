"""Process: a segment is taken to its end: candidates noted, pages read, then the states of its feeds."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from pipeline import spool
from pipeline.config.settings import Settings, get_settings
from pipeline.config.sources import Catalogue, Source
from pipeline.config.topic import Topic
from pipeline.model.fetches import FeedFetch, PackedPage, Page, PageFetch
from pipeline.model.items import Rejected
from pipeline.model.jobs import ProcessReport
from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.quarantine import SetAside
from pipeline.model.readings import Reading
from pipeline.model.states import FeedState
from pipeline.plan import apply_fetch
from pipeline.runs.bounded_reading import BoundedReader, BoundedReading
from pipeline.runs.index import BatchItem, Written, write_batch
from pipeline.spool import quarantine, tries
from pipeline.store import feeds
from pipeline.store.client import Store
from pipeline.store.pages.candidates import add_candidates, note_sightings

log = logging.getLogger(__name__)

BATCH = 200
"""Readings kept before they are written: a few seconds of work, some megabytes."""

PageListener = Callable[[int, int], None]
"""Hears how many pages were read, and how many of them are in the index."""


def process_files(paths: Iterable[Path], processor: Processor, archive: Path) -> ProcessReport:
    """Take segments to their end; one that is damaged is put aside and named, the others go on.

    So is one that stopped so many programs that its records cannot be told apart.
    """
    started = time.monotonic()
    done = 0
    failed = []
    for path in paths:
        if tries.is_hopeless(path):
            processor.set_file_aside(path, archive)
            continue
        try:
            processor.process_file(path, archive)
            done += 1
        except spool.Damaged as error:
            failed.append(f"{path.name}: {error}")
            spool.put_segment_aside(path)
    processor.close()
    return processor.build_report(done, failed, time.monotonic() - started)


@dataclass
class Processor:
    """Takes segments to their end; `everything` indexes articles whatever their topic.

    Pages are read under the limits of the settings; `set_aside` is the quarantine, None in a run that keeps
    none. `by_fork`: the caller is a program of one thread, of which what reads them may be a copy.
    """

    store: Store
    catalogue: Catalogue
    topic: Topic
    everything: bool = False
    tell: PageListener | None = None
    settings: Settings = field(default_factory=get_settings)
    set_aside: Path | None = None
    by_fork: bool = False
    _batch: list[BatchItem] = field(default_factory=list)
    # One thread: batches are written in their order, while the pages of the next one are read.
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _writing: Future[Written] | None = None
    _items: dict[Stage, Counter[Outcome]] = field(default_factory=dict)
    _quarantined: list[SetAside] = field(default_factory=list)
    _pages: int = 0
    _kept: int = 0
    _candidates: int = 0

    @cached_property
    def reader(self) -> BoundedReader:
        """What reads pages, started at first use."""
        return BoundedReader(self.topic, self.settings, everything=self.everything, by_fork=self.by_fork)

    def process_file(self, path: Path, archive: Path) -> None:
        """Process one segment and move it into the archive; until then it stays where it is."""
        asked: list[FeedFetch] = []
        self.set_aside = self.set_aside or archive / quarantine.FOLDER
        try:
            with tries.follow_reading(path) as note:
                guilty = tries.find_guilty_places(path)
                for item in spool.read_packed_segment(path, guilty=guilty, note=note):
                    self._process_item(path, item, asked)
        finally:
            # What stood before a damage counts as read.
            self.flush()
        # Another feed of this file may have listed an article that was written before its record was read.
        note_sightings(self.store, [candidate for fetch in asked for candidate in fetch.candidates])
        # Only now: a validator kept before its candidates would hide them for ever after a crash.
        self._save_feeds(asked)
        spool.archive_segment(path, archive)

    def _process_item(self, path: Path, item: spool.PackedItem, asked: list[FeedFetch]) -> None:
        if isinstance(item, spool.GuiltyItem):
            self._give_up_item(path, item, asked)
        elif isinstance(item, FeedFetch):
            self._add_candidates(item)
            asked.append(item)
        else:
            self.process_page(item)

    def process_page(self, page: Page | PackedPage) -> None:
        """Have a page read and judged; it is written with its batch."""
        self._take_readings(self.reader.read(page, self._find_source(page.fetch)))

    def _take_readings(self, readings: Iterable[BoundedReading]) -> None:
        """Take pages that were read into the batch."""
        for done in readings:
            if done.given_up and self.set_aside:
                page = done.asked.page
                page = spool.unpack_page(page) if isinstance(page, PackedPage) else page
                self._keep_aside(
                    quarantine.put_page_aside(self.set_aside, page, done.given_up, done.tries, _now())
                )
            self._add_reading(done.reading, done.asked.source)

    def _add_reading(self, reading: Reading, source: Source | None) -> None:
        self._batch.append(BatchItem(reading, source))
        self._pages += 1
        self._kept += reading.article is not None
        if len(self._batch) >= BATCH:
            self._begin_writing()
        if self.tell:
            self.tell(self._pages, self._kept)

    def _give_up_item(self, path: Path, item: spool.GuiltyItem, asked: list[FeedFetch]) -> None:
        """Set a record aside at which programs ended; what it is of is noted as that."""
        deaths = tries.find_guilty_places(path)[item.begin]
        note = quarantine.put_item_aside(self.set_aside or path.parent, path, item, deaths, _now())
        self._keep_aside(note)
        if isinstance(item.fetch, PageFetch):
            given_up = Rejected(Stage.EXTRACT, note.outcome, note.detail)
            self._add_reading(Reading.reject_page(item.fetch, given_up), self._find_source(item.fetch))
        elif item.fetch:
            ended = {"outcome": note.outcome, "detail": note.detail, "candidates": (), "sightings": ()}
            asked.append(item.fetch.model_copy(update={**ended, "entries": {}}))

    def set_file_aside(self, path: Path, archive: Path) -> None:
        """Move a whole segment into quarantine."""
        deaths = tries.count_deaths(path)
        why = f"{deaths} programs ended while they took it in"
        folder = self.set_aside or archive / quarantine.FOLDER
        self._keep_aside(quarantine.put_file_aside(folder, path, why, deaths, _now()))
        tries.forget_tries(path)

    def _keep_aside(self, note: SetAside) -> None:
        self._quarantined.append(note)
        log.error("quarantine %s: %s %s (%s)", note.id, note.url or note.archive, note.outcome, note.detail)

    def close(self) -> None:
        """End the process that reads; a later page begins a new one."""
        self.reader.close()

    def flush(self) -> None:
        """Write what was read and wait until it is written; raise what stood in the way."""
        self._take_readings(self.reader.finish())
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
            quarantined=tuple(self._quarantined),
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
        for stage, outcome in writing.result():
            self._items.setdefault(stage, Counter())[outcome] += 1

    def _add_candidates(self, fetch: FeedFetch) -> None:
        # Both write to `pages`: not at the same time.
        self._take_readings(self.reader.finish())
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
            return self.catalogue.find_source(fetch.final_url)
        return source


def _now() -> datetime:
    return datetime.now(UTC)
