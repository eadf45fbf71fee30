"""A headline in capitals written as its own text writes the words."""

from __future__ import annotations

import re

from pipeline.config.topic import Match, TermKind
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.masks import is_vietnamese
from pipeline.text.clean import lower_text

_OF_A_PLACE = re.compile(r"L[Iİıi]$|LU$|LÜ$")
"""What an Azerbaijani word ends in that says where somebody is from: it is no name."""
_MOST_PLACES = 50
"""Places of one word in a text that are looked at."""
_WORD = re.compile(r"\w+")


def restore_case(title: str, text: str) -> str:
    """Give a headline as its text writes the words; what the text does not have keeps one capital."""
    written = _WORD.findall(text)
    keys = [_make_key(word) for word in written]
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        seen = places.setdefault(key, [])
        if len(seen) < _MOST_PLACES:
            seen.append(place)
    words = list(_WORD.finditer(title))
    wanted = [_make_key(word[0]) for word in words]
    pieces: list[str] = []
    end = 0
    for number, word in enumerate(words):
        after = wanted[number + 1] if number + 1 < len(words) else ""
        before = wanted[number - 1] if number else ""
        found = places.get(wanted[number], ())
        beside = [p for p in found if keys[p - 1 : p] == [before] or keys[p + 1 : p + 2] == [after]]
        pieces += [title[end : word.start()], _choose_case(word[0], [written[p] for p in beside or found])]
        end = word.end()
    return "".join([*pieces, title[end:]])


def is_long_name(title: str, match: Match) -> bool:
    """Whether a place of a side is of several words with marks that only Vietnamese has."""
    sure = match.term.kind is TermKind.PLACE and match.term.weight > 1
    return sure and match.last > match.first and is_vietnamese(title[match.start : match.end])


def take_hints(title: Sentence, shouted: Sentence) -> None:
    """Let a town of one syllable that is a hint only be one in a headline in capitals, too: HUẾ."""
    hints = [m for m in shouted.matches if m.term.weight == 1 and m.first == m.last]
    hints = [m for m in hints if is_vietnamese(shouted.text[m.start : m.end])]
    title.hints |= {m.term.side for m in hints}
    title.matches = sorted([*title.matches, *hints], key=lambda m: m.start)


def _choose_case(word: str, written: list[str]) -> str:
    """Give a word in small letters when it is so anywhere, else as it is written, else with a capital.

    In Vietnamese, whose names are of many words, most of what the text does not have is no name.
    """
    if len(word) == 1:
        return word
    small = [spelled for spelled in written if spelled.islower()]
    if small or written:
        return (small or written)[0]
    small_word = is_vietnamese(word) or _OF_A_PLACE.search(word) is not None
    return lower_text(word) if small_word else word[0] + lower_text(word[1:])


def _make_key(word: str) -> str:
    """Give a word in small letters; of the two letters i, which capitals mix up, one stands for both."""
    return lower_text(word).replace("ı", "i")
