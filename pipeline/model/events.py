"""What telling events apart needs of a story, and the event as people see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Vector = Sequence[float]
"""The meaning of a text as a language model places it; of length one."""
NEAR = timedelta(days=4)
"""How far two stories of one event lie apart at most."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a story shows of the happening that it tells of; `event` is set when it is decided.

    `article` is its lead. `numbers` and `names` are those that carry over between languages; `urls` are all
    addresses of the lead, `alternates` those of its versions in other languages.
    """

    story: str
    article: str
    language: str
    published_at: datetime
    first_seen_at: datetime
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    meaning: Vector | None = None
    event: str | None = None
    urls: frozenset[str] = frozenset()
    alternates: frozenset[str] = frozenset()

    @property
    def age(self) -> tuple[datetime, datetime, str]:
        """Give what the first story of an event is told by."""
        return self.published_at, self.first_seen_at, self.story
