"""What grouping needs of an article, and where it puts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["lead", "copy"]
"""What an article is in its story: the lead is the earliest published whole member that still stands; a copy
carries the same text.
"""


@dataclass(frozen=True, slots=True)
class Ungrouped:
    """What grouping needs of an article; `story` and `leads` are set when it has a story already.

    `whole` is false for a text that a wall cut or that is only the feed's own words.
    """

    id: str
    text: str
    sketch: tuple[str, ...]
    words: int
    story: str | None = None
    leads: bool = False
    title: str = ""
    published_at: datetime | None = None
    first_seen_at: datetime | None = None
    whole: bool = True
    seed: bool = False

    @property
    def age(self) -> tuple[str, str, str]:
        """Give what the first of several is told by: first seen, then publication, then id.

        All that one cycle finds is first seen at once: publication tells the original from its reprints.
        """
        return _format_time(self.first_seen_at), _format_time(self.published_at), self.id


def _format_time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


@dataclass(frozen=True, slots=True)
class Grouped:
    """Where an article belongs: its story, its role there, the stories it quotes."""

    story: str
    role: Role
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a story as far as choosing the lead goes."""

    id: str
    role: Role
    words: int
    whole: bool
    withdrawn: bool
    published_at: str
    first_seen_at: str
    copies: int | None = None
