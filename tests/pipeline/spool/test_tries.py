"""How often programs ended at a record of a segment, and when that record is not touched again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.spool import tries


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "20260507T090000000-s00-a1-0001.warc.gz"
    made.write_bytes(b"x")
    return made


def leave_at(path: Path, place: int) -> None:
    """Leave what a program leaves that is ended while it takes in the record at a place."""
    with tries.follow_reading(path) as note:
        note(place)
        kept = path.with_name(f"{path.name}.at").read_bytes()
    path.with_name(f"{path.name}.at").write_bytes(kept)


@pytest.mark.parametrize(
    ("places", "guilty"),
    [([7], {}), ([7, 7], {7: 2}), ([7, 9], {}), ([7, 9, 7], {7: 2}), ([9, 7, 9, 7], {9: 2, 7: 2})],
)
def test_a_record_is_guilty_when_a_second_death_at_it_was_seen(
    path: Path, places: list[int], guilty: dict[int, int]
) -> None:
    for place in places:
        leave_at(path, place)
        assert tries.note_death(path)
    assert dict(tries.find_guilty_places(path)) == guilty


@pytest.mark.parametrize(("deaths", "guilty"), [(1, False), (4, False), (5, True)])
def test_deaths_that_nobody_saw_count_less(path: Path, deaths: int, guilty: bool) -> None:
    for _ in range(deaths):
        leave_at(path, 7)
    with tries.follow_reading(path):
        assert bool(tries.find_guilty_places(path)) is guilty


def test_an_end_that_is_told_is_no_death(path: Path) -> None:
    with pytest.raises(LookupError), tries.follow_reading(path) as note:
        note(7)
        raise LookupError
    assert not tries.note_death(path)
    assert (tries.count_deaths(path), list(path.parent.iterdir())) == (0, [path])


def test_a_segment_that_stops_programs_everywhere_is_hopeless(path: Path) -> None:
    for place in range(8):
        assert not tries.is_hopeless(path)
        leave_at(path, place)
        tries.note_death(path)
    assert tries.is_hopeless(path)
    tries.forget_tries(path)
    assert (tries.is_hopeless(path), list(path.parent.iterdir())) == (False, [path])
