"""The whole article before the judge: its head, what belongs together, and what speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from pipeline.config.topic import TermKind
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.reasons import Reason

LEAD_SENTENCES = 2
LONG_TEXT = 8
"""Sentences from which on a text must come back to both sides to be about their relation."""
MOST_OF_ANOTHER = 4
"""Sentences on a third country from which on even a title with both sides is outweighed."""
_DEALING_THEMES = frozenset({"visit", "diplomacy"})


class Scene:
    """Title and body of one article, read."""

    def __init__(self, title: Sentence, body: list[Sentence]) -> None:
        self.title = title
        self.body = body
        self.lead = body[:LEAD_SENTENCES]
        self.sentences = [title, *body]
        self.named_sides = {side for s in self.sentences for side in s.weight}
        self.names_both = len(self.named_sides) == 2

    @cached_property
    def linking_sentences(self) -> list[Sentence]:
        """Sentences that name both sides, not as a list."""
        return [s for s in self.sentences if s.links_sides]

    @cached_property
    def head(self) -> list[Sentence]:
        """Title and lead, without lists."""
        return [s for s in [self.title, *self.lead] if not s.is_list]

    @cached_property
    def links_across_head(self) -> bool:
        """Whether title and lead name both sides between them and tell how they deal with each other."""
        named: set[str] = set()
        for sentence in self.head:
            if not sentence.is_crowded:
                named |= set(sentence.weight) - sentence.fixtures
        return len(named) == 2 and any(s.tells_dealing and s.weight for s in self.head)

    def list_neighbours(self, sentence: Sentence) -> list[Sentence]:
        """Give a sentence with its neighbours; the title neighbours the lead."""
        place = self._places[id(sentence)]
        return self.sentences[max(0, place - 1) : place + 2]

    @cached_property
    def _places(self) -> dict[int, int]:
        """Where each sentence stands: looked for one by one, a long text would take minutes."""
        return {id(sentence): place for place, sentence in enumerate(self.sentences)}

    def has_act_near(self, sentence: Sentence) -> bool:
        """Whether an act is told in the sentence or beside it."""
        return any(s.tells_act for s in self.list_neighbours(sentence))

    @cached_property
    def links_by_act(self) -> bool:
        """Whether an act is told near any sentence that links both."""
        return any(map(self.has_act_near, self.linking_sentences))

    @cached_property
    def deciding_sentence(self) -> Sentence | None:
        """The first of the best linking sentences, else the first of the head that tells an act of a side."""
        if self.linking_sentences:
            return max(self.linking_sentences, key=self._rank_sentence)
        for sentence in self.head:
            if sentence.weight and sentence.tells_act:
                return sentence
        return None

    def _rank_sentence(self, sentence: Sentence) -> tuple[bool | int, ...]:
        return (
            sentence is not self.title,
            not sentence.is_crowded,
            sentence.tells_official_act,
            sentence.tells_dealing,
            sum(sentence.weight.values()),
        )

    # What speaks against a relation

    @cached_property
    def obstacle(self) -> Reason | None:
        """What speaks against a relation, though both are named."""
        serious = self.linking_sentences or [s for s in self.head if s.weight]
        if self._is_about_sport and not any(s.tells_official_act for s in serious):
            return Reason.SPORT_ONLY
        if self._is_about_event and all(map(_names_venue, serious)):
            return Reason.VENUE_ONLY
        if all(s.is_example for s in serious):
            return Reason.GROUP_ONLY
        return Reason.OTHER_LEG if self._is_about_another else None

    @property
    def _is_about_sport(self) -> bool:
        return any("sport" in s.themes for s in [*self.head, *self.linking_sentences])

    @property
    def _is_about_event(self) -> bool:
        return any(TermKind.EVENT in s.kinds for s in [*self.head, *self.linking_sentences])

    @property
    def _is_about_another(self) -> bool:
        """Whether the text is about a third country more than about the side that it names less."""
        counted = [s for s in self.sentences if not s.is_list]
        others = Counter(name for s in counted for name in s.others)
        if not others:
            return False
        name, most = others.most_common(1)[0]
        fewest = _count_fewest(counted)
        if self.title.links_sides and not self.title.is_crowded:
            return most > 2 * fewest and most >= MOST_OF_ANOTHER
        return most > fewest or (name in self.title.others and most >= fewest)

    # What makes a relation

    @cached_property
    def is_core(self) -> bool:
        """Whether the head names both sides with an act between them, and the text stays with them."""
        names_no_other = not any(s.others for s in self.head)
        if not any(map(self._tells_relation, self.head)) and not (self.links_across_head and names_no_other):
            return False
        return self.title.links_sides or len(self.body) < LONG_TEXT or _count_fewest(self.body) >= 2

    def _tells_relation(self, sentence: Sentence) -> bool:
        """Whether a sentence links both with an act, not as one of many or as an example."""
        if not sentence.links_sides or sentence.is_crowded or sentence.is_example:
            return False
        return self.has_act_near(sentence)

    @cached_property
    def passage(self) -> list[Sentence]:
        """The sentences on the relation: those that tell it, and their neighbours that go on about it."""
        telling = [s for s in self.body if self._tells_relation(s)]
        if not telling:
            return []
        known = set(map(id, telling))
        return telling + [s for s in self.body if id(s) not in known and self._goes_on(s, known)]

    def _goes_on(self, sentence: Sentence, telling: set[int]) -> bool:
        """Whether a sentence beside one that tells the relation goes on about it."""
        if sentence.is_list or sentence.others:
            return False
        if not any(id(neighbour) in telling for neighbour in self.list_neighbours(sentence)):
            return False
        if sentence.tells_official_act:
            return True
        return sentence.tells_act and bool(set(sentence.weight) - self._home)

    @cached_property
    def _home(self) -> set[str]:
        """The side that the title is about, when it names one.

        What is said of it alone is no passage on the relation.
        """
        return set(self.title.weight) if len(self.title.weight) == 1 else set()

    @cached_property
    def adjacent_sentence(self) -> Sentence | None:
        """The later of two sentences beside each other that name one side each and tell of one matter."""
        for one, two in pairwise(self.body):
            if len(set(one.weight) | set(two.weight)) != 2:
                continue
            if one.is_list or two.is_list or one.fixtures or two.fixtures:
                continue
            if _is_same_matter(one, two):
                return two
        return None

    def rank_themes(self) -> tuple[str, ...]:
        """Give the themes, most frequent first: of title, lead and linking sentences, or met twice."""
        counts = Counter[str]()
        for sentence in self.sentences:
            counts.update(sentence.themes)
        near: set[str] = set()
        for sentence in [self.title, *self.lead, *self.linking_sentences]:
            near.update(sentence.themes)
        kept = near | {theme for theme in counts if counts[theme] >= 2}
        return tuple(sorted(kept, key=lambda theme: (-counts[theme], theme)))


def _count_fewest(sentences: Iterable[Sentence]) -> int:
    """Give the number of sentences that name the side named less; 0 when one is not named at all."""
    sides = Counter(side for s in sentences for side in s.weight)
    return min(sides.values()) if len(sides) == 2 else 0


def _names_venue(sentence: Sentence) -> bool:
    """Whether one side only is where it happens, or nothing between the two is told beside the event."""
    return not (sentence.tells_dealing and (len(sentence.actors) == 2 or sentence.has_pair))


def _is_same_matter(one: Sentence, two: Sentence) -> bool:
    """Whether two sentences tell of one event, or stand in one paragraph that tells of a visit or talks."""
    if TermKind.EVENT in one.kinds | two.kinds:
        return True
    if one.paragraph != two.paragraph:
        return False
    return (
        one.tells_dealing or two.tells_dealing or not _DEALING_THEMES.isdisjoint({*one.themes, *two.themes})
    )
