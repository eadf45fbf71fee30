"""The folders of the spool: which segments wait, which were left open by a dead writer, and where processed
ones go.
"""

from __future__ import annotations

import errno
import fcntl
import filecmp
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.programs.private import make_private_folder
from pipeline.spool.segment_name import OPEN, SUFFIX, SegmentName
from pipeline.spool.tries import forget_tries

log = logging.getLogger(__name__)

JUST_MADE = 60.0
"""Seconds in which a segment may be open and not yet locked by its writer."""


def list_waiting_segments(folder: Path) -> list[Path]:
    """Give the closed segments in order; what a dead writer left open is removed: its feeds and pages will be
    asked again.
    """
    for path in find_stale_segments(folder):
        path.unlink(missing_ok=True)
    return sorted(folder.glob(f"*{SUFFIX}"))


def find_stale_segments(folder: Path) -> list[Path]:
    """Give the open segments whose writer is gone: a living one holds a lock on its segment, whatever its
    process number.
    """
    return [path for path in sorted(folder.glob(f"*{SUFFIX}{OPEN}")) if _is_abandoned(path)]


def lock_file(handle: IO[bytes]) -> None:
    """Mark a file as being in use for as long as the handle is open; raise BlockingIOError when another
    process has it.
    """
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def lock_shard(folder: Path, shard: int) -> Iterator[bool]:
    """Say whether no other process on this machine works on a shard of this spool, and keep others off while
    the block runs.

    The lease in Elasticsearch tells all machines the same, but not while Elasticsearch is away.
    """
    make_private_folder(folder)
    with (folder / f"shard-{shard:02}.lock").open("ab") as handle:
        try:
            lock_file(handle)
        except BlockingIOError:
            yield False
        else:
            yield True


def _is_abandoned(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            if (
                os.fstat(handle.fileno()).st_size == 0
                and time.time() - os.fstat(handle.fileno()).st_mtime < JUST_MADE
            ):
                return False
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        # Locked by its writer, or closed under its final name in this very moment.
        return False
    return True


def build_archive_path(folder: Path, name: str) -> Path:
    """Give the place of a segment in an archive: by the year and month with which its cycle's id begins."""
    return folder / name[:4] / name[4:6] / name


def is_taken(spool: Path, name: SegmentName) -> bool:
    """Whether a segment of this name is in the spool, open or closed, or in the archive around it."""
    places = (spool / str(name), spool / f"{name}{OPEN}", build_archive_path(spool.parent, str(name)))
    return any(place.exists() for place in places)


def archive_segment(path: Path, archive: Path) -> Path:
    """Move a processed segment into the archive and give its place; another segment of that name there is
    never overwritten.
    """
    target = build_archive_path(archive, path.name)
    make_private_folder(target.parent)
    if not path.exists():
        return target
    for place in _propose_places(target):
        if _move_segment(path, place):
            forget_tries(path)
            return place
    raise FileExistsError(f"{target} is there already and holds something else")


def _propose_places(target: Path) -> Iterator[Path]:
    name = SegmentName.parse(target.name)
    if name is None:
        yield target
    else:
        yield from (target.with_name(str(copy)) for copy in name.list_copies())


def _move_segment(path: Path, place: Path) -> bool:
    """Whether the segment is at this place now: moved, or kept there before by a run that died before it
    could remove it.
    """
    try:
        os.link(path, place)
    except FileExistsError:
        if not filecmp.cmp(path, place, shallow=False):
            return False
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK}:
            raise
        return _copy_segment(path, place)
    path.unlink()
    return True


def _copy_segment(path: Path, place: Path) -> bool:
    """Move between file systems, or on one without hard links: copy under another name first, so that the
    place is never half.
    """
    if place.exists():
        return False
    part = place.with_name(f"{place.name}.part")
    shutil.copy2(path, part)
    part.rename(place)
    path.unlink()
    return True


def put_segment_aside(path: Path) -> Path:
    """Move a damaged segment out of the way, where a person finds it."""
    folder = make_private_folder(path.parent.parent / "damaged")
    forget_tries(path)
    log.error("%s is damaged and lies in %s now", path.name, folder)
    return Path(shutil.move(path, folder / path.name))
