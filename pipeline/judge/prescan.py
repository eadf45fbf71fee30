"""The prescan: whether a page's characters can name both sides at all; it throws away almost everything, so it must be cheap."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from pipeline.text import clean, fold
from pipeline.topic import SIDES, Topic

SHORTEST = 4
"""Letters of a form that is searched for as it is; shorter ones only between non-letters."""

_ESCAPED = re.compile(r"&#|&[a-zA-Z]{2,8};|\\u0[0-9a-fA-F]{3}|%[CDE][0-9A-F]%")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


class Needles:
    """The strings of a side, reduced to those that no other one contains, in order of length."""

    def __init__(self, forms: Iterable[str]) -> None:
        spelt = {s for form in forms for s in _spellings(form)}
        self.plain = _shortest({s for s in spelt if len(s) >= SHORTEST})
        short = sorted(s for s in spelt if len(s) < SHORTEST)
        self.short = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, short)) + r")(?![^\W_])") if short else None

    def found(self, text: str) -> bool:
        """Whether any of them stands in the text."""
        return any(needle in text for needle in self.plain) or bool(self.short and self.short.search(text))


def _spellings(form: str) -> set[str]:
    """A form as it may stand in a page in lower case: with its marks and without."""
    base = clean(form.strip("*="))
    lowered = base.replace("İ", "i").lower()
    return {lowered, fold(base), lowered.replace("ə", "ǝ"), base.replace("I", "ı").replace("İ", "i").lower()}


def _shortest(needles: set[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for needle in sorted(needles, key=lambda n: (len(n), n)):
        if not any(k in needle for k in kept):
            kept.append(needle)
    return tuple(kept)


_NEEDLES: dict[int, tuple[Topic, tuple[Needles, Needles]]] = {}


def _needles(topic: Topic) -> tuple[Needles, Needles]:
    # Keyed by identity: hashing the vocabulary for every page would cost more than the search.
    found = _NEEDLES.get(id(topic))
    if found is None or found[0] is not topic:
        azerbaijan, vietnam = (Needles(topic.evidence(side)) for side in SIDES)
        _NEEDLES.clear()
        found = _NEEDLES[id(topic)] = (topic, (azerbaijan, vietnam))
    return found[1]


def prescan(text: str, topic: Topic) -> bool:
    """Whether a page (its HTML, decoded) may name both sides; never false where the judge would see both.

    The rarer side is looked for first: nearly every page of a Vietnamese outlet names Vietnam.
    """
    azerbaijan, vietnam = _needles(topic)
    folded = _lowered(text)
    first, second = (azerbaijan, vietnam) if "vi" in folded[:2000] else (vietnam, azerbaijan)
    if first.found(folded) and second.found(folded):
        return True
    if not _ESCAPED.search(text):
        return False
    plain = _lowered(_JSON_ESCAPE.sub(lambda m: chr(int(m[1], 16)), html.unescape(text)))
    return first.found(plain) and second.found(plain)


def _lowered(text: str) -> str:
    lowered = text.replace("İ", "i").lower()
    if not lowered.isascii() and not unicodedata.is_normalized("NFC", lowered):
        lowered = unicodedata.normalize("NFC", lowered)
    return lowered
