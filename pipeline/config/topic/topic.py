"""The topic as the stages ask it: lexicon, datelines and hints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from pipeline.config.topic.datelines import Datelines
from pipeline.config.topic.lexicon import Lexicon
from pipeline.config.topic.sections import TopicFile
from pipeline.config.topic.terms import TermKind, build_entries
from pipeline.text.clean import fold_text


class Topic:
    """What names the two sides and what links them; made by `load_topic`, never changed.

    `sides` are the names of the two in the order of the file; a term's `side` is one of them or empty.
    """

    def __init__(self, document: TopicFile) -> None:
        self.document = document
        self.sides = tuple(document.sides)
        self.entries = tuple(build_entries(document))

    # At first use: the program that hands the topic to its reader reads no text itself.
    @cached_property
    def lexicon(self) -> Lexicon:
        """All terms, found in a text in one pass."""
        return Lexicon(self.entries, self.document.patronymics)

    @cached_property
    def datelines(self) -> Datelines:
        """What a paragraph may open with that is no part of its first sentence."""
        return Datelines(self.document, self.entries)

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that the file has words of acts for."""
        return frozenset(self.document.relation.official) - {"other"}

    @cached_property
    def home_of_language(self) -> Mapping[str, str]:
        """Language to the side at home in it."""
        return {code: name for name, side in self.document.sides.items() for code in side.languages}

    @cached_property
    def family_names(self) -> frozenset[str]:
        """Names that stand first, folded: where one follows an office, a person's name begins."""
        return frozenset(map(fold_text, self.document.offices.family_names))

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
