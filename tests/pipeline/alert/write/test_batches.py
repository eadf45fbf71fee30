"""Which hits share a mail: six immediate ones an hour at most, and a digest that takes all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from pipeline.alert.write.batches import Batch, build_batches
from pipeline.model.mails import Hit

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
DAILY, WEEKLY = "daily at 08:30", "weekly on Monday at 09:00"
NUMBERS = count()


def hit(rhythm: str = "immediate", *, found: float = 0, due: float | None = None) -> Hit:
    at = NOW + timedelta(hours=found)
    return Hit(
        recipient="lan",
        story=str(next(NUMBERS)),
        article="a",
        rhythm=rhythm,
        found_at=at,
        due_at=at if due is None else NOW + timedelta(hours=due),
    )


def sizes(made: list[Batch]) -> list[int]:
    return [len(batch.hits) for batch in made]


@pytest.mark.parametrize(
    ("fresh", "waited", "lately", "expected"),
    [
        (1, 0, 0, [1]),
        (6, 0, 0, [1] * 6),
        (7, 0, 0, [1, 1, 1, 1, 3]),
        (20, 0, 0, [1, 1, 1, 1, 16]),
        (2, 3, 0, [3, 1, 1]),
        (9, 3, 0, [3, 1, 1, 1, 6]),
        (3, 0, 4, [1, 2]),
        (3, 0, 5, [3]),
        (3, 2, 5, [5]),
        (3, 2, 6, []),
        (3, 0, 6, []),
        (1, 0, 7, []),
        (0, 4, 6, []),
        (0, 4, 0, [4]),
        (0, 0, 0, []),
    ],
)
def test_six_mails_an_hour_and_the_rest_in_one(
    fresh: int, waited: int, lately: int, expected: list[int]
) -> None:
    own = [hit(found=-1) for _ in range(waited)] + [hit() for _ in range(fresh)]
    made = build_batches(own, NOW, lately, {"immediate"})
    assert sizes(made) == expected
    assert len(made) + lately <= 6 or not made
    assert len({h.id for b in made for h in b.hits}) == sum(expected)


def test_what_is_not_due_waits() -> None:
    assert build_batches([hit(due=1), hit(DAILY, due=20)], NOW, 0, {"immediate", DAILY}) == []


def test_a_digest_that_is_due_takes_what_was_found_since() -> None:
    (digest,) = build_batches([hit(DAILY, found=-5, due=0), hit(DAILY, due=24)], NOW, 0, {DAILY})
    assert (digest.kind, digest.rhythm, len(digest.hits)) == ("digest", DAILY, 2)


def test_a_digest_takes_what_is_due_at_once_as_well_and_leaves_the_weekly_to_its_day() -> None:
    own = [hit(DAILY, found=-5, due=0), hit(), hit(WEEKLY, due=100), hit(due=3)]
    (digest,) = build_batches(own, NOW, 6, {DAILY, WEEKLY, "immediate"})
    assert set(digest.hits) == {own[0], own[1]}


def test_a_digest_takes_what_a_rhythm_left_that_the_person_has_no_more() -> None:
    (digest,) = build_batches([hit(DAILY, found=-5, due=0), hit(WEEKLY, due=100)], NOW, 0, {DAILY})
    assert len(digest.hits) == 2


def test_stories_of_one_event_share_a_mail() -> None:
    own = [hit().model_copy(update={"event": event}) for event in ("e", "f", "e", "")]
    assert sizes(build_batches(own, NOW, 0, {"immediate"})) == [2, 1, 1]


def test_a_surge_takes_what_was_found_within_the_day_before_it() -> None:
    own = [hit("surge", found=-2, due=9000), hit("surge", found=-30, due=9000), hit("surge")]
    (batch,) = build_batches(own, NOW, 0, {"surge"})
    assert [one.found_at for one in batch.hits] == [own[0].found_at, own[2].found_at]
    assert build_batches(own[:2], NOW, 0, {"surge"}) == []
