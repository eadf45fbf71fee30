"""The names of the topic as the index needs them: every form that the judge knows, with its term.

Both read the same patterns, so that whatever is a name to the judge is one to the index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.config.topic.kinds import TermKind
from pipeline.config.topic.spelling import WORD, Pattern
from pipeline.config.topic.terms import Term, parse_forms
from pipeline.config.topic.topic import Topic
from pipeline.text.clean import fold_text

NAMES = frozenset(
    {
        TermKind.COUNTRY,
        TermKind.PERSON,
        TermKind.ORGANISATION,
        TermKind.PLACE,
        TermKind.AGENCY,
    }
)
"""Kinds of terms that are names; the others are words for what happens, and other countries."""
_OF_SIDES_ALPHABETS = re.compile(r"[\x00-\x7fəğıöüşçа-яё]*+")
_NO_STEM = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class NameForm:
    """One form of a name and the one word, its stem, under which the index finds all of them.

    `words` gives for each word its spellings, lower case with diacritics, the shortest first; `open` tells
    which of them may go on; `written` is the shortest spelling of the whole, joined as the file joins it.
    `literal`: it counts in these spellings, and in plain ASCII unless `exact`. `not_before`: folded words
    that must not follow.
    """

    stem: str
    words: tuple[tuple[str, ...], ...]
    open: tuple[bool, ...]
    written: str
    literal: bool = False
    exact: bool = False
    not_before: frozenset[str] = frozenset()

    @property
    def closed(self) -> bool:
        """Whether no word of it may go on."""
        return not any(self.open)


def list_name_forms(topic: Topic) -> list[NameForm]:
    """Give every form of every name, and of the single words that the topic lists for the index alone."""
    stems = _map_stems(topic)
    forms = [
        _build_form(stems.get((term.kind, term.name)) or make_stem(term.name), pattern, term)
        for term, pattern in topic.entries
        if term.kind in NAMES
    ]
    for word in topic.document.index_words:
        patterns = parse_forms(word.forms, topic.document.suffixes)
        forms += [_build_form(word.stem, pattern) for pattern in patterns]
    return forms


def make_stem(name: str) -> str:
    """Give the term of a name that has none of its own: "Phạm Minh Chính" is phamminhchinh."""
    return _NO_STEM.sub("", fold_text(name))


def _map_stems(topic: Topic) -> dict[tuple[TermKind, str], str]:
    """Give the stems that the file itself names."""
    document = topic.document
    stems = {(TermKind.COUNTRY, side.name): side.stem for side in document.sides.values()}
    for kind, group in (
        (TermKind.PERSON, document.people),
        (TermKind.ORGANISATION, document.organisations),
        (TermKind.PLACE, document.places),
    ):
        stems |= {(kind, entry.name): entry.stem for entry in group if entry.stem}
    return stems


def _build_form(stem: str, pattern: Pattern, term: Term | None = None) -> NameForm:
    spellings = sorted(pattern.spellings, key=_rank_spelling)
    columns = zip(*map(WORD.findall, spellings), strict=True)
    ambiguous = term is not None and term.ambiguous
    return NameForm(
        stem,
        tuple(_spell_word(column) for column in columns),
        tuple(word.open for word in pattern.words),
        spellings[0],
        literal=pattern.exact or ambiguous,
        exact=pattern.exact,
        not_before=term.not_before if term is not None else frozenset(),
    )


def _spell_word(column: Sequence[str]) -> tuple[str, ...]:
    """Give the spellings of a word, the shortest first; behind Vietnamese marks nobody writes an ending."""
    shortest = min(column, key=_rank_spelling)
    plain = {w if w == shortest or _OF_SIDES_ALPHABETS.fullmatch(w) else fold_text(w) for w in column}
    return tuple(sorted(plain, key=_rank_spelling))


def _rank_spelling(spelling: str) -> tuple[int, str]:
    return len(spelling), spelling
