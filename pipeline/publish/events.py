"""Which event a story tells of: rules over what its lead says, without an index.

An event is one happening with its announcement and follow-up of some days, in whatever words and languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.model.events import NEAR, Trace
from pipeline.publish.evidence import Evidence

LONGEST = timedelta(days=10)
"""How far a story lies from the first of its event at most: else weeks of one subject chain."""
Two = tuple[str, str]
"""Two groups of stories by their keys, the smaller key first."""


@dataclass
class Events:
    """The stories of some days, by event; new ones are put to what is there, and to each other."""

    evidence: Evidence
    members: dict[str, list[Trace]] = field(default_factory=dict)
    _decided: set[str] = field(default_factory=set)

    def add_member(self, trace: Trace) -> None:
        """Put a story to the event that it has."""
        event = trace.event or trace.story
        self._decided.add(event)
        self.members.setdefault(event, []).append(trace)

    def join_events(self, traces: Iterable[Trace]) -> list[Trace]:
        """Give new stories their events, the earliest first: the nearest groups become one, again and again.

        An event that was decided takes new stories in and is joined with no other. What a story gets does
        not depend on the order of `traces`.
        """
        new = sorted(traces, key=lambda trace: trace.age)
        for trace in new:
            self.members.setdefault(self._find_declared(trace) or trace.story, []).append(trace)
        self._join_nearest(self.members.keys() - self._decided)
        events = {trace.story: event for event, some in self.members.items() for trace in some}
        self._decided |= self.members.keys()
        return [replace(trace, event=events[trace.story]) for trace in new]

    def _join_nearest(self, new: Set[str]) -> None:
        near: dict[Two, float] = {}
        for one, other in self._list_twos(new):
            self._note_nearness(near, one, other)
        while near:
            # Of those as near, the first by key: the order must not decide.
            nearest = min(near, key=lambda two: (-near[two], two))
            kept, gone = sorted(nearest, key=self._rank)
            self.members[kept] += self.members.pop(gone)
            # What was near neither is not near the mean of both.
            touched = [two for two in near if not set(nearest).isdisjoint(two)]
            for two in touched:
                del near[two]
            for other in sorted({key for two in touched for key in two} - set(nearest)):
                self._note_nearness(near, kept, other)

    def _list_twos(self, new: Set[str]) -> Iterator[Two]:
        for one in new:
            for other in self.members:
                if other not in new or one < other:
                    yield one, other

    def _rank(self, event: str) -> tuple[bool, tuple[datetime, datetime, str]]:
        """Give by what the name of one of two groups stays: it was decided, or has the first story."""
        return event not in self._decided, min(member.age for member in self.members[event])

    def _note_nearness(self, near: dict[Two, float], one: str, other: str) -> None:
        if {one, other} <= self._decided:
            return
        nearness = self._measure(self.members[one], self.members[other])
        if nearness >= 0:
            near[min(one, other), max(one, other)] = nearness

    def _find_declared(self, trace: Trace) -> str | None:
        """Give the event of a story that is its version in another language, as the outlet says."""
        for event, members in sorted(self.members.items()):
            for member in members:
                if trace.alternates & member.urls or trace.urls & member.alternates:
                    return event
        return None

    def _measure(self, some: Sequence[Trace], others: Sequence[Trace]) -> float:
        """Give by how much two groups are nearer than they must be, on the mean over what is near in time."""
        times = [member.published_at for member in (*some, *others)]
        if max(times) - min(times) > LONGEST:
            return -1.0
        compared = [
            self.evidence.compare_stories(one, other)
            for one in some
            for other in others
            if abs(one.published_at - other.published_at) <= NEAR
        ]
        return sum(compared) / len(compared) if compared else -1.0
