"""What grouping needs of an article, and where it puts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["lead", "copy"]
"""What an article is in its story: the lead is its first member or the earliest that still stands; a copy
carries the text of the lead.
"""


@dataclass(frozen=True, slots=True)
class Ungrouped:
    """What grouping needs of an article; `story` and `leads` are set when it has a story already."""

    id: str
    text: str
    sketch: tuple[str, ...]
    words: int
    story: str | None = None
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Grouped:
    """Where an article belongs: its story, its role there, the stories it quotes."""

    story: str
    role: Role
    quotes: tuple[str, ...] = ()
