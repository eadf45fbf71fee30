"""What grouping needs of an article, and where it puts it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ungrouped:
    """What grouping needs of an article."""

    id: str
    text: str
    sketch: tuple[str, ...]
    words: int
    story: str | None = None
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Grouped:
    """Where an article belongs: its story, its role (lead or copy), the stories it quotes."""

    story: str
    role: str
    quotes: tuple[str, ...] = ()
