"""A file that is replaced is the old one or the new one, whatever happens on the way."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.programs.replacing import replace_file


def break_off() -> Iterator[bytes]:
    yield b"half"
    raise OSError("the disk is full")


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_it_has_its_bytes_and_its_mode_whatever_was_there(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(b"a longer one")
    path.chmod(0o666)
    replace_file(path, [b"n", b"ew"], mode)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", mode)
    assert list(tmp_path.iterdir()) == [path]


def test_one_that_breaks_off_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="the disk is full"):
        replace_file(path, break_off(), 0o600)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
