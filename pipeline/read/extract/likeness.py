"""How far a heading says what the head of the page says: by words in common, in other forms too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from pipeline.read.extract.rung import Rung
from pipeline.text.clean import fold_text

SHORTEST = 8
"""Characters of a heading that is believed with nothing but a title element beside it."""
SHARED = 0.3
"""Share of a heading's words that the structured data or the title have, from which it is the page's own."""
STEM = 0.7
"""Share of the longer of two words that both begin with from which they are forms of one."""
SHORTEST_STEM = 5
"""Letters of such a beginning at least."""
MOST_PAIRS = 2500
"""Words of one headline times those of another that are compared by their beginnings."""

_WORD = re.compile(r"\w+")


def is_own(heading: str, given: Sequence[Rung], *, is_alone: bool) -> bool:
    """Whether a heading is the page's own, by what the head of the page says.

    A title element says little: many outlets have one for all their pages. The only heading is believed then.
    """
    words = fold_words(heading)
    for one in given:
        if words and len(share_words(words, fold_words(one.value))) >= SHARED * len(words):
            return True
    return (is_alone or not given) and len(heading) >= SHORTEST and all(one.rung == "title" for one in given)


def share_words(words: set[str], others: set[str]) -> set[str]:
    """Give the words that others have as well, in the same form or, of a headline's few, in another form."""
    if len(words) * len(others) > MOST_PAIRS:
        return words & others
    return {word for word in words if word in others or any(_is_same_stem(word, other) for other in others)}


def _is_same_stem(one: str, other: str) -> bool:
    stem = max(SHORTEST_STEM, ceil(STEM * max(len(one), len(other))))
    return len(one) >= stem and one[:stem] == other[:stem]


def measure_agreement(heading: str, given: Sequence[Rung]) -> float:
    """Give the share of words in common with what the head of the page says most like it: 0 to 1."""
    words = fold_words(heading)
    said = [fold_words(one.value) for one in given]
    return max((2 * len(words & one) / max(1, len(words) + len(one)) for one in said), default=0.0)


def list_words(text: str) -> list[str]:
    return _WORD.findall(fold_text(text))


def fold_words(text: str) -> set[str]:
    return set(list_words(text))
