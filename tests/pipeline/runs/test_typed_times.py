"""Times as people type them: days, months, years, words, spans; anything else is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.model.times import format_stamp
from pipeline.runs.refusal import Refusal
from pipeline.runs.typed_times import read_moment

NOW = datetime(2026, 11, 29, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2026-11-28", "2026-11-28T00:00:00.000Z", "2026-11-28T23:59:59.999Z"),
        ("2026-2", "2026-02-01T00:00:00.000Z", "2026-02-28T23:59:59.999Z"),
        ("2026-12", "2026-12-01T00:00:00.000Z", "2026-12-31T23:59:59.999Z"),
        ("2025", "2025-01-01T00:00:00.000Z", "2025-12-31T23:59:59.999Z"),
        ("Today", "2026-11-29T00:00:00.000Z", "2026-11-29T23:59:59.999Z"),
        ("yesterday", "2026-11-28T00:00:00.000Z", "2026-11-28T23:59:59.999Z"),
        ("7d", "2026-11-22T10:30:00.000Z", "2026-11-22T10:30:00.000Z"),
        ("12h", "2026-11-28T22:30:00.000Z", "2026-11-28T22:30:00.000Z"),
    ],
)
def test_a_time_has_a_first_and_a_last_moment(typed: str, since: str, until: str) -> None:
    assert format_stamp(read_moment("since", typed, NOW)) == since
    assert format_stamp(read_moment("until", typed, NOW)) == until


@pytest.mark.parametrize(
    "typed", ["soon", "2026-13", "2026-02-30", "28.11.2026", "9999", "9999w", "7 days ago"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match=r"--until: .* is no day such as 2026-11-28"):
        read_moment("until", typed, NOW)


def test_nothing_is_no_bound() -> None:
    assert read_moment("since", " ", NOW) is None
