"""What sentences tell by standing beside each other, whatever the rest of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from pipeline.config.topic import TermKind
from pipeline.read.judge import roles
from pipeline.read.judge.evidence import Sentence
from pipeline.text.clean import fold_text

STEM = 5
"""Letters of a word by which it is known again, whatever its ending."""
_WORD = re.compile(r"\b[^\W\d_]{3,30}\b")
DATED = 3
"""Paragraphs with a place for their first sentence that make a digest."""
_HEADS = frozenset({TermKind.COUNTRY, TermKind.PLACE, TermKind.OTHER})
_HEAD_ENDS = re.compile(
    r"(?:, [^\W\d_]{2,20}(?: [^\W\d_]{2,20})?)?(?: \([^()]{2,30}\))?"
    r"(?:,? \d{1,2} \w{3,9})?(?::| ?[—–]| -|\.?$)"
)
"""What stands behind the place that heads an item."""
_TOWN = re.compile(r"[^\W\d_][\w'’-]{1,20}(?: [\w'’-]{1,20}){0,2}, ")
"""A town nobody knows before its country, at the head of an item: "Ghent, Belgium."."""
_OF_HOST = re.compile(
    r"\b(?:[Hh]is|[Hh]er|[Tt]heir|whose) (?:own )?(?:country|nation)\b"
    r"|\b(?:[Ее]го|[Ее][её]|[Ии]х) стран\w{1,3}\b"
    r"|\b(?:onun|öz) ölkəsi|(?:^|\bki, )ölkəsi|\b[Nn]ước (?:ông|bà|họ)\b"
)
"""Words for the country of somebody who was named before."""
_CLAUSE = re.compile(r"(?:^|\b(?:that|что|ki,?|rằng)) (?:(?:the|а) )?$|^$")
"""What stands before the subject of a sentence, or of what somebody says."""
_SMALL_WORD = 4
"""Characters before the place in "In Italy"."""
_GOES_ON = re.compile(
    r"(?:It|They|There|Its|Their|Part of (?:it|them)|Some of (?:it|them)|The (?:country|company|firm|two)"
    r"|Он|Она|Оно|Они|Там|Туда|Оттуда|Их|Его|Часть (?:из )?(?:них|его|ее)"
    r"|O|Onlar|Orada|Oraya|Oradan|Bu ölkə\w*|Nước này|Nước bạn|Họ|Nơi đây|Tại đó|Phía bạn)\b"
)
"""What a sentence opens with that goes on about what was just named."""
_WITH_IT = re.compile(
    r"\b(?:from|with|to) (?:it|them)\b|\b(?:у|с) н(?:его|им|ее|ей|их|ими)\b"
    r"|\b(?:ondan|onunla|onlardan|onlarla)\b|\b(?:từ|với|của) họ\b"
)
"""What deals with what was just named."""
_US = re.compile(
    r"\b(?:we|us|ours?|мы|нас|нам|нами|наш\w{0,3}|biz|bizə|bizi|bizim\w{0,8}|bizdə|bizdən"
    r"|chúng tôi|chúng ta|(?<!người )ta)\b",
    re.IGNORECASE,
)
_BEATS = re.compile(
    r"\b(?:beat|defeat|overc[oa]me|lost to|los(?:es|ing) to|drew with"
    r"|(?:побед|одоле|обыгр|уступ|проигр)\w{2,8}"
    r"|thắng|thua|đánh bại|hạ gục)",
    re.IGNORECASE,
)
"""What stands before the opponent; in Azerbaijani it stands behind."""
_BEATS_BEHIND = re.compile(r"\b(?:qalib gəl|məğlub|üstələ|uduz|uddu)", re.IGNORECASE)
_SOMEBODY = re.compile(r"\W{0,2}(?:[^\W\d_]\w{1,20} [^\W\d_a-zа-яəıöüçşğ]\w|(?:He|She|Он|Она|O|Anh|Cô|Chị) )")
"""A name or a pronoun that opens a sentence."""
_DEALING_THEMES = frozenset({"visit", "diplomacy"})


def open_with_places(body: Iterable[Sentence], *, numbered: bool = False) -> bool:
    """Whether one paragraph after the other begins with no more than where it happened: "Oslo."

    `numbered`: or with its number alone.
    """
    opening: dict[int, Sentence] = {}
    for sentence in body:
        opening.setdefault(sentence.paragraph, sentence)
    dated = [s for s in opening.values() if len(s.text.split()) == 1 and s.text.endswith(".")]
    return sum(numbered or s.text[0].isalpha() for s in dated) >= DATED


def goes_round(title: Sentence, body: Sequence[Sentence]) -> bool:
    """Whether each of the two sides and others head an item of their own: "Italy: …", "Azerbaijan: …".

    Items may also open with "In Italy, …", where the title names neither side.
    """
    sides, others = set(), set()
    for opening, *_ in group_paragraphs(body):
        first = min(
            (m for m in opening.matches if m.term.kind in _HEADS), key=lambda m: m.start, default=None
        )
        if first is None:
            continue
        opens = first.start == 0 or _TOWN.fullmatch(opening.text, 0, first.start) is not None
        headed = opens and _HEAD_ENDS.match(opening.text, first.end) is not None
        where = first.start <= _SMALL_WORD and roles.is_inside(opening.text, first) and not title.weight
        if (headed or where) and first.term.side:
            sides.add(first.term.side)
        elif headed or where:
            others.add(first.term.name)
    return len(sides) == 2 and bool(others)


def is_of_host(sentence: Sentence) -> bool:
    """Whether a sentence of a text on a visit abroad tells what the host has of a side: buys its gas."""
    if (
        len(sentence.weight) != 1
        or sentence.is_crowded
        or not sentence.tells_act
        or "visit" in sentence.themes
    ):
        return False
    if _OF_HOST.search(sentence.text):
        return True
    others = [m for m in sentence.matches if m.term.kind is TermKind.OTHER]
    return any(_CLAUSE.search(sentence.text[: m.start]) for m in others)


def group_paragraphs(body: Iterable[Sentence]) -> list[list[Sentence]]:
    """Give the sentences of each paragraph."""
    return [list(group) for _, group in groupby(body, key=lambda s: s.paragraph)]


def find_adjacent(body: Sequence[Sentence], *, items: bool = False) -> Sentence | None:
    """Give the later of two sentences beside each other that name one side each and tell of one matter.

    `items`: each paragraph is one of its own, so that both must stand in the same.
    """
    for one, two in pairwise(body):
        if items and one.paragraph != two.paragraph:
            continue
        if len(set(one.weight) | set(two.weight)) != 2:
            continue
        if one.of_host or two.of_host:
            continue
        if one.is_list or two.is_list or one.fixtures or two.fixtures or (one.is_crowded and two.is_crowded):
            continue
        if _is_same_matter(one, two) or beats_opponent(one, two):
            return two
    return None


def carries_over(one: Sentence, two: Sentence) -> bool:
    """Whether the later of two sentences of a paragraph goes on about the one side and comes to the other.

    "Azerbaijan looks for new customers. It has opened Vietnam."
    """
    if one.paragraph != two.paragraph or not (_GOES_ON.match(two.text) or _WITH_IT.search(two.text)):
        return False
    if any(s.others or s.is_list or s.is_venue or s.is_example for s in (one, two)):
        return False
    if one.in_contest or one.ranks or not (one.tells_act or two.tells_act):
        return False
    return len(one.weight) == len(two.weight) == 1 and one.weight.keys() == one.actors != two.weight.keys()


def list_common(one: Sentence, two: Sentence) -> set[str]:
    """Give the beginnings of the words without a capital that two sentences have in common."""
    return _list_stems(one.text) & _list_stems(two.text)


def _list_stems(text: str) -> set[str]:
    return {fold_text(word)[:STEM] for word in _WORD.findall(text) if word.islower()}


def speaks_of_us(text: str) -> bool:
    """Whether somebody speaks of what is done by, for or with those to whom he belongs."""
    return _US.search(text) is not None


def beats_opponent(one: Sentence, two: Sentence) -> bool:
    """Whether the later of two sentences on sport has somebody of the former's side beat the other."""
    if not one.in_contest or one.paragraph != two.paragraph or one.others or two.others:
        return False
    if not len(one.actors) == len(two.actors) == 1:
        return False
    first = min(m.start for m in two.matches if m.term.side in two.actors)
    before = two.text[:first]
    beaten = _BEATS.search(before) or (before[-1:] != "(" and _BEATS_BEHIND.search(two.text, first))
    return bool(beaten) and _SOMEBODY.match(before) is not None


def count_fewest(sentences: Iterable[Sentence]) -> int:
    """Give the number of sentences that name the side named less; 0 when one is not named at all."""
    sides = Counter(side for s in sentences for side in s.weight)
    return min(sides.values()) if len(sides) == 2 else 0


def _is_same_matter(one: Sentence, two: Sentence) -> bool:
    """Whether two sentences tell of one event, or stand in one paragraph that tells of a visit or talks."""
    if TermKind.EVENT in one.kinds | two.kinds:
        return not (one.others or two.others)
    if one.paragraph != two.paragraph:
        return False
    return (
        one.tells_dealing or two.tells_dealing or not _DEALING_THEMES.isdisjoint({*one.themes, *two.themes})
    )
