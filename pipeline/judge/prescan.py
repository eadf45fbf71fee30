"""The prescan: whether a page's characters can name both sides at all; it throws away almost everything, so it must be cheap."""

from __future__ import annotations

import html
import re
import unicodedata

from ahocorasick_rs import AhoCorasick, Implementation

from pipeline.text import clean, fold
from pipeline.topic import SIDES, Topic

_ESCAPED = re.compile(r"&#|&[a-zA-Z]{2,8};|\\u0[0-9a-fA-F]{3}")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


class Scanner:
    """Finds the forms of both sides in one pass over a page."""

    def __init__(self, topic: Topic) -> None:
        sides = [{s for form in topic.evidence(side) for s in _spellings(form)} for side in SIDES]
        needles = [(needle, number) for number, side in enumerate(sides) for needle in sorted(side)]
        self._side = [number for _, number in needles]
        # One pass over the characters whatever the number of forms: 0.7 ms for 150 kB, 12 ms with a search each.
        self._automaton = AhoCorasick([needle for needle, _ in needles], implementation=Implementation.DFA)

    def both(self, text: str) -> bool:
        """Whether forms of both sides stand in the text; short ones inside longer words count, the judge looks closer."""
        found = {self._side[match[0]] for match in self._automaton.find_matches_as_indexes(text, overlapping=False)}
        return len(found) == len(SIDES)


def _spellings(form: str) -> set[str]:
    """A form as it may stand in a page in lower case, with its marks and without; only its first words when it is open within."""
    base = clean(form.lstrip("=").split("*")[0])
    lowered = base.replace("İ", "i").lower()
    turkic = base.replace("I", "ı").replace("İ", "i").lower()
    return {lowered, fold(base), lowered.replace("ə", "ǝ"), lowered.replace("ı", "i"), turkic}


_SCANNERS: dict[int, tuple[Topic, Scanner]] = {}


def _scanner(topic: Topic) -> Scanner:
    # Keyed by identity: hashing the vocabulary for every page would cost more than the search.
    found = _SCANNERS.get(id(topic))
    if found is None or found[0] is not topic:
        _SCANNERS.clear()
        found = _SCANNERS[id(topic)] = (topic, Scanner(topic))
    return found[1]


def prescan(text: str, topic: Topic) -> bool:
    """Whether a page (its HTML, decoded) may name both sides; never false where the judge would see both."""
    scanner = _scanner(topic)
    if scanner.both(_lowered(text)):
        return True
    if not _ESCAPED.search(text):
        return False
    return scanner.both(_lowered(_JSON_ESCAPE.sub(lambda m: chr(int(m[1], 16)), html.unescape(text))))


def _lowered(text: str) -> str:
    lowered = text.replace("İ", "i").lower()
    if not lowered.isascii() and not unicodedata.is_normalized("NFC", lowered):
        lowered = unicodedata.normalize("NFC", lowered)
    return lowered
