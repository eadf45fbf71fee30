"""The topic as the stages ask it: lexicon, datelines, hints, and the words of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pipeline.config.topic.datelines import Datelines
from pipeline.config.topic.lexicon import Lexicon
from pipeline.config.topic.sections import TopicFile
from pipeline.config.topic.spelling import Pattern
from pipeline.config.topic.terms import TermKind, build_entries, parse_forms
from pipeline.text.clean import fold_text

_NAMED = frozenset({TermKind.PERSON, TermKind.ORGANISATION, TermKind.PRODUCT, TermKind.PLACE})
_SHORT = 5
"""Letters of a word that hardly anybody searches for alone."""


class Topic:
    """What names the two sides and what links them; made by `load_topic`, never changed.

    `sides` are the names of the two in the order of the file; a term's `side` is one of them or empty.
    """

    def __init__(self, document: TopicFile) -> None:
        self.document = document
        self.sides = tuple(document.sides)
        self.entries = tuple(build_entries(document))
        self.lexicon = Lexicon(self.entries, document.patronymics)
        self.datelines = Datelines(document, self.entries)

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

    def map_stems(self) -> Mapping[str, str]:
        """Give folded single words and the one stem each is indexed under."""
        return {form: stem for form, stem in self._stems.items() if " " not in form}

    def map_phrases(self) -> Mapping[str, str]:
        """Give folded phrases and the one stem each is indexed under ("viet nam": vietnam).

        The words of a phrase are joined by one blank.
        """
        return {form: stem for form, stem in self._stems.items() if " " in form}

    @cached_property
    def _stems(self) -> Mapping[str, str]:
        stems: dict[str, str] = {}
        for stem, forms in self._list_stemmed():
            for form in forms:
                if not form.open and _is_searched_whole(form):
                    stems |= dict.fromkeys(sorted(form.keys), stem)
        return stems

    def _list_stemmed(self) -> Iterator[tuple[str, Iterable[Pattern]]]:
        """Give the forms that have a stem; where two have one form, the later counts."""
        document = self.document
        for word in document.index_words:
            yield word.stem, parse_forms(word.forms, document.suffixes)
        stems = {entry.name: entry.stem for entry in document.list_named() if entry.stem}
        for term, form in self.entries:
            if term.kind in _NAMED and term.name in stems:
                yield stems[term.name], [form]
        for side in document.sides.values():
            yield side.stem, parse_forms(side.country, document.suffixes)


def _is_searched_whole(form: Pattern) -> bool:
    """Whether a form is short: longer names hold words that people search for on their own."""
    if len(form.words) <= 2:
        return True
    keys = {key for word in form.words for key in word.keys}
    return all(len(key) <= _SHORT for key in keys)
