"""Old spool files in object storage, made small as those of the local archive are: what is kept is fetched,
condensed and put back.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.spool.condensing import KEPT, Condensed, Places, condense_archive, find_month
from pipeline.spool.shipping import open_filesystem, upload_file

MARK = "-stored"
"""In the names of the store's months: those of the archive of a machine, from before it had a store, are
other files.
"""


def condense_stored_files(store: str, work: Path, places: Places, before: datetime) -> Condensed:
    """Take files of cycles that began before a moment out of `store`, month by month; safe to run again after
    it died.

    Only files that articles name are fetched, into `work`. They are removed from the store when the month's
    file has arrived there and the articles name it. Raises OSError, or obstore's BaseError, when the store is
    away.
    """
    filesystem, root = open_filesystem(store)
    # What a run that died left here is in the store as well.
    shutil.rmtree(work, ignore_errors=True)
    done = [
        _condense_month(filesystem, root, work, places, before, month, paths)
        for month, paths in sorted(_list_old_files(filesystem, root, before).items())
    ]
    shutil.rmtree(work, ignore_errors=True)
    into = ", ".join(part.into for part in done if part.records) or "no file"
    return Condensed(sum(part.files for part in done), sum(part.records for part in done), into)


def _list_old_files(filesystem: Any, root: str, before: datetime) -> Mapping[str, list[str]]:
    """The old files in the store, by month."""
    found: dict[str, list[str]] = {}
    for path in sorted(filesystem.find(root)):
        month = find_month(Path(path).name, before)
        if month:
            found.setdefault(month, []).append(str(path))
    return found


def _condense_month(
    filesystem: Any, root: str, work: Path, places: Places, before: datetime, month: str, paths: Sequence[str]
) -> Condensed:
    wanted = places.find_offsets({Path(path).name for path in paths})
    named = [path for path in paths if Path(path).name in wanted]
    done = Condensed()
    if named:
        for path in named:
            _fetch_file(filesystem, path, work / month.replace("-", "/") / Path(path).name)
        earlier = f"{root}/{KEPT}/{month}{MARK}.warc.gz"
        if filesystem.exists(earlier):
            _fetch_file(filesystem, earlier, work / KEPT / f"{month}{MARK}.warc.gz")
        done = condense_archive(
            work, places, before, arrived=lambda: _put_kept_files(filesystem, root, work), mark=MARK
        )
        if done.files != len(named):
            raise OSError(f"{done.files} of {len(named)} files of {month} were read")
    for path in paths:
        filesystem.rm_file(path)
    return Condensed(len(paths), done.records, done.into)


def _fetch_file(filesystem: Any, path: str, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    filesystem.get_file(path, str(to))


def _put_kept_files(filesystem: Any, root: str, work: Path) -> None:
    for path in sorted((work / KEPT).glob("*.warc.gz")):
        target = f"{root}/{KEPT}/{path.name}"
        # What is there is replaced when all has arrived, never by half a file.
        upload_file(filesystem, path, f"{target}.part")
        filesystem.mv(f"{target}.part", target)
