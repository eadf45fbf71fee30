"""The name of a segment: what is made is what is read."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from pipeline.spool import SegmentName, find_next_attempt

CYCLE = "20261125T100000123"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (SegmentName(CYCLE, 0, 1, 1), f"{CYCLE}-s00-a1-0001.warc.gz"),
        (SegmentName(CYCLE, 3, 12, 40), f"{CYCLE}-s03-a12-0040.warc.gz"),
        (SegmentName(CYCLE, 63, 1, 12345), f"{CYCLE}-s63-a1-12345.warc.gz"),
        (SegmentName(CYCLE, 0, 1, 1, copy=2), f"{CYCLE}-s00-a1-0001-2.warc.gz"),
        (SegmentName("check-s01-a2", 0, 1, 1), "check-s01-a2-s00-a1-0001.warc.gz"),
    ],
)
def test_a_name_is_written_and_read_back(name: SegmentName, text: str) -> None:
    assert str(name) == text
    assert SegmentName.parse(text) == name


def test_an_open_segment_has_the_name_that_it_will_have() -> None:
    assert SegmentName.parse(f"{CYCLE}-s00-a1-0001.warc.gz.open") == SegmentName(CYCLE, 0, 1, 1)


@pytest.mark.parametrize(
    "text", ["", "x.warc.gz", "shard-00.lock", f"{CYCLE}-s00-a1-0001.warc", "2026-11.warc.gz"]
)
def test_other_files_have_no_such_name(text: str) -> None:
    assert SegmentName.parse(text) is None


def test_a_name_tells_when_its_cycle_began() -> None:
    assert SegmentName(CYCLE, 0, 1).started_at == datetime(2026, 11, 25, 10, 0, 0, tzinfo=UTC)
    assert SegmentName("check", 0, 1).started_at is None


def test_names_are_in_the_order_in_which_files_were_written() -> None:
    first = SegmentName(CYCLE, 0, 1, 9)
    assert sorted([str(first.advance()), str(first)]) == [str(first), str(first.advance())]
    assert sorted([first.advance(), first]) == [first, first.advance()]


def test_another_file_of_the_same_name_is_a_copy() -> None:
    name = SegmentName(CYCLE, 0, 1, 1)
    assert [copy.copy for copy in islice(name.list_copies(), 3)] == [1, 2, 3]


def test_the_next_attempt_is_one_more_than_any_that_left_a_file(tmp_path: Path) -> None:
    assert find_next_attempt(tmp_path, CYCLE, 0) == 1
    for name in (SegmentName(CYCLE, 0, 2, 1), SegmentName(CYCLE, 1, 7, 1), SegmentName("other", 0, 9, 1)):
        (tmp_path / str(name)).touch()
    (tmp_path / f"{SegmentName(CYCLE, 0, 3, 1)}.open").touch()
    assert find_next_attempt(tmp_path, CYCLE, 0) == 4
