"""Paragraphs in which a text on the one side turns to the other and stays with what the two have to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.config.topic import TermKind
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.neighbours import speaks_of_us
from pipeline.read.judge.roles import is_where

_BACK = re.compile(
    r"\b(?:they|them|their|theirs|there|he|she|him|his|her|its?|those|since then|each side|the other side"
    r"|the (?:newcomers|guests|visitors|buyers|customer|two|pair|latter)"
    r"|он|она|они|его|ее|её|ему|ей|их|им|ими|н(?:его|ему|им|ей|их|ими)|там|туда|оттуда|тот|те|с тех пор"
    r"|оба|обе|последн(?:ий|яя|ие)|гост(?:и|ей|ям)"
    r"|o|onlar\w{0,6}|onun\w{0,4}|ondan|onu|ona|orada\w{0,2}|oraya|oradan|özü|öz|hər ikisi|qonaqlar\w{0,4}"
    r"|həmin|bu ölkə\w{0,4}|o vaxtdan|qarşı tərəf\w{0,3}"
    r"|họ|ông|bà|anh|chị|cô|ở đó|tại đó|nơi đó|nơi ấy|sang đó|từ đó|phía bạn|bên bạn|nước bạn|bạn|cả hai)\b",
    re.IGNORECASE,
)
"""Words that go on about somebody or some place that was named."""
_SOMEBODY = re.compile(
    r"\b(?:he|she|him|her|он|она|ему|ей|onu|ona|onun|özü|ông|bà|anh|chị|cô|em|thầy)\b", re.IGNORECASE
)
"""Words for somebody who was named before."""
_THERE = re.compile(r"\b(?:there|там|туда|orada|oraya|ở đó|sang đó|tại đó)\b", re.IGNORECASE)
_HERE = re.compile(
    r"\b(?:here|home|сюда|здесь|домой|отсюда|bura\w{0,4}|yerli\w{0,5}|tại đây|ở đây|sang đây|về nước)\b",
    re.IGNORECASE,
)
"""Words for where the text is at home."""
_FOR_THEM = re.compile(
    r"\b(?:for|to|with|from) them\b|\b(?:для|к|с|от|у) ни(?:х|м|ми)\b"
    r"|\bonlar(?:a|la|dan)\b|\bonlar üçün\b|\b(?:cho|với|từ|của) họ\b",
    re.IGNORECASE,
)
"""Words for what somebody else does with those who were named."""
FEWEST_DAYS = 3
_OF_DAY = re.compile(
    r"(?:day|ngày|день|дни|gün|günlər) \d{1,2}\b|\d{1,2}(?:-?[^\W\d]{1,3})? (?:день|gün)\b", re.IGNORECASE
)
"""What a paragraph about a day of a tour opens with."""


def is_itinerary(body: Sequence[Sentence]) -> bool:
    """Whether paragraphs go from day to day, as those of a tour that is for sale do."""
    opening = {sentence.paragraph: sentence.text for sentence in reversed(body)}
    return sum(_OF_DAY.match(text) is not None for text in opening.values()) >= FEWEST_DAYS


def stays_there(sentence: Sentence) -> bool:
    """Whether somebody who was named before is in the place that a sentence names, or goes there."""
    named = [m for m in sentence.matches if m.term.side and m.term.weight]
    placed = _THERE.search(sentence.text) is not None or any(is_where(sentence.text, m) for m in named)
    return placed and _SOMEBODY.search(sentence.text) is not None


def goes_back(text: str) -> bool:
    """Whether a sentence goes on about somebody or some place that was named before."""
    return _BACK.search(text) is not None


def speaks_of_both(sentence: Sentence, *, at_home: bool) -> bool:
    """Whether a sentence tells what two do with each other, or others with us.

    `at_home`: we are the side at home.
    """
    return TermKind.MUTUAL in sentence.kinds or (at_home and speaks_of_us(sentence.text))


def list_mutual(paragraph: Sequence[Sentence], head: Sequence[Sentence]) -> list[Sentence]:
    """Give the sentences of a paragraph that tells what the two do with each other ("both states").

    It names both, or the one while the head is about the other, and nobody else: an item of a round-up.
    """
    if any(s.others for s in head) or not any(
        TermKind.MUTUAL in s.kinds and s.tells_dealing for s in paragraph
    ):
        return []
    if any(s.others or s.is_list or s.is_venue or s.is_example or s.is_apart for s in paragraph):
        return []
    named = {side for s in paragraph for side in s.weight}
    of_head = {side for s in head for side in s.weight} - named
    if not named or len(named | of_head) < 2:
        return []
    return [s for s in paragraph if s.weight or TermKind.MUTUAL in s.kinds]


def touches_home(sentence: Sentence, home: str, *, at_home: bool) -> bool:
    """Whether a sentence has to do with the side at home: it, ours, here, or both."""
    if speaks_of_both(sentence, at_home=at_home) or (home in sentence.weight and goes_back(sentence.text)):
        return True
    return _HERE.search(sentence.text) is not None or _FOR_THEM.search(sentence.text) is not None


def list_stay(paragraph: Sequence[Sentence], home: str, *, at_home: bool, alone: bool) -> list[Sentence]:
    """Give the sentences of a paragraph from the one that names the other side on, if it stays with both.

    Each names a side or goes on about what was named; one of them has to do with the side at home.
    `at_home`: who says we is at home there; `alone`: the text names no third country, so that somebody in it
    is of the one side.
    """
    staying = [s for s in paragraph if s.weight or goes_back(s.text) or TermKind.MUTUAL in s.kinds]
    acting = [s for s in staying if s.tells_act]
    touches = any(touches_home(s, home, at_home=at_home) for s in paragraph)
    touches = touches or (alone and any(stays_there(s) for s in staying if home not in s.weight))
    return staying if len(staying) > 1 and acting and touches else []
