"""How the time of a rule grows with its input: a ratio, the same on fast machines and slow ones."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

FACTOR = 8.0
"""Time for four times the input over the time for one; a linear rule has 4, a quadratic one 16, and half way
between them lies 8: memory that fits no cache any more makes a linear reader of megabytes up to 6.2.
"""
SIZES = (1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000, 4_000_000)
"""Characters. A quadratic rule is found among the small ones, before it takes minutes at the large."""
NOTICEABLE = 0.02
"""Seconds under which a ratio is noise."""
SHORTEST = 0.002
"""Seconds that a shorter time counts as: what is prepared for any input is not to make a factor."""
ROUNDS = 6
"""Times that a factor which is too large is measured before it counts: noise only ever adds to a time."""
LOOKS = 3
"""Looks at a short time, of which the least counts: one that is too long by chance hides a growth."""
CERTAIN = 12.0
"""A factor that needs no more than one other look; a smaller one must go on at four times the input."""

Run = Callable[[Any], object]


def find_growth(
    run: Run,
    make: Callable[[int], Any],
    sizes: tuple[int, ...] = SIZES,
    *,
    longest: float = 10.0,
    shortest: float = SHORTEST,
) -> float:
    """Give the largest factor by which the time of `run(make(size))` grows with four times the size.

    Times are of this thread's processor; one below `shortest` counts as that. The sizes after one that took
    `longest` seconds are left out.
    """
    worst = 0.0
    before = max(measure_time(run, make(sizes[0])), shortest)
    for last, size in pairwise(sizes):
        if before > longest:
            break
        value = make(size)
        now = measure_time(run, value)
        if now > NOTICEABLE:
            part, step = make(last), size / last
            factor = _divide(now, _measure_least(run, part, before), step, shortest)
            if factor > FACTOR:
                factor = _measure_again(run, (part, value), (before, now), step, shortest)
                if FACTOR < factor <= CERTAIN and not _goes_on(run, make, size):
                    factor = FACTOR
            worst = max(worst, factor)
        if worst > FACTOR:
            return worst
        before = max(now, shortest)
    return worst


def _divide(now: float, before: float, step: float, shortest: float) -> float:
    """Give the factor of two times as it would be for four times the input, where it was `step` times."""
    return now / max(before, shortest) * 4 / step


def _measure_least(run: Run, value: Any, known: float) -> float:
    """Give the least of a time known and some more looks at it; a long one as it is."""
    if known > NOTICEABLE:
        return known
    return min(known, *(measure_time(run, value) for _ in range(LOOKS - 1)))


def _measure_again(
    run: Run, values: tuple[Any, Any], times: tuple[float, float], step: float, shortest: float
) -> float:
    """Give the factor of two times, measured in turns until it is that of a linear rule."""
    befores, nows = [times[0]], [times[1]]
    for number in range(ROUNDS):
        befores.append(measure_time(run, values[0]))
        nows.append(measure_time(run, values[1]))
        factor = _divide(min(nows), min(befores), step, shortest)
        # The shorter is as easily too long by chance: neither look alone says that a rule is linear.
        if factor > CERTAIN or (factor <= FACTOR and number >= LOOKS - 1):
            break
    return factor


def _goes_on(run: Run, make: Callable[[int], Any], size: int) -> bool:
    """Say whether the time grows as fast from the whole input to four times as much.

    A cache that is full, a repeat below its bound, or a step on the way to what is slow makes one large
    factor and not two.
    """
    whole, more = make(size), make(4 * size)
    times = [(measure_time(run, whole), measure_time(run, more)) for _ in range(LOOKS)]
    return min(more for _, more in times) > FACTOR * min(whole for whole, _ in times)


def measure_time(run: Run, value: Any) -> float:
    """Give the processor time of one run, in seconds.

    Nothing is collected meanwhile: that takes as long as the program of the tests is large.
    """
    gc.disable()
    try:
        started = time.thread_time()
        run(value)
        return time.thread_time() - started
    finally:
        gc.enable()
