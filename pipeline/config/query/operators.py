"""AND and OR side by side: what Lucene makes of them without brackets is not what people mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[()]|(?:\\.|[^\s()\\])++")
_AND, _OR, _NOT = {"AND", "&&"}, {"OR", "||"}, {"NOT", "!", "+", "-"}


@dataclass(slots=True)
class _Level:
    """What stands between two brackets: spans of what AND holds together, and how the next word joins.

    `meant` is the operator where there is none.
    """

    groups: list[list[int]] = field(default_factory=list)
    meant: str = "OR"
    joined: set[int] = field(default_factory=set)
    implied: set[int] = field(default_factory=set)
    join: str = ""
    glued: bool = False
    excluding: bool = False

    def take_operator(self, piece: str) -> None:
        self.join = "AND" if piece in _AND else "OR"
        self.excluding = self.glued = False

    def take_operand(self, start: int, end: int, piece: str) -> None:
        if self.glued or (piece[0] in ":^~" and self.groups):
            self.groups[-1][1] = end
        else:
            self._begin_operand(start, end, excluding=piece[0] in "+-!" or piece == "NOT")
        self.excluding = piece in _NOT
        self.glued = self.excluding or piece.endswith(":")
        self.join = ""

    def _begin_operand(self, start: int, end: int, *, excluding: bool) -> None:
        # Without an operator a word is one more as `meant`; with a sign before it, it must or must not occur.
        join = self.join or self.meant
        attached = join == "AND" or (not self.join and excluding)
        if attached and self.groups:
            self.groups[-1][1] = end
            if join == "AND":
                self.joined.add(len(self.groups) - 1)
            return
        if self.groups and not self.join:
            self.implied.add(len(self.groups))
        self.groups.append([start, end])

    def is_mixed(self) -> bool:
        return bool(self.joined) and len(self.groups) > 1

    def suggest_form(self, query: str) -> str:
        for number in reversed(range(len(self.groups))):
            start, end = self.groups[number]
            inner = query[start:end]
            inner = f"({inner})" if number in self.joined else inner
            inner = f"OR {inner}" if number in self.implied else inner
            query = query[:start] + inner + query[end:]
        return query


def bracket_mixed(query: str, bare: str, meant: str = "OR") -> str:
    """Give a query that mixes AND and OR with brackets around what AND holds together, else an empty string.

    Lucene has no precedence: in `a OR b AND c` it asks for b and c, and a finds nothing by itself. `bare` is
    the query with its phrases and ranges masked, of the same length; `meant` is how words join that stand
    side by side: any of them in a watch, all of them in a search.
    """
    levels = [_Level(meant=meant)]
    for found in _TOKEN.finditer(bare):
        piece = found[0]
        if piece == "(":
            levels[-1].take_operand(found.start(), found.end(), piece)
            levels.append(_Level(meant=meant))
        elif piece == ")":
            inner = levels.pop()
            if inner.is_mixed():
                return inner.suggest_form(query)
            if not levels:
                return ""
            levels[-1].groups[-1][1] = found.end()
        elif piece in _AND | _OR:
            levels[-1].take_operator(piece)
        else:
            levels[-1].take_operand(*found.span(), piece)
    return next((level.suggest_form(query) for level in reversed(levels) if level.is_mixed()), "")
