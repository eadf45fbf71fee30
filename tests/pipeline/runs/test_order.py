"""Orders: what a cycle may be asked for, and the sentence when it is nonsense."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.config.errors import ConfigError
from pipeline.runs.order import Order, parse_order


def test_days_are_whole_ones_in_utc_both_with_it() -> None:
    order = parse_order(since="2025-05-01", until="2025-05-31", sources=("a",))
    assert (order.since, order.until) == (datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC))
    assert order.sources == ("a",)


def test_without_days_it_is_an_ordinary_cycle() -> None:
    assert parse_order(since=None, until="") == Order()


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("May", None, "since is a day such as 2025-05-07, not 'May'"),
        ("2025-05-01", "2025-02-30", "until is a day"),
        (None, "2025-05-01", "until needs since"),
        ("2025-06-01", "2025-05-01", r"until \(2025-05-01\) is before since \(2025-06-01\)"),
    ],
)
def test_days_that_are_none_are_told(since: str | None, until: str | None, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        parse_order(since=since, until=until)
