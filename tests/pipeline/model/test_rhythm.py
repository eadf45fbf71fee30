"""Rhythms and quiet hours in wall time: every day and week has exactly one digest, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.model.rhythm import (
    Rhythm,
    find_due_time,
    find_last_digest,
    find_next_digest,
    parse_quiet_hours,
    parse_rhythm,
    skip_quiet_hours,
)

BERLIN, BAKU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Baku")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("immediate", "immediate"),
        ("Hourly", "hourly"),
        ("daily at 8:30", "daily at 08:30"),
        ("weekly on monday at 09:00", "weekly on Monday at 09:00"),
        ("  weekly  on Sunday at 23:59 ", "weekly on Sunday at 23:59"),
    ],
)
def test_a_rhythm_is_read_as_people_write_it(text: str, expected: str) -> None:
    assert str(parse_rhythm(text)) == expected
    assert parse_rhythm(expected) == parse_rhythm(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "daily",
        "daily at 24:00",
        "weekly at 09:00",
        "weekly on Mon at 9:00",
        "every 5 minutes",
        "daily at 8:5",
    ],
)
def test_another_rhythm_is_refused_with_the_forms_that_there_are(text: str) -> None:
    with pytest.raises(ValueError, match="daily at 08:30"):
        parse_rhythm(text)


@pytest.mark.parametrize("text", ["22-7", "22:00", "08:00-08:00", "25:00-07:00", "night"])
def test_other_quiet_hours_are_refused_with_their_form(text: str) -> None:
    with pytest.raises(ValueError, match="22:00-07:00"):
        parse_quiet_hours(text)


@pytest.mark.parametrize(
    ("rhythm", "zone", "after", "expected"),
    [
        ("immediate", BAKU, "2026-11-25T10:00", "2026-11-25T10:00"),
        ("daily at 08:30", BAKU, "2026-11-25T04:00", "2026-11-25T04:30"),
        ("daily at 08:30", BAKU, "2026-11-25T04:30", "2026-11-26T04:30"),
        ("daily at 00:15", BAKU, "2026-11-25T20:00", "2026-11-25T20:15"),
        ("weekly on Monday at 09:00", BAKU, "2026-11-25T10:00", "2026-11-30T05:00"),
        ("weekly on Monday at 01:00", BAKU, "2026-11-29T20:30", "2026-11-29T21:00"),
        ("hourly", BAKU, "2026-11-25T10:00", "2026-11-25T11:00"),
        ("hourly", BAKU, "2026-11-25T10:59:59", "2026-11-25T11:00"),
        ("hourly", ZoneInfo("Asia/Kolkata"), "2026-11-25T10:10", "2026-11-25T10:30"),
        # Clocks go forward on 29 March 2026 at 02:00: 02:30 does not exist and comes an hour later by the
        # clock.
        ("daily at 02:30", BERLIN, "2026-03-28T12:00", "2026-03-29T01:30"),
        ("daily at 02:30", BERLIN, "2026-03-29T01:30", "2026-03-30T00:30"),
        # Clocks go back on 25 October 2026 at 03:00: 02:30 is there twice and comes the first time.
        ("daily at 02:30", BERLIN, "2026-10-24T12:00", "2026-10-25T00:30"),
        ("daily at 02:30", BERLIN, "2026-10-25T00:30", "2026-10-26T01:30"),
    ],
)
def test_the_next_digest_is_at_wall_time(rhythm: str, zone: ZoneInfo, after: str, expected: str) -> None:
    assert find_next_digest(parse_rhythm(rhythm), zone, at(after)) == at(expected)


ZONES = some.sampled_from(
    sorted(z for z in available_timezones() if "/" in z and not z.startswith(("posix", "right", "Etc")))
)
RHYTHMS = some.builds(
    Rhythm,
    kind=some.sampled_from(["daily", "weekly"]),
    weekday=some.integers(0, 6),
    at=some.times().map(lambda t: t.replace(second=0)),
)
MOMENTS = some.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001


@given(RHYTHMS, ZONES, MOMENTS)
def test_every_calendar_day_has_exactly_one(rhythm: Rhythm, zone: str, moment: datetime) -> None:
    step = timedelta(days=7 if rhythm.kind == "weekly" else 1)
    slots = [find_next_digest(rhythm, ZoneInfo(zone), moment)]
    for _ in range(5):
        slots.append(find_next_digest(rhythm, ZoneInfo(zone), slots[-1]))
    # Clocks move by two hours at most.
    assert all(abs(later - earlier - step) <= timedelta(hours=2) for earlier, later in pairwise(slots))


@given(RHYTHMS, ZONES, MOMENTS)
def test_the_last_one_is_the_one_before_the_next(rhythm: Rhythm, zone: str, moment: datetime) -> None:
    clock = ZoneInfo(zone)
    last = find_last_digest(rhythm, clock, moment)
    assert last <= moment < find_next_digest(rhythm, clock, last)


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        ("22:00-07:00", "2026-11-25T19:00", "2026-11-26T03:00"),
        ("22:00-07:00", "2026-11-25T02:59", "2026-11-25T03:00"),
        ("22:00-07:00", "2026-11-25T03:00", "2026-11-25T03:00"),
        ("12:00-13:00", "2026-11-25T08:30", "2026-11-25T09:00"),
        ("12:00-13:00", "2026-11-25T10:00", "2026-11-25T10:00"),
    ],
)
def test_quiet_hours_hold_a_mail_until_they_end(quiet: str, moment: str, expected: str) -> None:
    assert skip_quiet_hours((parse_quiet_hours(quiet),), BAKU, at(moment)) == at(expected)


LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("quiet", "zone", "moment", "expected"),
    [
        # Clocks go back on 25 October 2026: 01:30 is there at 00:30 and at 01:30 UTC.
        ("22:00-01:30", LONDON, "2026-10-25T01:10", "2026-10-25T01:30"),
        ("22:00-01:30", LONDON, "2026-10-25T00:10", "2026-10-25T00:30"),
        ("22:00-01:30", LONDON, "2026-10-25T00:40", "2026-10-25T00:40"),
        # Clocks go forward on 29 March 2026 at 01:00 UTC: 02:30 is not there in Berlin.
        ("22:00-02:30", BERLIN, "2026-03-29T00:10", "2026-03-29T01:00"),
        ("22:00-02:30", BERLIN, "2026-03-29T01:10", "2026-03-29T01:10"),
    ],
)
def test_quiet_hours_end_in_an_hour_that_is_there_twice_or_not_at_all(
    quiet: str, zone: ZoneInfo, moment: str, expected: str
) -> None:
    assert skip_quiet_hours((parse_quiet_hours(quiet),), zone, at(moment)) == at(expected)


def list_changes_of_clocks() -> list[tuple[str, datetime]]:
    """Give a zone for each change of clocks of 2026, with its hour."""
    found: dict[tuple[datetime, timedelta | None, timedelta | None], str] = {}
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        offsets = [hours[n].astimezone(zone).utcoffset() for n in range(0, len(hours), 24)]
        for day, (one, two) in enumerate(pairwise(offsets)):
            if one != two:
                some = hours[day * 24 : day * 24 + 25]
                at_ = next(h for h in some if h.astimezone(zone).utcoffset() == two)
                found.setdefault((at_, one, two), name)
    return [(name, at_) for (at_, _, _), name in found.items()]


def test_quiet_hours_end_at_the_first_free_minute_at_every_change_of_clocks_of_the_year() -> None:
    changes = list_changes_of_clocks()
    assert len(changes) > 20
    minute = timedelta(minutes=1)
    for name, change in changes:
        zone = ZoneInfo(name)
        for shift in (-90, -30, 0, 30, 45, 90):
            end = (change + timedelta(minutes=shift)).astimezone(zone).time().replace(tzinfo=None)
            quiet = parse_quiet_hours(f"{(end.hour + 20) % 24:02}:{end.minute:02}-{end:%H:%M}")
            for begin in (-150, -61, -31, -1, 0, 1, 29, 50, 119):
                moment = free = change + timedelta(minutes=begin)
                while quiet.covers(free, zone):
                    free += minute
                assert skip_quiet_hours((quiet,), zone, moment) == free, (name, quiet, moment)


def test_the_quiet_hours_of_watch_and_person_both_hold() -> None:
    quiet = parse_quiet_hours("22:00-06:00"), parse_quiet_hours("05:00-08:00")
    assert skip_quiet_hours(quiet, BAKU, at("2026-11-25T20:00")) == at("2026-11-26T04:00")


def test_two_that_cover_the_day_hold_nothing_for_ever() -> None:
    quiet = parse_quiet_hours("00:00-12:00"), parse_quiet_hours("12:00-00:00")
    assert skip_quiet_hours(quiet, BAKU, at("2026-11-25T10:00")) < at("2026-11-28T00:00")


def test_a_digest_that_falls_into_quiet_hours_comes_when_they_end() -> None:
    assert find_due_time(
        parse_rhythm("daily at 06:00"), (parse_quiet_hours("22:00-07:00"),), BAKU, at("2026-11-25T10:00")
    ) == at("2026-11-26T03:00")
