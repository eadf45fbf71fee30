"""Two readings of one page compared line by line, and the part of one that the other bears out."""

from __future__ import annotations

import re

SHORTEST = 25
"""Characters of a line that counts when two readings are compared."""
SIGN = 60
"""Letters by which a line is known in the other reading: ends differ by notes and links."""
MOSTLY = 0.5
"""Share of a reading that another has, from which it has most of it; and of what it has more that stands
between the lines of both.
"""
ALMOST = 0.9
"""Share of the sentences of another reading from which one has what that has."""
FEW = 0.1
"""Letters that the other has more there, by those of this one, at most."""
PARAGRAPH = 80
"""Letters of a paragraph."""
LEAD_LINES = 8
"""Lines before the first that the other reading has too: the lead and the points that it passed over."""
RETOLD = 1000
"""Characters of a block that may be the whole text once more, for machines."""
SAMPLES, SAMPLE = 5, 60
"""Pieces of such a block that are looked for in the text before it, and their letters."""

_NO_LETTERS = re.compile(r"\W+")
_PARTS = re.compile(r"(?<=[.!?…。])|[|\n]")
_ENDS = (".", "!", "?", "…", "。")


def keep_letters(text: str) -> str:
    """Give letters and digits alone."""
    return _NO_LETTERS.sub("", text)


class Compared:
    """A reading in a form that is quick to look up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n") if text else []
        self.letters = _NO_LETTERS.sub("", text)
        self.signs = [_NO_LETTERS.sub("", line[: 4 * SIGN])[:SIGN] for line in self.lines]

    def measure_share(self, other: Compared) -> float:
        """Give the share of this reading's lines, by length, that the other has; 0.0 for an empty one."""
        counted = [
            (len(line), sign in other.letters)
            for line, sign in zip(self.lines, self.signs, strict=True)
            if len(line) >= SHORTEST
        ]
        whole = sum(length for length, _ in counted)
        return sum(length for length, found in counted if found) / whole if whole else 0.0

    def find_shared(self, other: Compared) -> list[bool]:
        """Tell of each line whether the other reading has it."""
        return [bool(sign) and sign in other.letters for sign in self.signs]

    def list_sentences(self) -> list[str]:
        """Give the letters of what ends as a sentence does."""
        sentences = (keep_letters(part) for part in _PARTS.split(self.text) if part.endswith(_ENDS))
        return [letters for letters in sentences if len(letters) >= SHORTEST]

    def measure_rest(self, other: Compared) -> tuple[int, int]:
        """Count the letters of lines that the other has not: between those that it has, and around them."""
        shared = self.find_shared(other)
        if True not in shared:
            return 0, sum(map(len, self.lines))
        first, last = shared.index(True), len(shared) - shared[::-1].index(True)
        rest = [0 if known else len(line) for known, line in zip(shared, self.lines, strict=True)]
        return sum(rest[first:last]), sum(rest[:first]) + sum(rest[last:])


def measure_agreement(one: Compared, other: Compared) -> float:
    """Give how far two readings are the same text: the smaller of the two shares, 0.0 to 1.0."""
    return min(one.measure_share(other), other.measure_share(one))


def keep_borne_out(one: Compared, other: Compared) -> str:
    """Give a reading from its lead to the last line that the other has too."""
    shared = [
        number
        for number, line in enumerate(one.lines)
        if len(line) > SHORTEST and one.signs[number] in other.letters
    ]
    if not shared:
        return ""
    last = shared[-1] + 1
    while last < len(one.lines) and one.signs[last] and one.signs[last] in other.letters:
        last += 1
    return "\n".join(one.lines[max(0, shared[0] - LEAD_LINES) : last])


def is_filled(one: Compared, other: Compared) -> bool:
    """Whether a reading has more between the lines that both have, and the other more around them alone.

    The other is then blind to a kind of paragraph or list, and what it has more stands around the article.
    """
    if other.measure_share(one) < MOSTLY:
        return False
    inside, outside = one.measure_rest(other)
    between, _ = other.measure_rest(one)
    return inside >= PARAGRAPH and inside > MOSTLY * (inside + outside) and between <= FEW * inside


def covers(one: Compared, other: Compared) -> bool:
    """Whether a reading has almost all sentences of another, however that parts them into lines."""
    sentences = other.list_sentences()
    found = [sentence for sentence in sentences if sentence[-SIGN:] in one.letters]
    return sum(map(len, found)) >= ALMOST * sum(map(len, sentences))


class Told:
    """What a page has told so far, to know what tells it again: a text once more, for machines."""

    def __init__(self) -> None:
        self._letters: list[str] = []

    def retells(self, text: str) -> bool:
        """Whether a long text stands there already, all but one of some pieces of it; it counts as told."""
        letters = _NO_LETTERS.sub("", text)
        before = "".join(self._letters) if len(text) >= RETOLD else ""
        self._letters.append(letters)
        if not before:
            return False
        step = (len(letters) - SAMPLE) // (SAMPLES - 1)
        pieces = (letters[start : start + SAMPLE] for start in range(0, step * SAMPLES, step))
        return sum(piece in before for piece in pieces) >= SAMPLES - 1
