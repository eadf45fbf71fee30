"""The topic as the stages ask it: lexicon, datelines and hints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from pipeline.config.topic.datelines import Datelines
from pipeline.config.topic.kinds import TermKind
from pipeline.config.topic.lexicon import Lexicon
from pipeline.config.topic.sections import TopicFile
from pipeline.config.topic.terms import build_entries, list_home_hints
from pipeline.text.clean import fold_text

_SYLLABLE = 7
"""Letters of the longest word of a name of syllables: Nghiêng."""


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
        listed = [*self.document.offices.family_names]
        for side in self.document.sides.values():
            listed += side.family_names
        return frozenset(map(fold_text, listed))

    @cached_property
    def full_names(self) -> Mapping[str, re.Pattern[str]]:
        """Side to what finds a full name of its people that begins with the family's: Lê Quốc Hùng."""
        listed = {name: side.family_names for name, side in self.document.sides.items()}
        return {
            name: re.compile(rf"\b(?:{'|'.join(names)})(?: (?=[^\W\d_])\w{{1,{_SYLLABLE}}}\b){{2,3}}")
            for name, names in listed.items()
            if names
        }

    @cached_property
    def foreign_names(self) -> Mapping[str, re.Pattern[str]]:
        """Side to what finds such a name as texts of other languages write it: Le Quoc Hung, Ле Куок Хунг."""
        listed = "|".join(sorted(name.title() for name in self.family_names))
        found = re.compile(rf"\b(?:{listed})(?: [^\W\d_]{{1,{_SYLLABLE}}}\b){{2,3}}")
        return dict.fromkeys(self.full_names, found)

    def list_strong_forms(self, side: str) -> Iterator[str]:
        """Give every spelling that may make a side on its own, lower case with diacritics.

        Open forms are given as far as they are known.
        """
        for term, form in self.entries:
            if term.side == side and term.weight >= 2:
                yield from sorted(form.spellings)
        for form in list_home_hints(self.document, side):
            yield from sorted(form.spellings)

    @cached_property
    def home_hints(self) -> Mapping[str, frozenset[str]]:
        """Side to folded names that stand for it in a text at home with it: "Gəncə" in Azerbaijani."""
        return {
            side: frozenset(key for form in list_home_hints(self.document, side) for key in form.keys)
            for side in self.sides
        }

    def list_hints(self) -> frozenset[str]:
        """Give folded words and phrases that name a side or its leader.

        A feed entry with one of them is fetched early.
        """
        hints: set[str] = set()
        for term, form in self.entries:
            if term.kind in {TermKind.COUNTRY, TermKind.PERSON} and term.weight >= 2:
                hints |= form.keys
        return frozenset(hints)
