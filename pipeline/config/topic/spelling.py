"""Forms as `topic.yml` writes them (`stem+list`, `stem*`, `form!`) turned into patterns over folded words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from pipeline.text.clean import clean_line, fold_text, lower_text

Suffixes = Mapping[str, tuple[str, ...]]

WORD = re.compile(r"\w+")
_PART = re.compile(r"(\w+(?:\+[a-z]+-[a-z]+|\*)?)([\s\-.]*)")


class _Keys(dict[int, int]):
    """Folds letter by letter, so that places in the folded text are places in the text."""

    def __missing__(self, code: int) -> int:
        folded = fold_text(chr(code))
        self[code] = ord(folded[0]) if folded else code
        return self[code]


_KEYS = _Keys()


def fold_letters(text: str) -> str:
    """Fold NFC text as `text.fold` does, but to the same length: one letter stays one letter."""
    return text.translate(_KEYS)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a pattern: any of its folded keys, or with `open` anything that begins with one."""

    keys: frozenset[str]
    open: bool = False

    def matches(self, word: str) -> bool:
        """Whether a folded word of a text is this one."""
        return word in self.keys or (self.open and any(word.startswith(k) for k in self.keys))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form: its words, and the spellings it was given in, lower case with diacritics and joined as
    written.
    """

    words: tuple[Word, ...]
    spellings: frozenset[str]
    exact: bool = False

    @property
    def open(self) -> bool:
        """Whether a word of it may go on."""
        return any(word.open for word in self.words)

    @property
    def keys(self) -> frozenset[str]:
        """Every folded spelling, words joined by one blank; an open word is given as far as it is known."""
        return frozenset(" ".join(p) for p in product(*(sorted(w.keys) for w in self.words)))


def parse_form(form: str, suffixes: Suffixes) -> Pattern:
    """Read one form; raise ValueError saying what is wrong with it."""
    parts = _PART.findall(clean_line(form).removesuffix("!"))
    if not parts or "".join(a + b for a, b in parts) != clean_line(form).removesuffix("!"):
        raise ValueError(f"{form!r} is not made of words")
    spelled = [_expand_spellings(part, suffixes, form) for part, _ in parts]
    words = tuple(
        Word(frozenset(map(fold_letters, some)), part.endswith("*"))
        for some, (part, _) in zip(spelled, parts, strict=True)
    )
    gaps = [gap for _, gap in parts]
    written = ("".join(a + b for a, b in zip(some, gaps, strict=True)) for some in product(*spelled))
    return Pattern(words, frozenset(written), form.endswith("!"))


def _expand_spellings(part: str, suffixes: Suffixes, form: str) -> tuple[str, ...]:
    stem, plus, name = part.removesuffix("*").partition("+")
    if plus and name not in suffixes:
        raise ValueError(f"{form!r} names the suffix list {name!r}, which does not exist")
    endings = ("", *suffixes[name]) if plus else ("",)
    return tuple(lower_text(stem) + ending for ending in endings)


def unify_blanks(written: str) -> str:
    """Give a spelling with one blank between its words, whatever joined them."""
    return " ".join(re.split(r"[\s\-.]+", lower_text(written)))
