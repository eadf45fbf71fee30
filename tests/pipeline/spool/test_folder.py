"""Segments move to an archive on another disk as they do on their own: whole, and none over another."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipeline import spool

CYCLE = "20260507T090000000"
NAME = f"{CYCLE}-s00-a1-0001.warc.gz"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an archive that can have no hard link to the spool, as on another disk."""

    def refuse(_path: Path, place: Path) -> None:
        # The system looks first whether the name is taken.
        code = errno.EEXIST if place.exists() else errno.EXDEV
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refuse)
    return tmp_path / "archive"


def put(folder: Path, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_bytes(data)
    return path


def test_a_segment_is_copied_where_it_cannot_be_linked(archive: Path, tmp_path: Path) -> None:
    path = put(tmp_path / "spool", b"one")
    place = spool.archive_segment(path, archive)
    assert (place.name, place.read_bytes(), path.exists()) == (NAME, b"one", False)
    assert [file.name for file in place.parent.iterdir()] == [NAME], "no part of a copy is left"


def test_there_too_the_same_is_kept_once_and_another_of_its_name_beside_it(
    archive: Path, tmp_path: Path
) -> None:
    for data in (b"one", b"one", b"two"):
        spool.archive_segment(put(tmp_path / "spool", data), archive)
    kept = {file.name: file.read_bytes() for file in (archive / "2026" / "05").iterdir()}
    assert kept == {NAME: b"one", NAME.replace(".warc", "-2.warc"): b"two"}


def test_a_disk_that_is_full_leaves_the_segment_where_it_is(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_path: Path, _place: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "link", fill)
    path = put(tmp_path / "spool", b"one")
    with pytest.raises(OSError, match="No space left"):
        spool.archive_segment(path, archive)
    assert path.read_bytes() == b"one"
