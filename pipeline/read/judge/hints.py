"""What stands for a side only where more is known: somebody with a name of its people, a town, an office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from pipeline.read.judge import roles
from pipeline.read.judge.evidence import Sentence
from pipeline.text.clean import fold_letters

FULL_NAME = 3
"""Words of a name that cannot be taken for anything else."""


def count_people(sentences: Iterable[Sentence], home: str, full_name: re.Pattern[str]) -> None:
    """Let somebody with a name of the people at home in the text's language stand for their side."""
    for sentence in sentences:
        names = (found[0].split() for found in full_name.finditer(sentence.text))
        if any(len(list(takewhile(str.istitle, words))) >= FULL_NAME for words in names):
            sentence.hints.add(home)


def count_hints(sentences: Sequence[Sentence], home: str, at_home: frozenset[str]) -> None:
    """Let names stand for their side when its country is named anywhere, or where they are at home.

    `home` is the side at home in the text's language, `at_home` the folded names that need no country there.
    """
    named: set[str] = set()
    for sentence in sentences:
        named |= set(sentence.weight) - sentence.fixtures
        if home in sentence.hints and any(fold_letters(w) in at_home for w in _list_hints(sentence, home)):
            named.add(home)
    for sentence in sentences:
        for side in sentence.hints & named - set(sentence.weight):
            sentence.weight[side] = 2
            if roles.is_more_than_place(sentence.text, sentence.matches, side):
                sentence.actors.add(side)


def _list_hints(sentence: Sentence, side: str) -> Iterator[str]:
    for match in sentence.matches:
        written = sentence.text[match.start : match.end]
        # A capital that opens a sentence says nothing: Gəncə is a city, and "to the young".
        said = match.start > 0 or not match.term.needs_capitals or len(written) > len(match.term.name)
        if match.term.side == side and match.term.weight == 1 and said:
            yield written
