"""How near two texts of different languages are in meaning: vectors less the mean of their language.

Texts of one language lie nearer to each other than to their translations; without its mean a language is no
longer seen in a vector.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import mul

from pipeline.config.language_means import load_shipped_means
from pipeline.model.events import Vector

WEIGHT = 200
"""Texts for which the shipped means count: those of 450 texts of our own about both countries."""


@dataclass
class Means:
    """The mean vector of each language: what was shipped, and what the index has seen since.

    `sums` are by language the sum of the vectors and their number.
    """

    sums: dict[str, tuple[Vector, int]] = field(default_factory=dict)
    _centres: dict[str, Vector] = field(default_factory=dict)

    def centre(self, language: str, vector: Vector) -> Vector:
        """Give a vector of length one without the mean of its language."""
        if language not in self._centres:
            self._centres[language] = self._find_mean(language)
        moved = [value - mean for value, mean in zip(vector, self._centres[language], strict=True)]
        length = math.sqrt(sum(map(mul, moved, moved))) or 1.0
        return [value / length for value in moved]

    def _find_mean(self, language: str) -> Vector:
        begin = load_shipped_means().get(language) or _average(list(load_shipped_means().values()))
        total, number = self.sums.get(language, ([0.0] * len(begin), 0))
        return [(WEIGHT * a + b) / (WEIGHT + number) for a, b in zip(begin, total, strict=True)]


def _average(vectors: Sequence[Vector]) -> Vector:
    return [sum(values) / len(vectors) for values in zip(*vectors, strict=True)]


def measure_nearness(one: Vector, other: Vector) -> float:
    """Give the cosine of two vectors of length one."""
    return float(sum(map(mul, one, other)))
