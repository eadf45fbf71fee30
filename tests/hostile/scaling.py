"""How the time of a rule grows with its input: a ratio, the same on fast machines and slow ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

FACTOR = 6.0
"""Time for four times the input over the time for one; a linear rule has 4, a quadratic one 16."""
SIZES = (1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000)
"""Characters. A quadratic rule is found among the small ones, before it takes minutes at the large."""
NOTICEABLE = 0.02
"""Seconds under which a ratio is noise."""


def find_growth(
    run: Callable[[Any], object], make: Callable[[int], Any], sizes: tuple[int, ...] = SIZES
) -> float:
    """Give the largest factor by which the time of `run(make(size))` grows from one size to the next.

    Times are of this thread's processor; a factor that is too large is measured thrice before it counts.
    """
    worst = 0.0
    before = measure_time(run, make(sizes[0]))
    for last, size in pairwise(sizes):
        now = measure_time(run, make(size))
        if now > NOTICEABLE and now > FACTOR * before:
            before = min(measure_time(run, make(last)) for _ in range(3))
            now = min(measure_time(run, make(size)) for _ in range(2))
        if now > NOTICEABLE:
            worst = max(worst, now / max(before, NOTICEABLE / 100))
        if worst > FACTOR:
            return worst
        before = now
    return worst


def measure_time(run: Callable[[Any], object], value: Any) -> float:
    """Give the processor time of one run, in seconds."""
    started = time.thread_time()
    run(value)
    return time.thread_time() - started
