"""The name of a spool file: cycle, shard, attempt and number, made and taken apart here alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

SUFFIX = ".warc.gz"
OPEN = ".open"
"""Behind the name of a segment that is being written."""
_FORM = re.compile(r"(.+)-s(\d+)-a(\d+)-(\d+)(?:-(\d+))?\.warc\.gz(?:\.open)?")
_START = re.compile(r"\d{8}T\d{6}")


@dataclass(frozen=True, slots=True, order=True)
class SegmentName:
    """A segment by the cycle, shard and attempt that wrote it, and its number among theirs.

    `copy` is above 1 where the archive had another file of the same name already.
    """

    cycle: str
    shard: int
    attempt: int
    number: int = 1
    copy: int = 1

    def __str__(self) -> str:
        copy = f"-{self.copy}" if self.copy > 1 else ""
        return f"{self.cycle}-s{self.shard:02}-a{self.attempt}-{self.number:04}{copy}{SUFFIX}"

    @classmethod
    def parse(cls, name: str) -> SegmentName | None:
        """Take a file's name apart, that of an open segment as well; None for another file's."""
        found = _FORM.fullmatch(name)
        if found is None:
            return None
        shard, attempt, number = int(found[2]), int(found[3]), int(found[4])
        return cls(found[1], shard, attempt, number, int(found[5] or 1))

    @property
    def started_at(self) -> datetime | None:
        """When its cycle began, in UTC to the second; None for a cycle that has no time for its id."""
        found = _START.match(self.cycle)
        return datetime.strptime(found[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None

    def advance(self) -> SegmentName:
        """Give the next segment's name."""
        return replace(self, number=self.number + 1)

    def list_copies(self) -> Iterator[SegmentName]:
        """Give this name, then those under which the archive keeps other files of the same name."""
        copy = self.copy
        while True:
            yield replace(self, copy=copy)
            copy += 1


def find_next_attempt(folder: Path, cycle: str, shard: int) -> int:
    """Give the number of the next attempt at a shard: one more than the highest that left a file."""
    names = (SegmentName.parse(path.name) for path in folder.glob(f"{cycle}-s{shard:02}-a*"))
    return max((name.attempt for name in names if name), default=0) + 1
