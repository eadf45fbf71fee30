"""The writing end of the spool: one process, one segment at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from warcio.warcwriter import WARCWriter

from pipeline.model.faults import KnownFault
from pipeline.model.fetches import FeedFetch, PageFetch
from pipeline.programs.private import make_private_folder, open_private
from pipeline.spool.answers import Answer, format_warc_date, make_warc_record
from pipeline.spool.folder import is_taken, lock_file
from pipeline.spool.segment_name import OPEN, SegmentName

CLOSED_AFTER = 120.0
"""Seconds until a segment is closed, so that a long crawl can be processed while it goes on."""
CLOSED_AT = 64 * 1024 * 1024
METADATA = "application/json"
SOFTWARE = "azvn"
TYPE = {"feed": b'{"type":"feed",', "page": b'{"type":"page",'}
"""How a metadata record begins: readers tell the two apart before they parse."""


class Full(KnownFault):
    """The disk cannot take another record; the message says what to do."""


class Writer:
    """Writes the segments of one shard of one cycle; each gets its final name when it is closed, which
    nothing overwrites.

    Feeds must be written before the pages that they list: after a crash those pages wait in the index.
    """

    def __init__(
        self, folder: Path, cycle: str, shard: int, attempt: int, *, closed_after: float = CLOSED_AFTER
    ) -> None:
        self.files: list[str] = []
        self.bytes = 0
        self._folder, self._closed_after = folder, closed_after
        self._name = SegmentName(cycle, shard, attempt, number=0)
        self._handle: IO[bytes] | None = None
        self._whole = 0
        self._opened = 0.0

    def write_feed(self, fetch: FeedFetch, answers: Sequence[Answer] = ()) -> None:
        """Write what came back for a feed and what it lists; raise Full when the disk does not take it."""
        self.append(build_item(fetch.url, fetch, answers, fetch.fetched_at))

    def write_page(self, fetch: PageFetch, answers: Sequence[Answer] = ()) -> None:
        """Write what came back for a candidate, the hops first; without answers only how the fetch ended.
        Raise Full as `feed` does.
        """
        self.append(build_item(fetch.url or fetch.candidate.url, fetch, answers, fetch.fetched_at))

    def append(self, data: bytes) -> None:
        """Append what `build_item` made of a feed or page; raise Full as `write_feed` does."""
        try:
            handle = self._open_segment()
            self._append_item(handle, data)
            if time.monotonic() - self._opened < self._closed_after and self._whole < CLOSED_AT:
                return
        except OSError as error:
            raise self._build_full(error) from error
        self.close()

    def close(self) -> None:
        """Close the segment that is open, if any, under its final name; raise Full when the disk does not
        take it.
        """
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        path = Path(handle.name)
        try:
            os.fsync(handle.fileno())
            self._link_segment(path)
            _sync_folder(self._folder)
        except OSError as error:
            raise self._build_full(error) from error
        finally:
            handle.close()
            path.unlink(missing_ok=True)

    def _link_segment(self, path: Path) -> None:
        # link fails when the name is taken, rename would overwrite.
        while True:
            name = str(self._name)
            with suppress(FileExistsError):
                os.link(path, self._folder / name)
                self.files.append(name)
                return
            self._name = self._name.advance()

    def _append_item(self, handle: IO[bytes], data: bytes) -> None:
        """Append all or nothing: after a failure the segment ends where the last whole item did."""
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[handle.write(rest) :]
        except OSError:
            os.ftruncate(handle.fileno(), self._whole)
            raise
        self._whole += len(data)
        self.bytes += len(data)

    def _open_segment(self) -> IO[bytes]:
        if self._handle is None:
            make_private_folder(self._folder)
            self._name = self._name.advance()
            while is_taken(self._folder, self._name):
                self._name = self._name.advance()
            # Unbuffered: what is written is in the file, and a full disk is told at the record it hit.
            handle = _open_segment_file(self._folder / f"{self._name}{OPEN}")
            lock_file(handle)
            self._handle, self._whole, self._opened = handle, 0, time.monotonic()
            self._append_item(handle, build_warcinfo(str(self._name)))
        return self._handle

    def _build_full(self, error: OSError) -> Full:
        return Full(
            f"The spool in {self._folder} cannot be written ({error.strerror or error}): free some space"
            " there and run it again."
        )


def _open_segment_file(place: Path) -> IO[bytes]:
    return open(place, "xb", buffering=0, opener=open_private)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def build_warcinfo(name: str) -> bytes:
    """Give the record with which a file of ours begins."""
    buffer = BytesIO()
    warc = WARCWriter(buffer, gzip=True, warc_version="1.1")
    warc.write_record(
        warc.create_warcinfo_record(name, {"software": SOFTWARE, "format": "WARC File Format 1.1"})
    )
    return buffer.getvalue()


def build_item(url: str, fetch: FeedFetch | PageFetch, answers: Sequence[Answer], at: datetime) -> bytes:
    """Give the records of a feed or page: its answers, the hops first, and what is known about them."""
    buffer = BytesIO()
    warc = WARCWriter(buffer, gzip=True, warc_version="1.1")
    head = {"WARC-Date": format_warc_date(at)}
    for answer in answers:
        packed = answer.pack(at)
        buffer.write(packed.data)
        head["WARC-Concurrent-To"] = packed.id
    payload = TYPE[fetch.type] + fetch.model_dump_json(exclude_defaults=True).encode().removeprefix(b"{")
    warc.write_record(
        make_warc_record(warc, url, "metadata", payload, warc_content_type=METADATA, warc_headers_dict=head)
    )
    return buffer.getvalue()
