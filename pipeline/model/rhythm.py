"""When a mail may go: the rhythm of a watch and the quiet hours of a person, in wall time."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pipeline.model.values import Value

RhythmKind = Literal["immediate", "hourly", "daily", "weekly", "surge"]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FORMS = "immediate, hourly, daily at 08:30, weekly on Monday at 09:00, surge"
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
_FORM = re.compile(
    rf"(immediate|hourly|surge)|daily at {_CLOCK}|weekly on ({'|'.join(DAYS)}) at {_CLOCK}", re.IGNORECASE
)
_SPAN = re.compile(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}")


class Rhythm(Value):
    """How often mails go; `weekday` counts from Monday, `at` is wall time where the person is."""

    kind: RhythmKind = "immediate"
    weekday: int = 0
    at: time = time(9)

    def __str__(self) -> str:
        if self.kind == "daily":
            return f"daily at {self.at:%H:%M}"
        return f"weekly on {DAYS[self.weekday]} at {self.at:%H:%M}" if self.kind == "weekly" else self.kind


class QuietHours(Value):
    """Hours of the day in which no mail goes; they may pass midnight.

    What falls into them goes when they end.
    """

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def covers(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether a moment falls into them."""
        clock = moment.astimezone(zone).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def parse_rhythm(text: str) -> Rhythm:
    """Read a rhythm as people write it; raise ValueError with the forms that there are."""
    found = _FORM.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError(f"is one of: {FORMS}")
    if found[1]:
        return Rhythm.model_validate({"kind": found[1].lower()})
    if found[4]:
        return Rhythm(
            kind="weekly", weekday=DAYS.index(found[4].capitalize()), at=time(int(found[5]), int(found[6]))
        )
    return Rhythm(kind="daily", at=time(int(found[2]), int(found[3])))


def parse_quiet_hours(text: str) -> QuietHours:
    """Read quiet hours; raise ValueError with the form that they have."""
    found = _SPAN.fullmatch(text.strip())
    start, end = (time(int(found[n]), int(found[n + 1])) for n in (1, 3)) if found else (time(), time())
    if start == end:
        raise ValueError("has the form 22:00-07:00")
    return QuietHours(start=start, end=end)


def find_next_digest(rhythm: Rhythm, zone: ZoneInfo, after: datetime) -> datetime:
    """Give the first time of a rhythm after a moment, in UTC; for `immediate` the moment itself.

    There is exactly one for each day (or week) of the calendar: a time that a clock put forward skips comes
    as much later, one that a clock put back shows twice comes the first time.
    """
    if rhythm.kind in ("immediate", "surge"):
        # Whether there is a surge is not told by the clock.
        return after
    if rhythm.kind == "hourly":
        return _find_next_hour(zone, after)
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        slot = datetime.combine(day, rhythm.at, zone).astimezone(after.tzinfo)
        if slot > after and (rhythm.kind == "daily" or day.weekday() == rhythm.weekday):
            return slot
        day += timedelta(days=1)


def find_last_digest(rhythm: Rhythm, zone: ZoneInfo, until: datetime) -> datetime:
    """Give the last time of a weekly or daily rhythm that is not after a moment."""
    span = timedelta(days=8 if rhythm.kind == "weekly" else 2)
    slot = find_next_digest(rhythm, zone, until - span)
    while (following := find_next_digest(rhythm, zone, slot)) <= until:
        slot = following
    return slot


def find_due_time(rhythm: Rhythm, quiet: tuple[QuietHours, ...], zone: ZoneInfo, found: datetime) -> datetime:
    """Give when a hit found at a moment may be mailed.

    That is the next time of the rhythm, after all quiet hours.
    """
    return skip_quiet_hours(quiet, zone, find_next_digest(rhythm, zone, found))


def skip_quiet_hours(quiet: tuple[QuietHours, ...], zone: ZoneInfo, moment: datetime) -> datetime:
    """Give the moment, or the end of the quiet hours into which it falls.

    Two sets that cover the whole day hold nothing back for ever.
    """
    for _ in range(len(quiet) + 1):
        holding = next((q for q in quiet if q.covers(moment, zone)), None)
        if holding is None:
            break
        moment = _find_end(holding, zone, moment)
    return moment


def _find_end(holding: QuietHours, zone: ZoneInfo, moment: datetime) -> datetime:
    """Give the first moment after one in quiet hours that is not in them, whatever the clocks do.

    An end that a clock put back shows twice ends them both times, for they begin anew in between. One that a
    clock put forward skips is over once the clock was moved.
    """
    today = moment.astimezone(zone).date()
    ends = set()
    for days in range(3):
        wall = datetime.combine(today + timedelta(days=days), holding.end, zone)
        ends |= {wall.replace(fold=fold).astimezone(moment.tzinfo) for fold in (0, 1)}
    before = moment
    for end in sorted(end for end in ends if end > moment):
        if not holding.covers(end, zone):
            return _find_first_free(holding, zone, before, end)
        before = end
    return max(ends)


def _find_first_free(holding: QuietHours, zone: ZoneInfo, covered: datetime, free: datetime) -> datetime:
    """Narrow the first free minute down between a covered moment and a free one.

    It is the free one itself unless the clock was put forward over the end of the quiet hours.
    """
    if holding.covers(free - timedelta(minutes=1), zone):
        return free
    while free - covered > timedelta(minutes=1):
        middle = covered + (free - covered) // 2
        if holding.covers(middle, zone):
            covered = middle
        else:
            free = middle
    return free.replace(second=0, microsecond=0)


def _find_next_hour(zone: ZoneInfo, after: datetime) -> datetime:
    clock = after.astimezone(zone)
    past = timedelta(minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)
    return after - past + timedelta(hours=1)
