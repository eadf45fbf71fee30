"""Old spool files made small: the records of articles that were kept go to a monthly file, the rest goes for
good.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import IO, Protocol

from warcio.warcwriter import WARCWriter

from pipeline.spool.records import Damaged, read_records
from pipeline.spool.segment_name import SegmentName

KEPT = "kept"


class Places(Protocol):
    """Where articles say that their originals lie: asked by file, and told when an original moves."""

    def find_offsets(self, files: Collection[str]) -> Mapping[str, Mapping[int, Sequence[str]]]:
        """Give for each of these files the offsets that are named, each with who names it."""

    def record_moves(self, to: Mapping[str, str]) -> None:
        """Write the new place of each one who named an old one."""


@dataclass(frozen=True, slots=True)
class Condensed:
    """What was done: spool files removed, records kept, and the monthly files that have them."""

    files: int = 0
    records: int = 0
    into: str = ""


def condense_archive(
    archive: Path,
    places: Places,
    before: datetime,
    arrived: Callable[[], None] = lambda: None,
    mark: str = "",
) -> Condensed:
    """Take files of cycles that began before a moment out of the archive, month by month; safe to run again
    after it died.

    A month's file is written anew beside the old one and put in its place in one step, and `arrived` is
    called; only then are articles told, and only then are the spool files removed.
    """
    old: dict[str, list[Path]] = {}
    for path in sorted(archive.glob("[0-9][0-9][0-9][0-9]/[0-9][0-9]/*.warc.gz")):
        month = find_month(path.name, before)
        if month:
            old.setdefault(month, []).append(path)
    records, into = 0, []
    for month, paths in old.items():
        kept = _condense_month(archive / KEPT / f"{month}{mark}.warc.gz", paths, places, arrived)
        records += kept
        into += [f"{KEPT}/{month}{mark}.warc.gz"] if kept else []
        for path in paths:
            path.unlink()
    return Condensed(sum(map(len, old.values())), records, ", ".join(into) or "no file")


def find_month(name: str, before: datetime) -> str | None:
    """Give the month, 2026-11, of a segment whose cycle began before a moment; None for any other file."""
    segment = SegmentName.parse(name)
    at = segment.started_at if segment else None
    return f"{at:%Y-%m}" if at and at < before else None


def _condense_month(target: Path, paths: Sequence[Path], places: Places, arrived: Callable[[], None]) -> int:
    """Add the records that are named to a month's file; give how many."""
    named = {
        name: offsets for name, offsets in places.find_offsets({p.name for p in paths}).items() if offsets
    }
    if not named:
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    if target.exists():
        shutil.copyfile(target, part)
    else:
        part.unlink(missing_ok=True)
    moved: dict[str, str] = {}
    with part.open("ab") as handle:
        if not handle.tell():
            writer = WARCWriter(handle, gzip=True, warc_version="1.1")
            writer.write_record(writer.create_warcinfo_record(target.name, {"software": "azvn"}))
        for path in paths:
            if path.name in named:
                moved |= _copy_records(path, named[path.name], handle, target.name)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(target)
    arrived()
    places.record_moves(moved)
    return len(set(moved.values()))


def _copy_records(
    path: Path, offsets: Mapping[int, Sequence[str]], handle: IO[bytes], name: str
) -> dict[str, str]:
    """Copy each record that is named, with the metadata record after it; give the new place for everybody who
    named it.

    Every record is a gzip member of its own, so its bytes are copied as they are.
    """
    moved: dict[str, str] = {}
    records = [*_scan_records(path), (path.stat().st_size, "")]
    with path.open("rb") as source:
        follows = False
        for (begin, kind), (end, _) in pairwise(records):
            if begin in offsets:
                moved |= dict.fromkeys(offsets[begin], f"{name}:{handle.tell()}")
            if begin in offsets or (follows and kind == "metadata"):
                source.seek(begin)
                handle.write(source.read(end - begin))
            follows = begin in offsets and kind != "metadata"
    return moved


def _scan_records(path: Path) -> Iterator[tuple[int, str]]:
    """Give offset and type of each record; one that is damaged costs itself."""
    with suppress(Damaged):
        for record, place, _ in read_records(path):
            if record is not None:
                yield place, record.rec_type
