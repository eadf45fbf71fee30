"""A surge: an unusual number of stories on one subject within hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

SurgeKind = Literal["relation", "theme", "person", "event"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A story as far as noticing a surge goes: when it was first seen, where, and what it is about."""

    story: str
    at: datetime
    outlet: str
    title: str = ""
    themes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    event: str = ""


@dataclass(frozen=True, slots=True)
class Surge:
    """What surges, since when, how many stories of how many outlets against how many expected.

    `leads` are the stories, by id, with their headlines.
    """

    kind: SurgeKind
    subject: str
    began_at: datetime
    noticed_at: datetime
    stories: int
    outlets: int
    expected: float
    leads: Mapping[str, str]

    @property
    def id(self) -> str:
        """Hash of subject and beginning."""
        return sha256("\n".join((self.kind, self.subject, self.began_at.isoformat())).encode()).hexdigest()[
            :32
        ]
