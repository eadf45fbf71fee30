"""Forms as `topic.yml` writes them (`stem+list`, `stem*`, `form!`) turned into patterns over folded words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from pipeline.config.topic.inflection import EVERY_WORD, INFLECTIONS
from pipeline.text.clean import clean_line, fold_letters, lower_text

Suffixes = Mapping[str, tuple[str, ...]]

WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"[\s\-.]+")
_PART = re.compile(r"(\w+(?:\+[a-z]+-[a-z]+|\*)?)([\s\-.]*)")


@dataclass(frozen=True, slots=True)
class PatternWord:
    """One word of a pattern: any of its folded keys, or with `open` anything that begins with one."""

    keys: frozenset[str]
    open: bool = False

    def matches(self, word: str) -> bool:
        """Whether a folded word of a text is this one."""
        return word in self.keys or (self.open and word.startswith(tuple(self.keys)))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form: its words, and every spelling it was given in.

    `spellings` are lower case with diacritics, joined as written; with `exact` no other spelling is meant.
    `language` is the only one that the form belongs to, or empty.
    """

    words: tuple[PatternWord, ...]
    spellings: frozenset[str]
    exact: bool = False
    language: str = ""

    @property
    def open(self) -> bool:
        """Whether a word of it may go on."""
        return any(word.open for word in self.words)

    @property
    def keys(self) -> frozenset[str]:
        """Every folded spelling, words joined by one blank; an open word is given as far as it is known."""
        choices = [sorted(word.keys) for word in self.words]
        return frozenset(map(" ".join, product(*choices)))


def check_form(form: str, suffixes: Suffixes) -> str | None:
    """Say what is wrong with a form, or None."""
    try:
        _split_form(form, suffixes)
    except ValueError as error:
        return str(error)
    return None


def _split_form(form: str, suffixes: Suffixes) -> Sequence[tuple[str, str]]:
    """Give the words of a form, each with what stands behind it; raise ValueError saying what is wrong."""
    parts = _find_parts(form)
    if not parts:
        raise ValueError(f"{form!r} is not made of words")
    for part, _ in parts:
        _, plus, name = part.removesuffix("*").partition("+")
        if plus and name not in suffixes:
            raise ValueError(f"{form!r} names the suffix list {name!r}, which does not exist")
    return parts


@lru_cache(maxsize=8192)  # each form is checked first and parsed then
def _find_parts(form: str) -> Sequence[tuple[str, str]]:
    """Give the words of a form, each with what stands behind it; none where there is anything else."""
    written = clean_line(form).removesuffix("!")
    parts: list[tuple[str, str]] = _PART.findall(written)
    return tuple(parts) if "".join(map("".join, parts)) == written else ()


def parse_form(form: str, suffixes: Suffixes, *, language: str = "", inflects: str = "") -> Pattern:
    """Read one form; raise ValueError saying what is wrong with it.

    `language`: the one that it belongs to. `inflects`: the language whose case endings its words take where
    they name no list of their own.
    """
    parts = _split_form(form, suffixes)
    words: list[PatternWord] = []
    choices: list[tuple[str, ...]] = []
    last = len(parts) - 1
    for place, (part, gap) in enumerate(parts):
        spellings = _expand_spellings(part, suffixes)
        if inflects and len(spellings) == 1 and (place == last or inflects in EVERY_WORD):
            spellings = _inflect_word(part, inflects)
        words.append(PatternWord(frozenset(map(fold_letters, spellings)), part.endswith("*")))
        choices += [spellings, (gap,)]
    spelled = frozenset(map("".join, product(*choices)))
    return Pattern(tuple(words), spelled, form.endswith("!"), language)


def _inflect_word(part: str, language: str) -> tuple[str, ...]:
    """Give a word in its cases; an open one and a single letter have none."""
    word = lower_text(part)
    if part.endswith("*") or len(word) < 2 or not word.isalpha():
        return (word.removesuffix("*"),)
    return INFLECTIONS[language](word)


def _expand_spellings(part: str, suffixes: Suffixes) -> tuple[str, ...]:
    stem, plus, name = part.removesuffix("*").partition("+")
    lowered = lower_text(stem)
    return (lowered, *(lowered + ending for ending in suffixes[name])) if plus else (lowered,)


@lru_cache(maxsize=8192)
def sort_letters(word: str) -> str:
    """Give a lower-case word's letters and marks in order, so that it is no matter where a tone stands.

    Hoá and Hóa are the same word.
    """
    return "".join(sorted(unicodedata.normalize("NFD", word)))


def unify_blanks(written: str) -> str:
    """Give a spelling with one blank between its words, whatever joined them."""
    lowered = lower_text(written)
    return lowered if lowered.isalnum() else _BLANKS.sub(" ", lowered)
