"""Which member of a story leads it: the earliest published one that is whole and still stands."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.stories import Member

CUT = 0.7
"""A text with less than this share of the words of the middle one of its story is cut."""


def choose_lead(members: Sequence[Member]) -> Member:
    """Give the member that leads a story; a cut one only when no whole one stands."""
    return min(members, key=lambda member: _rank_member(member, _find_middle(members)))


def _find_middle(members: Sequence[Member]) -> int:
    """Give the words of the middle member, of the longer one of two."""
    return sorted(member.words for member in members)[len(members) // 2]


def _rank_member(member: Member, middle: int) -> tuple[bool, bool, str, str, str]:
    cut = not member.whole or member.words < CUT * middle
    return member.withdrawn, cut, member.published_at, member.first_seen_at, member.id
