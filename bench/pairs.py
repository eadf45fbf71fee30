"""How well articles were put together: pairs, and B-cubed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Pairs that are right, false and missed."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Give the share of the pairs put together that belong together."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def found(self) -> float:
        """Give the share of the pairs that belong together that were put together."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Give the harmonic mean of both."""
        both = self.precision + self.found
        return 2 * self.precision * self.found / both if both else 0.0


def count_pairs(gold: Mapping[str, str], found: Mapping[str, str]) -> PairFigures:
    """Count the pairs of articles; `gold` and `found` give the group of each by its id."""
    right = _count_inner(Counter((gold[id_], found[id_]) for id_ in gold).values())
    together = _count_inner(Counter(found[id_] for id_ in gold).values())
    wanted = _count_inner(Counter(gold.values()).values())
    return PairFigures(right, together - right, wanted - right)


def _count_inner(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def measure_bcubed(gold: Mapping[str, str], found: Mapping[str, str]) -> float:
    """Give B-cubed F1: the mean over articles of how pure and how complete their groups are."""
    wanted: dict[str, set[str]] = defaultdict(set)
    put: dict[str, set[str]] = defaultdict(set)
    for id_ in gold:
        wanted[gold[id_]].add(id_)
        put[found[id_]].add(id_)
    both = {id_: len(wanted[gold[id_]] & put[found[id_]]) for id_ in gold}
    pure = sum(both[id_] / len(put[found[id_]]) for id_ in gold) / len(gold)
    complete = sum(both[id_] / len(wanted[gold[id_]]) for id_ in gold) / len(gold)
    return 2 * pure * complete / (pure + complete)
