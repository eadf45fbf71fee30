"""Shipping: processed spool files put into object storage, when the settings name one; until then they lie in
the local archive.
"""

from __future__ import annotations

import atexit
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fsspec
from obstore.exceptions import BaseError
from obstore.fsspec import register

log = logging.getLogger(__name__)

OBJECT_STORES = ("s3", "gs", "az")
PATIENCE = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}
"""A store that is away keeps nobody waiting: what was not put is put after the next batch."""
RESTING = 0.1
"""Seconds. A thread of obstore that wants the interpreter back while that is torn down aborts the program,
whose work is done: three in a hundred on a busy machine, none of 300 with this.
"""


@dataclass(frozen=True, slots=True)
class Transfer:
    """How many files were put, how many still wait in the local archive, and the sentence why."""

    put: int = 0
    waiting: int = 0
    fault: str = ""


def ship_archive(archive: Path, store: str) -> Transfer:
    """Put every processed file of the local archive into `store`, one put each, and then remove it here.

    A file keeps its name under year and month. The first failure ends the attempt: the rest waits for the
    next one.
    """
    files = list(_list_archived_files(archive))
    if not files:
        return Transfer()
    filesystem, root = open_filesystem(store)
    for number, path in enumerate(files):
        try:
            upload_file(filesystem, path, f"{root}/{path.relative_to(archive).as_posix()}")
        except (OSError, BaseError) as error:
            left = len(files) - number
            fault = f"{path.name} was not put into {store}, {left} files wait: {take_first_line(error)}"
            log.warning("%s", fault)
            return Transfer(number, left, fault)
    return Transfer(len(files))


def count_waiting_files(archive: Path) -> int:
    """Count the processed files that lie in the local archive."""
    return sum(1 for _ in _list_archived_files(archive))


def _list_archived_files(archive: Path) -> Iterator[Path]:
    yield from sorted(archive.glob("[0-9][0-9][0-9][0-9]/[0-9][0-9]/*.warc.gz"))


def upload_file(filesystem: Any, path: Path, target: str) -> None:
    """Put one file and remove it here when it has arrived in full; raise OSError or BaseError when it has
    not.
    """
    try:
        size = path.stat().st_size
        filesystem.makedirs(target.rpartition("/")[0], exist_ok=True)
        filesystem.put_file(str(path), target)
    except FileNotFoundError:
        if path.exists():
            raise
        return  # another program of this machine was quicker
    found = filesystem.info(target)["size"]
    if found != size:
        raise OSError(f"{found} of {size} bytes arrived")
    path.unlink(missing_ok=True)


def open_filesystem(store: str) -> tuple[Any, str]:
    """Give the file system of a store and the folder in it."""
    scheme = urlsplit(store).scheme
    if scheme not in OBJECT_STORES:
        filesystem, root = fsspec.url_to_fs(store)
    else:
        register(scheme)
        _rest_at_exit()
        filesystem, root = fsspec.url_to_fs(store, retry_config=PATIENCE)
    return filesystem, str(root).rstrip("/")


@cache
def _rest_at_exit() -> None:
    """Give the threads of transfers a moment to come to rest before the interpreter ends."""
    atexit.register(time.sleep, RESTING)


def take_first_line(error: Exception) -> str:
    """Give the first line of what an error says, or its name."""
    return (str(error).splitlines() or [type(error).__name__])[0]
