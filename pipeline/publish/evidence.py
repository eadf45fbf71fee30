"""What speaks for two stories being of one event: their meaning, their numbers and their names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.model.events import Trace, Vector
from pipeline.publish.meanings import Means, measure_nearness

LEAST = 0.34
"""How near stories of one event must be.

Between .30 and .36, pair F1 stays over .9 on five sets of articles, two state visits among them.
"""
SAME_LANGUAGE = 0.12
"""What one language takes away: its texts lie nearer to each other, and it tells most happenings once."""
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
class Evidence:
    """Compares the stories of some days: how rare a name is among them, and what they mean on the whole."""

    means: Means
    _compared: dict[tuple[str, str], float] = field(default_factory=dict)
    _centred: dict[str, Vector] = field(default_factory=dict)
    _frequency: Counter[str] = field(default_factory=Counter)
    _number: int = 0

    def learn_stories(self, traces: Iterable[Trace]) -> None:
        """Count in how many stories each name stands, and what they mean; before any is compared."""
        for trace in traces:
            self._number += 1
            self._frequency.update(trace.names)
            if trace.meaning is not None:
                self.means.learn_meaning(trace.language, trace.published_at, trace.meaning)

    def compare_stories(self, one: Trace, other: Trace) -> float:
        """Give by how much two stories are nearer than stories of one event must be; less than 0 when not."""
        two = min(one.story, other.story), max(one.story, other.story)
        if two not in self._compared:
            self._compared[two] = self._compare(one, other)
        return self._compared[two]

    def _compare(self, one: Trace, other: Trace) -> float:
        if one.meaning is None or other.meaning is None:
            return self._compare_words(one, other) - LEAST_ALONE
        nearness = measure_nearness(self._centre(one), self._centre(other)) - LEAST
        nearness -= SAME_LANGUAGE * (one.language == other.language)
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
            self._centred[trace.story] = self.means.centre(
                trace.language, trace.meaning or (), trace.published_at
            )
        return self._centred[trace.story]


def _weigh_number(number: str) -> float:
    return LONG_NUMBER if sum(sign.isdigit() for sign in number) > 2 else SHORT_NUMBER
