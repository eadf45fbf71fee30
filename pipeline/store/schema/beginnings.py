"""One expression for many beginnings of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping


def build_beginnings(beginnings: set[str], closed: Mapping[str, frozenset[str]]) -> str:
    """Give one expression for all beginnings, which shares what they share: its time does not grow with them.

    A word that is another name itself is left alone.
    """
    if not beginnings:
        return "^(?!)()$"
    lengths = sorted(set(map(len, beginnings)), reverse=True)
    kept = []
    for word, stems in closed.items():
        begun = next((word[:length] for length in lengths if word[:length] in beginnings), word)
        if closed[begun] != stems:
            kept.append(word)
    spared = f"(?!(?:{'|'.join(sorted(kept))})$)" if kept else ""
    return f"^{spared}({_join_letters(beginnings)}).*$"


def _join_letters(words: Iterable[str]) -> str:
    """Give an expression for any of some words; the longer one is tried first."""
    by_letter: dict[str, set[str]] = defaultdict(set)
    for word in words:
        by_letter[word[:1]].add(word[1:])
    ended = by_letter.pop("", None) is not None
    choices = [
        letter + (_join_letters(rest) if rest != {""} else "") for letter, rest in sorted(by_letter.items())
    ]
    if not choices:
        return ""
    joined = choices[0] if len(choices) == 1 and not ended else f"(?:{'|'.join(choices)})"
    return joined + ("?" if ended else "")
