"""A few fixed strings looked for in one pass, as fast as memory is read: most documents hold none of them."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind


class Signs:
    """Short strings of bytes, of which none begins where another goes on.

    A dozen are looked for in a third of the time that one compiled expression takes, and a tenth of what `in`
    takes where the first byte is frequent, as those of Vietnamese letters are: the library compares 32 bytes
    at once. That needs the kind of match that gives the first of several at one place.
    """

    def __init__(self, signs: Iterable[bytes]) -> None:
        self._signs = tuple(signs)
        self._search = BytesAhoCorasick(
            self._signs, implementation=Implementation.DFA, matchkind=MatchKind.LeftmostFirst
        )

    def find(self, data: bytes) -> frozenset[bytes]:
        """Give those that stand in the data."""
        return frozenset(self._signs[number] for number, _, _ in self._search.find_matches_as_indexes(data))

    def count(self, data: bytes) -> int:
        """Give how often any of them stands in the data."""
        return len(self._search.find_matches_as_indexes(data))
