"""Closed words that more than one room writes or compares."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word of a closed list; `help` is the sentence that the documentation prints."""

    help: str

    def __new__(cls, word: str, help_: str = "") -> Self:
        """Keep the sentence beside the word."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.help = help_
        return member


UNLISTED = "unlisted"
"""Stands for id and kind of a source that is not in the catalogue: search feeds and foreign archives bring
pages of such outlets.
"""

NO_COUNTRY = "XX"
"""Stands for the country of an unlisted source; ISO 3166-1 leaves this code to its users. People see nothing
in its place.
"""

GRADE_LABELS: Mapping[int, str] = {3: "core", 2: "substantial", 1: "mention", 0: "none"}
"""What the index and people call a grade. How the stage judge calls it: `outcomes.GRADE_OUTCOMES`."""
