"""The names of the topic as rules for Elasticsearch's filters: every form of a name becomes one term.

A term begins with a sign that no word has: stemmers and endings leave it alone, and no word is taken for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

from pipeline.config.topic.forms import NameForm
from pipeline.store.schema.azerbaijani import list_inflected_forms
from pipeline.store.schema.beginnings import build_beginnings
from pipeline.store.schema.typed_names import (
    MOST_TEXTS,
    Text,
    list_texts,
    mark_literal,
    vary_text,
    vary_word,
)
from pipeline.text.clean import fold_text

SIGN = "@"
"""What a term of a name begins with."""
_LEAST_BASE = 4
"""Letters that a word has whose inflected forms are brought to it; a shorter one is other words as well."""
_LOOKS_ENDED = ("ов", "ев", "ом", "ем", "ам", "ей", "ой", "ий", *"аеиоуыюя")
_ENDING = "ый"
"""What an open word that looks like an inflected one gets, so that no stemmer shortens it."""
_NOTHING = "nothing_0 => nothing_0"
"""A filter without any rule is refused."""


@dataclass(frozen=True)
class NameRules:
    """What the filters need of the names; made of their forms alone, so that two of the same are equal."""

    forms: Sequence[NameForm]

    @cached_property
    def words(self) -> list[str]:
        """Rules for single words as written, with ə as e, and folded: before any ending is taken away."""
        return self._write_singles(self._written, self._bases)

    @cached_property
    def folded_words(self) -> list[str]:
        """Rules for single words whose diacritics were taken away only now."""
        return self._write_singles(self._folded, {fold_text(k): fold_text(b) for k, b in self._bases.items()})

    @cached_property
    def beginnings(self) -> str:
        """An expression for words that begin as an open name of one word does; its group is the beginning."""
        return build_beginnings(self._list_beginnings(literal=True), self._written)

    @cached_property
    def folded_beginnings(self) -> str:
        """The same over folded words."""
        return build_beginnings(self._list_beginnings(literal=False), self._folded)

    @cached_property
    def marks(self) -> list[str]:
        """Rules that mark the words of literal names, so that no other spelling is taken for them later."""
        return _write_rules({" ".join(text): " ".join(mark) for text, mark in self._marks.items()}.items())

    @cached_property
    def indexed_phrases(self) -> list[str]:
        """Rules for names of several words: the term stands where they stand, and they stay."""
        rules = []
        for stem, text, words in self._list_rules():
            inside = self._find_inside(words, stem)
            parts = dict.fromkeys((_reserve(stem), *map(_reserve, inside), *words))
            rules.append((text, ", ".join(parts)))
        return _write_rules([*rules, *self._split_shared()])

    @cached_property
    def searched_phrases(self) -> list[str]:
        """Rules for a search: a name of several words is its term and nothing else."""
        rules = [(text, _reserve(stem)) for stem, text, _ in self._list_rules()]
        return _write_rules([*rules, *self._split_shared()])

    @cached_property
    def written_phrases(self) -> list[str]:
        """Rules for a search of unstemmed text: words of a name are looked for together, never one by one.

        A literal name is left to `stemmed` altogether: folded, it may be other words side by side.
        """
        rules = []
        for form in self._list_phrases():
            first = tuple(fold_text(words[0]) for words in form.words)
            texts = list_texts(form) if form.literal else {first}
            for text in texts:
                joined = " ".join(text)
                stays = "" if form.literal else f", {joined}"
                rules.append((joined, form.stem + stays))
        return _write_rules(rules)

    @cached_property
    def _written(self) -> Mapping[str, frozenset[str]]:
        """The single words as written with the stems of each."""
        return self._map_singles(literal=True)

    @cached_property
    def _folded(self) -> Mapping[str, frozenset[str]]:
        return self._map_singles(literal=False)

    def _map_singles(self, *, literal: bool) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for form in self.forms:
            if len(form.words) == 1 and (literal or not form.literal):
                for word in form.words[0]:
                    for key in vary_word(word, form) if literal else {fold_text(word)}:
                        found[key].add(form.stem)
        return {key: frozenset(stems) for key, stems in found.items()}

    def _write_singles(self, singles: Mapping[str, frozenset[str]], bases: Mapping[str, str]) -> list[str]:
        rules = [(word, SIGN + _join_stems(stems)) for word, stems in singles.items()]
        rules += [(word, base) for word, base in bases.items() if word not in singles]
        names = {_join_stems({form.stem}) for form in self.forms} | set(map(_join_stems, self._shared))
        rules += [(name, SIGN + name) for name in names if name not in singles]
        return _write_rules([*rules, *((_reserve(name), SIGN + name) for name in names)])

    @cached_property
    def _shared(self) -> set[frozenset[str]]:
        """The groups of names that have a word in common, which is a form of each."""
        groups = (*self._written.values(), *self._folded.values())
        return {stems for stems in groups if len(stems) > 1}

    def _split_shared(self) -> Iterator[tuple[str, str]]:
        for stems in self._shared:
            yield _reserve(_join_stems(stems)), ", ".join(map(_reserve, sorted(stems)))

    def _list_beginnings(self, *, literal: bool) -> set[str]:
        beginnings: set[str] = set()
        for form in self.forms:
            if len(form.words) == 1 and form.open[0] and (literal or not form.literal):
                for word in form.words[0]:
                    beginnings |= vary_word(word, form) if literal else {fold_text(word)}
        return beginnings

    def _list_phrases(self) -> Iterator[NameForm]:
        return (form for form in self.forms if len(form.words) > 1)

    @cached_property
    def _bases(self) -> Mapping[str, str]:
        """The inflected words of longer names with the first form of each, folded."""
        bases: dict[str, str] = {}
        for form in self._list_phrases():
            for words, is_open in zip(form.words, form.open, strict=True):
                spellings = list_inflected_forms(words[0]) if is_open else words
                if len(words[0]) >= _LEAST_BASE and len(spellings) > 1:
                    for key in {key for word in spellings for key in vary_word(word, form)}:
                        bases.setdefault(key, fold_text(words[0]))
        return bases

    def _list_rules(self) -> Iterator[tuple[str, str, Text]]:
        """Give stem, text (literal names inside marked) and words of every name of several words."""
        for form in self._list_phrases():
            for text in islice(product(*self._list_columns(form)), MOST_TEXTS):
                for varied in vary_text(text, form):
                    yield form.stem, " ".join(self._mark_words(varied)), varied
            if "." in form.written:
                yield form.stem, form.written, tuple(form.written.replace(".", " ").split())

    def _mark_words(self, words: Text) -> Text:
        """Give words as the filter that marks literal names gives them on: the longest from the left."""
        marked: Text = ()
        while words:
            read = tuple(map(self._resolve, words))
            length = next((n for n in range(len(words), 1, -1) if read[:n] in self._marked), 0)
            marked += self._marked[read[:length]] or words[:length] if length else words[:1]
            words = words[length or 1 :]
        return marked

    @cached_property
    def _marked(self) -> Mapping[Text, Text]:
        """The marks by the words as the filters before give them on; none for what stays as it is."""
        return {
            tuple(map(self._resolve, text)): mark if mark != text else ()
            for text, mark in self._marks.items()
        }

    @cached_property
    def _marks(self) -> Mapping[Text, Text]:
        marks: dict[Text, Text] = {}
        for form in self._list_phrases():
            if form.literal and form.closed:
                # The first of two names that are written alike marks the words for both.
                marks = mark_literal(form) | marks
        return marks

    def _pick_words(self, words: Text, is_open: bool) -> Text:
        """Give the spellings of a word that the filters before do not bring to each other."""
        if is_open:
            # What else it ends in the stemmers bring to this, unless it is a name itself.
            names = (name for name in self._written if name.startswith(words))
            ended = (word + _ENDING for word in words if word.endswith(_LOOKS_ENDED))
            words = (*list_inflected_forms(words[0]), *ended, *names)
        picked: dict[str, str] = {}
        for word in words:
            picked.setdefault(self._resolve(word), word)
        return tuple(picked.values())

    def _list_columns(self, form: NameForm) -> Iterator[Text]:
        """Give for each word of a form the spellings that need a rule of their own."""
        for words, is_open in zip(form.words, form.open, strict=True):
            # All spellings of a literal name are marked alike.
            yield words[:1] if form.literal and form.closed else self._pick_words(words, is_open)

    def _resolve(self, word: str) -> str:
        stems = self._written.get(word)
        if stems:
            return SIGN + _join_stems(stems)
        return self._bases.get(word, word)

    def _find_inside(self, words: Text, stem: str) -> list[str]:
        """Give the stems of shorter names of several words inside."""
        folded = tuple(map(fold_text, words))
        found = []
        for first in range(len(folded)):
            for last in range(first + 2, len(folded) + 1):
                if last - first < len(folded):
                    found += sorted(self._phrases.get(folded[first:last], frozenset()) - {stem})
        return found

    @cached_property
    def _phrases(self) -> Mapping[Text, frozenset[str]]:
        """The first forms of names of several words, folded, with their stems."""
        found: dict[Text, set[str]] = defaultdict(set)
        for form in self._list_phrases():
            if form.closed and not form.exact:
                for text in list_texts(form):
                    found[text].add(form.stem)
        return {text: frozenset(stems) for text, stems in found.items()}


def _write_rules(rules: Iterable[tuple[str, str]]) -> list[str]:
    """Give rules with all that becomes the same on one line: Elasticsearch's time for settings is by line."""
    lines: dict[str, set[str]] = defaultdict(set)
    for written, becomes in rules:
        lines[becomes].add(written)
    return [f"{', '.join(sorted(lines[becomes]))} => {becomes}" for becomes in sorted(lines)] or [_NOTHING]


def _reserve(stem: str) -> str:
    """Give the word that stands for a term in a rule: rules are broken into words, which have no sign."""
    return f"{stem}_0"


def _join_stems(stems: Iterable[str]) -> str:
    return "_or_".join(sorted(stems))
