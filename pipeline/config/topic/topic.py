"""The topic as the stages ask it: lexicon, datelines and hints."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.config.topic.datelines import Datelines
from pipeline.config.topic.lexicon import Lexicon
from pipeline.config.topic.sections import TopicFile
from pipeline.config.topic.terms import TermKind, build_entries


class Topic:
    """What names the two sides and what links them; made by `load_topic`, never changed.

    `sides` are the names of the two in the order of the file; a term's `side` is one of them or empty.
    """

    def __init__(self, document: TopicFile) -> None:
        self.document = document
        self.sides = tuple(document.sides)
        self.entries = tuple(build_entries(document))
        self.lexicon = Lexicon(self.entries)
        self.datelines = Datelines(document, self.entries)

    def list_strong_forms(self, side: str) -> Iterator[str]:
        """Give every spelling that makes a side on its own, lower case with diacritics.

        Open forms are given as far as they are known.
        """
        for term, form in self.entries:
            if term.side == side and term.weight >= 2:
                yield from sorted(form.spellings)

    def list_hints(self) -> frozenset[str]:
        """Give folded words and phrases that name a side or its leader.

        A feed entry with one of them is fetched early.
        """
        hints: set[str] = set()
        for term, form in self.entries:
            if term.kind in {TermKind.COUNTRY, TermKind.PERSON} and term.weight >= 2:
                hints |= form.keys
        return frozenset(hints)
