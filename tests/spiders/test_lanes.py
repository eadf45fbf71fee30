"""What waits for a host: one at a time, the lowest rank first, equals in their order."""

from __future__ import annotations

import pytest

from spiders.lanes import Lanes, name_lane

REED = "http://reed.example"


def fill(*ranks: float) -> Lanes[str]:
    lanes: Lanes[str] = Lanes()
    for number, rank in enumerate(ranks):
        lanes.put(f"{REED}/{number}", (rank,), f"{rank}-{number}")
    return lanes


def test_the_lowest_rank_comes_first_and_equals_in_their_order() -> None:
    lanes = fill(2, 1, 2, 0)
    taken = []
    while lanes.waiting:
        taken.append(lanes.take("reed.example"))
        lanes.free("reed.example")
    assert taken == ["0-3", "1-1", "2-0", "2-2"]


def test_a_lane_gives_nothing_until_it_is_free_again() -> None:
    lanes = fill(1, 2)
    assert lanes.take("reed.example") == "1-0"
    assert lanes.take("reed.example") is None
    lanes.free("reed.example")
    assert lanes.take("reed.example") == "2-1"


def test_hosts_do_not_wait_for_each_other() -> None:
    lanes = fill(1)
    assert lanes.put("http://fen.example/", (5.0,), "fen") == "fen.example"
    assert lanes.take("reed.example") == "1-0"
    assert lanes.take("fen.example") == "fen"
    assert lanes.take("nobody.example") is None
    assert lanes.list_names() == ["reed.example", "fen.example"]


def test_what_waits_is_counted_and_drained_once() -> None:
    lanes = fill(2, 1, 3)
    lanes.take("reed.example")
    assert lanes.waiting == 2
    assert list(lanes.drain()) == ["2-0", "3-2"]
    assert (lanes.waiting, list(lanes.drain())) == (0, [])


@pytest.mark.parametrize(
    ("url", "lane"),
    [("http://Reed.example:8080/a", "reed.example"), ("nothing", ""), ("http://[broken", "")],
)
def test_a_lane_is_a_host(url: str, lane: str) -> None:
    assert name_lane(url) == lane
