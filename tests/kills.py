"""When the tests kill what they look at."""

from __future__ import annotations

from random import Random


def spread_moments(chance: Random, number: int) -> list[float]:
    """Return shares of a time, one in each of `number` equal parts of it, in any order.

    Every part of a run is met for certain; of as many that are drawn from the whole, a third of the parts
    are missed.
    """
    shares = [(part + chance.random()) / number for part in range(number)]
    chance.shuffle(shares)
    return shares
