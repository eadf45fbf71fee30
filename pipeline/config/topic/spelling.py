"""Forms as `topic.yml` writes them (`stem+list`, `stem*`, `form!`) turned into patterns over folded words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from pipeline.text.clean import clean_line, fold_letters, lower_text

Suffixes = Mapping[str, tuple[str, ...]]

WORD = re.compile(r"\w+")
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
    """

    words: tuple[PatternWord, ...]
    spellings: frozenset[str]
    exact: bool = False

    @property
    def open(self) -> bool:
        """Whether a word of it may go on."""
        return any(word.open for word in self.words)

    @property
    def keys(self) -> frozenset[str]:
        """Every folded spelling, words joined by one blank; an open word is given as far as it is known."""
        choices = [sorted(word.keys) for word in self.words]
        return frozenset(map(" ".join, product(*choices)))


def parse_form(form: str, suffixes: Suffixes) -> Pattern:
    """Read one form; raise ValueError saying what is wrong with it."""
    written = clean_line(form).removesuffix("!")
    parts = _PART.findall(written)
    if not parts or "".join(map("".join, parts)) != written:
        raise ValueError(f"{form!r} is not made of words")
    words: list[PatternWord] = []
    choices: list[tuple[str, ...]] = []
    for part, gap in parts:
        spellings = _expand_spellings(part, suffixes, form)
        words.append(PatternWord(frozenset(map(fold_letters, spellings)), part.endswith("*")))
        choices += [spellings, (gap,)]
    return Pattern(tuple(words), frozenset(map("".join, product(*choices))), form.endswith("!"))


def _expand_spellings(part: str, suffixes: Suffixes, form: str) -> tuple[str, ...]:
    stem, plus, name = part.removesuffix("*").partition("+")
    if plus and name not in suffixes:
        raise ValueError(f"{form!r} names the suffix list {name!r}, which does not exist")
    endings = ("", *suffixes[name]) if plus else ("",)
    return tuple(lower_text(stem) + ending for ending in endings)


def unify_blanks(written: str) -> str:
    """Give a spelling with one blank between its words, whatever joined them."""
    return " ".join(re.split(r"[\s\-.]+", lower_text(written)))
