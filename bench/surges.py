"""`python -m bench.surges`: how soon a visit is noticed, and how often a quiet month gives a false alarm."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pipeline.model.surges import Sighting
from pipeline.publish.surges import HISTORY, notice_surges

START = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RATES = (0.1, 0.4, 1.0, 3.0)
"""Stories a day on workdays of a quiet history; weekends have a third."""
VISIT = (0.0, 0.3, 0.5, 0.7, 1.0, 1.2, 1.5, 2.0, 2.2, 2.8, 3.5, 4.0, 5.0, 6.5, 8.0)
"""Hours at which a visit's stories come."""
STORIES, HOURS, ALARMS = 3, 2.0, 1.0
"""The aims: noticed within so many stories or hours, fewer false alarms than this a month."""


def main(arguments: Sequence[str]) -> int:
    """Simulate and print a line for each rate; exit code 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.surges", description=__doc__)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--visits", type=int, default=20)
    chosen = parser.parse_args(arguments)
    met = True
    for rate in RATES:
        alarms = count_false_alarms(seed=5, months=chosen.months, a_day=rate) / chosen.months
        delays = [find_delay(seed, a_day=rate) for seed in range(chosen.visits)]
        stories = statistics.median(number for number, _ in delays)
        late = sum(number > STORIES and hours > HOURS for number, hours in delays)
        met = met and alarms < ALARMS and not late
        print(
            f"{rate} stories a day: {alarms:.2f} false alarms a month (aim < {ALARMS:.0f}); a visit is"
            f" noticed at story {stories:.0f} (aim {STORIES}, or {HOURS:.0f} h), {late} of {len(delays)} late"
        )
    return 0 if met else 1


def make_history(chance: random.Random, days: int, a_day: float) -> list[Sighting]:
    """Make the stories of quiet days, each from one of twelve outlets."""
    made: list[Sighting] = []
    for day in range(days):
        rate = a_day if (START + day * DAY).weekday() < 5 else a_day / 3
        at = chance.expovariate(rate) if rate else 1.0
        while at < 1:
            number = len(made)
            outlet = f"o{chance.randrange(12)}"
            made.append(Sighting(f"h{number}", START + (day + at) * DAY, outlet))
            at += chance.expovariate(rate)
    return made


def count_false_alarms(seed: int, months: int, a_day: float) -> int:
    """Count the surges noticed, after each story, in quiet months behind one of history."""
    history = make_history(random.Random(seed), HISTORY.days * (months + 1), a_day)
    alarms, quiet_until = 0, START + HISTORY
    for number, sighting in enumerate(history):
        if sighting.at >= quiet_until:
            window = [one for one in history[: number + 1] if one.at > sighting.at - HISTORY - 2 * DAY]
            if notice_surges(window, sighting.at):
                alarms += 1
                quiet_until = sighting.at + DAY
    return alarms


def find_delay(seed: int, a_day: float) -> tuple[int, float]:
    """Give after how many stories and hours a visit on a random workday's morning is noticed."""
    chance = random.Random(1000 + seed)
    history = make_history(chance, HISTORY.days + 2, a_day)
    begin = START + HISTORY + 2 * DAY + chance.uniform(6, 14) * HOUR
    seen = list(history)
    for number, hours in enumerate(VISIT, 1):
        at = begin + hours * HOUR
        seen.append(Sighting(f"v{number}", at, f"o{number}"))
        if notice_surges(seen, at):
            return number, hours
    return len(VISIT) + 1, VISIT[-1] + 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
