"""A value with the rung of the ladder that gave it."""

from __future__ import annotations

from typing import NamedTuple


class Rung(NamedTuple):
    """What was found, and where."""

    value: str
    rung: str
