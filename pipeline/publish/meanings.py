"""How near two texts of different languages are in meaning: vectors less the mean of their language.

Texts of one language lie nearer to each other than to their translations; without its mean a language is no
longer seen in a vector. Texts of the same days have a subject in common, such as a visit: without the mean of
those days the happenings of one visit lie apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import mul

from pipeline.config.language_means import load_shipped_means
from pipeline.model.events import NEAR, Vector

WEIGHT = 200
"""Texts for which the shipped means count: those of 450 texts of our own about both countries."""
WEIGHT_BEFORE = 10
"""Texts for which the mean of all times counts beside those of the days around.

Between 5 and 20, sets of articles are told apart alike; with 40 and more the events of a visit are joined.
"""


@dataclass
class Means:
    """The mean vector of each language: what was shipped, what the index has seen since, and by days.

    `sums` are by language the sum of the vectors and their number.
    """

    sums: dict[str, tuple[Vector, int]] = field(default_factory=dict)
    _days: dict[tuple[str, date], tuple[Vector, int]] = field(default_factory=dict)
    _centres: dict[tuple[str, date | None], Vector] = field(default_factory=dict)

    def learn_meaning(self, language: str, at: datetime, vector: Vector) -> None:
        """Count a text among those of its day."""
        self._days[language, at.date()] = _add_vector(self._days.get((language, at.date())), vector)
        self._centres.clear()

    def centre(self, language: str, vector: Vector, at: datetime | None = None) -> Vector:
        """Give a vector of length one without the mean of its language, of the days around `at` if given."""
        key = language, at and at.date()
        if key not in self._centres:
            self._centres[key] = self._find_mean(*key)
        moved = [value - mean for value, mean in zip(vector, self._centres[key], strict=True)]
        length = math.sqrt(sum(map(mul, moved, moved))) or 1.0
        return [value / length for value in moved]

    def _find_mean(self, language: str, day: date | None) -> Vector:
        begin = load_shipped_means().get(language) or _average(list(load_shipped_means().values()))
        mean = _weigh_in(begin, WEIGHT, self.sums.get(language))
        if day is None:
            return mean
        around: tuple[Vector, int] | None = None
        for days in range(-NEAR.days, NEAR.days + 1):
            total, number = self._days.get((language, day + timedelta(days=days)), ((), 0))
            around = _add_vector(around, total, number) if number else around
        return _weigh_in(mean, WEIGHT_BEFORE, around)


def _add_vector(sums: tuple[Vector, int] | None, vector: Vector, number: int = 1) -> tuple[Vector, int]:
    if sums is None:
        return vector, number
    return [a + b for a, b in zip(sums[0], vector, strict=True)], sums[1] + number


def _weigh_in(begin: Vector, weight: int, sums: tuple[Vector, int] | None) -> Vector:
    """Give a mean that counts for so many texts, with others in it."""
    if sums is None:
        return begin
    total, number = sums
    return [(weight * a + b) / (weight + number) for a, b in zip(begin, total, strict=True)]


def _average(vectors: Sequence[Vector]) -> Vector:
    return [sum(values) / len(vectors) for values in zip(*vectors, strict=True)]


def measure_nearness(one: Vector, other: Vector) -> float:
    """Give the cosine of two vectors of length one."""
    return float(sum(map(mul, one, other)))
