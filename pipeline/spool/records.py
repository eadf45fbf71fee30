"""The records of a WARC or ARC file, one after the other; what is damaged costs itself and is told."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader

BLOCK = 64 * 1024
MAGIC = b"\x1f\x8b\x08"
STARTS = (b"WARC/", b"filedesc:")
"""How a record of a WARC file begins, and the first one of an ARC file."""
MOST_DAMAGES = 3
"""Damages of a file that are named; the others are counted."""

PlacedRecord = tuple[ArcWarcRecord | None, int, Callable[[], int]]
"""A record, its offset, and what gives the offset of its end once it was read; None stands for a gap."""


class Damaged(Exception):
    """A spool or archive file cannot be read to its end; the message says where."""


class _Loader(ArcWarcRecordLoader):  # type: ignore[misc]
    """Gives a record whose HTTP headers cannot be had, for want of an address or for damage, without them."""

    def load_http_headers(self, rec_type: str, uri: str | None, stream: Any, length: int | None) -> Any:
        """Give the headers, or None."""
        if uri is None:
            return None
        try:
            return super().load_http_headers(rec_type, uri, stream, length)
        except Exception:
            return None


def read_records(path: Path) -> Iterator[PlacedRecord]:
    """Give the records of a file; raise Damaged at its end, with every damage, or at once for another file.

    warcio ends without a word where a file is cut, and stops at the first damage; here the last record must
    end with the file, and reading goes on at the next record that begins.
    """
    damages: list[str] = []
    try:
        with path.open("rb") as handle:
            _refuse_other_files(handle)
            size = path.stat().st_size
            begin: int | None = 0
            while begin is not None and begin < size:
                end = begin
                for record, place, find_end in _read_run(handle, begin, damages):
                    yield record, place, find_end
                    end = find_end()
                begin = _find_next_record(handle, end + 1) if end < size else None
                if end < size:
                    damages.append(f"is cut or damaged after byte {end} of {size}")
                if begin is not None:
                    yield None, begin, lambda: 0
    except OSError as error:
        raise Damaged(f"cannot be read: {error.strerror or error}") from None
    if damages:
        more = f" and {len(damages) - MOST_DAMAGES} more times" if len(damages) > MOST_DAMAGES else ""
        raise Damaged("; ".join(damages[:MOST_DAMAGES]) + more)


def _read_run(handle: IO[bytes], begin: int, damages: list[str]) -> Iterator[PlacedRecord]:
    """Give the records from an offset up to the first damage, which is added to the others."""
    handle.seek(begin)
    records = ArchiveIterator(handle, block_size=BLOCK)
    records.loader = _Loader(verify_http=False, arc2warc=False)
    iterator = iter(records)
    while True:
        try:
            record = next(iterator, None)
        except Exception as error:
            # warcio raises whatever its own code meets in strangers' bytes.
            damages.append(f"cannot be read after byte {begin}: {' '.join(str(error).split())[:200]}")
            return
        if record is None:
            return
        ended: list[int] = []

        def find_end(ended: list[int] = ended) -> int:
            if not ended:
                records.read_to_end()
                ended.append(int(records.offset))
            return ended[0]

        yield record, int(records.offset), find_end
        try:
            begin = find_end()
        except Exception as error:
            damages.append(f"cannot be read after byte {begin}: {' '.join(str(error).split())[:200]}")
            return


def _refuse_other_files(handle: IO[bytes]) -> None:
    """Raise Damaged for a file that is no archive, in a word that says what it is."""
    start = handle.read(BLOCK)
    handle.seek(0)
    if not start:
        raise Damaged("is empty")
    head = _unpack_start(start)
    if not head.startswith(STARTS):
        kind = "a web page" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "something else"
        raise Damaged(f"is no WARC file but {kind}")


def _unpack_start(start: bytes) -> bytes:
    """Give the first bytes, unpacked where they are gzip."""
    if start[:3] != MAGIC:
        return start
    try:
        return zlib.decompressobj(31).decompress(start, 512)
    except zlib.error:
        return b""


def _find_next_record(handle: IO[bytes], begin: int) -> int | None:
    """Give the offset of the first record in a gzip member of its own at or after an offset; None without."""
    place, kept = begin, b""
    handle.seek(begin)
    while block := handle.read(BLOCK):
        data = kept + block
        start = data.find(MAGIC)
        while start >= 0:
            at = place - len(kept) + start
            if _begins_record(handle, at):
                return at
            start = data.find(MAGIC, start + 1)
        place += len(block)
        kept = data[-(len(MAGIC) - 1) :]
        handle.seek(place)
    return None


def _begins_record(handle: IO[bytes], at: int) -> bool:
    handle.seek(at)
    return _unpack_start(handle.read(1024)).startswith(STARTS[0])
