"""Which event a story tells of: rules over what its lead says, without an index.

An event is one happening with its announcement and follow-up of some days, in whatever words and languages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pipeline.model.events import Trace, Vector
from pipeline.publish.meanings import Means, measure_nearness

NEAR = timedelta(days=4)
"""How far two stories of one event lie apart at most."""
LONGEST = timedelta(days=10)
"""How far a story lies from the first of its event at most: else weeks of one subject chain."""
LEAST = 0.35
"""How near a story must be to an event, on the mean over its stories.

Meaning alone is at its best at .28; with the rest, between .32 and .38, pair F1 stays over .96 on three sets
of 120 articles and on a state visit of seven events.
"""
NUMBERS, OTHER_NUMBERS, NAMES = 0.3, 0.1, 0.15
"""What shared numbers add at most, what two sets of numbers without a common one take away, and what shared
names add at most.
"""
ENOUGH = 2.0
"""So many shared numbers, or rare names, add all that they can."""
LONG_NUMBER, SHORT_NUMBER = 1.0, 0.6
"""Weight of a number of three digits or more, and of a shorter one."""
COMMON = 0.12
"""Names in a larger share of the stories of these days tell nothing: both countries, their capitals."""
FEW = 3
LEAST_ALONE = 0.3
"""How near a story must be where no model is installed, by numbers and names alone."""


@dataclass
class Events:
    """The stories of some days, by event; new ones are put to what is there."""

    means: Means
    members: dict[str, list[Trace]] = field(default_factory=dict)
    _centred: dict[str, Vector] = field(default_factory=dict)
    _frequency: Counter[str] = field(default_factory=Counter)
    _number: int = 0

    def learn_words(self, traces: Iterable[Trace]) -> None:
        """Count in how many stories of these days each name stands."""
        for trace in traces:
            self._number += 1
            self._frequency.update(trace.names)

    def add_member(self, trace: Trace) -> None:
        """Put a story to the event that it has."""
        self.members.setdefault(trace.event or trace.story, []).append(trace)

    def join_event(self, trace: Trace) -> Trace:
        """Give a story its event: the nearest one, else its own."""
        event = self._find_declared(trace) or self._find_nearest(trace) or trace.story
        joined = replace(trace, event=event)
        self.add_member(joined)
        return joined

    def _find_declared(self, trace: Trace) -> str | None:
        """Give the event of a story that is its version in another language, as the outlet says."""
        for event, members in sorted(self.members.items()):
            for member in members:
                if trace.alternates & member.urls or trace.urls & member.alternates:
                    return event
        return None

    def _find_nearest(self, trace: Trace) -> str | None:
        measured = ((self._measure(trace, some), event) for event, some in self.members.items())
        best = max(measured, default=None)
        least = LEAST if trace.meaning else LEAST_ALONE
        return best[1] if best and best[0] >= least else None

    def _measure(self, trace: Trace, members: Sequence[Trace]) -> float:
        """Give how near a story is to an event: the mean over the stories that are near in time."""
        first = min(member.published_at for member in members)
        last = max(member.published_at for member in members)
        if max(last, trace.published_at) - min(first, trace.published_at) > LONGEST:
            return -1.0
        near = [member for member in members if abs(member.published_at - trace.published_at) <= NEAR]
        return sum(self._compare(trace, member) for member in near) / len(near) if near else -1.0

    def _compare(self, one: Trace, other: Trace) -> float:
        if one.meaning is None or other.meaning is None:
            return self._compare_words(one, other)
        nearness = measure_nearness(self._centre(one), self._centre(other))
        names = sum(self._weigh_name(name) for name in one.names & other.names)
        nearness += NAMES * min(names, ENOUGH) / ENOUGH
        shared = sum(map(_weigh_number, one.numbers & other.numbers))
        if shared:
            return nearness + NUMBERS * min(shared, ENOUGH) / ENOUGH
        return nearness - OTHER_NUMBERS * (min(len(one.numbers), len(other.numbers)) > 1)

    def _compare_words(self, one: Trace, other: Trace) -> float:
        """Compare two stories by numbers and names alone, as the cosine of what they weigh."""
        weights = [self._weigh_words(one), self._weigh_words(other)]
        lengths = [math.sqrt(sum(weight * weight for weight in some.values())) for some in weights]
        shared = sum(weight * weights[1].get(word, 0.0) for word, weight in weights[0].items())
        return shared / (lengths[0] * lengths[1]) if all(lengths) else 0.0

    def _weigh_words(self, trace: Trace) -> dict[str, float]:
        words = {number: 2 * _weigh_number(number) for number in trace.numbers}
        return words | {name: self._weigh_name(name) for name in trace.names}

    def _weigh_name(self, name: str) -> float:
        """Give the weight of a name: nothing when many stories have it, one when no other has."""
        number = self._frequency[name]
        if number > max(FEW, COMMON * self._number):
            return 0.0
        total = math.log(max(self._number, FEW))
        return max(0.0, (total - math.log(max(number, 1))) / total)

    def _centre(self, trace: Trace) -> Vector:
        if trace.story not in self._centred:
            self._centred[trace.story] = self.means.centre(trace.language, trace.meaning or ())
        return self._centred[trace.story]


def _weigh_number(number: str) -> float:
    return LONG_NUMBER if sum(sign.isdigit() for sign in number) > 2 else SHORT_NUMBER
