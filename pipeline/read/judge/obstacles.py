"""What speaks against a relation, though both sides are named."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.config.topic import TermKind
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.neighbours import count_fewest, group_paragraphs
from pipeline.read.judge.reasons import Reason
from pipeline.read.judge.scene import Scene

MOST_OF_ANOTHER = 4
"""Sentences on a third country from which on even a title with both sides is outweighed."""
BETS = 3
"""Different words of betting in a text that make it an advertisement."""
BETS_IN_TITLE = 2
PAIR = 2
"""Sentences of a paragraph that may tell of one agreement between them."""
WARS = 2
"""Sentences on a war of the past from which on a country's name stands for it."""
_MATCH = re.compile(
    r"\b\d{1,3} ?[:–-] ?\d|\b(?:beat|defeat|won|win|lost|lose|draw|score|match|game|round|goal|club|transfer"
    r"|season|cup|league|medal|coach of|against|побед|одоле|обыгр|уступ|проигр|выигр|матч|тур[аеу]?\b|гол"
    r"|клуб|сезон|куб|лиг|медал"
    r"|соперник|против|qalib|məğlub|uduz|udub|oyun|matç|tur\b|qol|klub|mövsüm|kubok|liqa|medal|rəqib|qarşı"
    r"|thắng|thua|hòa|trận|vòng|bàn thắng|mùa giải|cúp|huy chương|đối thủ|câu lạc bộ|đấu với)",
    re.IGNORECASE,
)
"""What is told of matches and of who plays for whom."""
_MAY_BE_MATCH = re.compile(
    r"meet|met\b|friend|görüş|dostluq|yoldaşlıq|встре|дружб|товарищ|gặp|hữu nghị|giao hữu", re.IGNORECASE
)
"""What a match is called as well: a meeting, a friendly."""


def find_obstacle(scene: Scene) -> Reason | None:
    """Give what speaks against a relation, the gravest first."""
    serious = scene.linking_sentences or [s for s in scene.head if s.weight]
    around = {id(n): n for s in serious for n in scene.list_neighbours(s)}.values()
    agreed = any(s.tells_official_act for s in around) or any(map(tells_exchange, scene.linking_sentences))
    agreed = agreed or _agree_in_head(scene)
    if scene.is_about_sport and not agreed:
        return Reason.SPORT_ONLY
    if all(s.is_venue for s in serious) or (scene.is_about_event and all(map(_names_venue, serious))):
        return Reason.VENUE_ONLY
    if all(s.is_example for s in serious):
        votes = any(TermKind.PARTY in s.kinds for s in scene.head)
        return Reason.LIST_ONLY if votes else Reason.GROUP_ONLY
    return Reason.OTHER_LEG if _is_about_another(scene) else None


def is_advertisement(scene: Scene) -> bool:
    """Whether words of betting stand in a text more than by chance."""
    bets = [(s, m) for s in scene.sentences for m in s.matches if m.term.kind is TermKind.BETTING]
    in_title = sum(sentence is scene.title for sentence, _ in bets)
    words = {sentence.text[m.start : m.end].lower() for sentence, m in bets}
    return in_title >= BETS_IN_TITLE or len(words) >= BETS


def is_metaphor(scene: Scene) -> bool:
    """Whether one side stands for a war only: in the title, or twice, with no dealings beside it."""
    at_war = [s for s in scene.sentences if TermKind.WAR in s.masked]
    if scene.title not in at_war and len(at_war) < WARS:
        return False
    return not any(s.links_sides and s.tells_dealing for s in scene.sentences)


def tells_no_match(scene: Scene) -> bool:
    """Whether what a text on sport tells of the two is an agreement, or lessons further down, not a match."""
    if any(map(tells_exchange, scene.passage)) or any(map(_agree, group_paragraphs(scene.passage))):
        return True
    below = not any(s.links_sides or s in scene.passage for s in scene.head)
    return below and not any(map(_may_tell_match, scene.passage))


def _may_tell_match(sentence: Sentence) -> bool:
    """Whether a sentence has what is told of matches: a score, a place, a competition, who won."""
    if (
        sentence.places
        or sentence.fixtures
        or not sentence.kinds.isdisjoint({TermKind.EVENT, TermKind.PARTY})
    ):
        return True
    return _MATCH.search(sentence.text) is not None


def tells_exchange(sentence: Sentence) -> bool:
    """Whether the two alone agree on something in common, rather than meet in a match."""
    if sentence.others:
        return False
    mutual = {m.first for m in sentence.matches if m.term.kind is TermKind.MUTUAL}
    strong = _list_strong(sentence)
    if sentence.both_act and strong - mutual:
        return True
    return bool(mutual and strong) and len(mutual | strong) > 1


def _agree(paragraph: list[Sentence]) -> bool:
    """Whether one sentence on the two names an agreement and another who of both made it."""
    if len(paragraph) < PAIR or any(s.others or s.places for s in paragraph):
        return False
    mutual = [s for s in paragraph if TermKind.MUTUAL in s.kinds]
    return any(_list_strong(s) for s in paragraph if s not in mutual) and any(s.links_sides for s in mutual)


def _list_strong(sentence: Sentence) -> set[int]:
    """Give where words of dealing stand that no match is called."""
    return {
        m.first
        for m in sentence.matches
        if m.term.kind is TermKind.STRONG and not _MAY_BE_MATCH.match(sentence.text, m.start)
    }


def _agree_in_head(scene: Scene) -> bool:
    """Whether both act in a sentence of the head, and one beside it tells that the two agreed."""
    for one in scene.head:
        if one.both_act and one.links_sides and not one.others:
            beside = [s for s in scene.list_neighbours(one) if s is not one]
            if any(s.links_sides and not s.others and _list_strong(s) for s in beside):
                return True
    return False


def _is_about_another(scene: Scene) -> bool:
    """Whether the text is about a third country more than about the side that it names less."""
    counted = [s for s in scene.sentences if not s.is_list]
    others = Counter(name for s in counted for name in s.others)
    if not others:
        return False
    name, most = others.most_common(1)[0]
    fewest = count_fewest(counted)
    if scene.title.links_sides and not scene.title.is_crowded:
        return most > 2 * fewest and most >= MOST_OF_ANOTHER
    return most > fewest or (name in scene.title.others and most >= fewest)


def _names_venue(sentence: Sentence) -> bool:
    """Whether one side only is where it happens, or nothing between the two is told beside the event."""
    return not (sentence.tells_dealing and (len(sentence.actors) == 2 or sentence.has_pair))
