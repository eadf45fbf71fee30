"""When a number of stories within hours is unusual: measured against the subject's own four weeks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from pipeline.model.surges import Sighting, Surge, SurgeKind

HISTORY = timedelta(days=28)
WINDOWS = (timedelta(hours=2), timedelta(hours=6), timedelta(hours=24))
UNLIKELY = 3e-5
"""Chance at which a number is unusual: with three windows, some 400 of two hours a month, one false alarm in
a year or two.
"""
LEAST_STORIES: Mapping[SurgeKind, int] = {"relation": 3, "theme": 3, "person": 3, "event": 5}
"""Fewer are no surge however quiet the history; any event is told by a few outlets at once."""
LEAST_OUTLETS = 2
PRIOR_STORIES, PRIOR_DAYS = 1.0, 4.0
"""What is expected of a subject without a history: a story in four days."""
HIGHEST = 0.9
"""Days above this quantile count as it: the last visit must not hide the next."""
WEEKEND = 5
DAY = timedelta(days=1)


def notice_surges(sightings: Sequence[Sighting], now: datetime) -> list[Surge]:
    """Give what surges now: the relation, a theme, a person or an event.

    `sightings` are the stories of four weeks and a day.
    """
    seen = [sighting for sighting in sightings if sighting.at <= now]
    recent = [sighting for sighting in seen if sighting.at > now - max(WINDOWS)]
    surges = []
    for kind, subject in sorted(set(_list_subjects(recent))):
        own = [sighting for sighting in seen if _is_about(sighting, kind, subject)]
        surge = _measure_subject(kind, subject, own, now)
        if surge:
            surges.append(surge)
    return surges


def _list_subjects(recent: Sequence[Sighting]) -> Iterator[tuple[SurgeKind, str]]:
    for sighting in recent:
        yield "relation", ""
        for theme in sighting.themes:
            yield "theme", theme
        for person in sighting.people:
            yield "person", person
        if sighting.event:
            yield "event", sighting.event


def _is_about(sighting: Sighting, kind: SurgeKind, subject: str) -> bool:
    subjects = {
        "relation": ("",),
        "theme": sighting.themes,
        "person": sighting.people,
        "event": (sighting.event,),
    }
    return subject in subjects[kind]


def _measure_subject(kind: SurgeKind, subject: str, own: Sequence[Sighting], now: datetime) -> Surge | None:
    """Give the surge of a subject by the shortest window in which it is one."""
    for window in WINDOWS:
        inside = sorted((one for one in own if one.at > now - window), key=lambda one: (one.at, one.story))
        outlets = len({one.outlet for one in inside})
        if len(inside) < LEAST_STORIES[kind] or outlets < LEAST_OUTLETS:
            continue
        expected = expect_stories([one.at for one in own], now, window)
        if measure_chance(len(inside), expected) < UNLIKELY:
            leads = {one.story: one.title for one in inside}
            return Surge(kind, subject, inside[0].at, now, len(inside), outlets, round(expected, 3), leads)
    return None


def expect_stories(times: Sequence[datetime], now: datetime, window: timedelta) -> float:
    """Give how many stories a window that ends now is expected to bring, by the days before it.

    Days of the same kind are asked, workdays or weekends; high ones are cut, empty ones count.
    """
    end = now - max(WINDOWS)
    weekend = now.weekday() >= WEEKEND
    counts = []
    for number in range(HISTORY.days):
        start = end - (number + 1) * DAY
        if (start.weekday() >= WEEKEND) == weekend:
            counts.append(sum(start < at <= start + DAY for at in times))
    cap = sorted(counts)[min(len(counts) - 1, int(HIGHEST * len(counts)))]
    rate = (sum(min(count, max(cap, 1)) for count in counts) + PRIOR_STORIES) / (len(counts) + PRIOR_DAYS)
    return rate * (window / DAY)


def measure_chance(number: int, expected: float) -> float:
    """Give the chance of so many stories or more where `expected` are (a Poisson tail)."""
    term = math.exp(-expected)
    below = term
    for step in range(1, number):
        term *= expected / step
        below += term
    return max(0.0, 1.0 - below)
