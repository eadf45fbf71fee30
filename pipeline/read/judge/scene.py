"""The whole article before the judge: what belongs together, and whether it makes a relation."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import pairwise

from pipeline.config.topic import TermKind
from pipeline.read.judge import order, roles, turns
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.guests import Guests
from pipeline.read.judge.neighbours import (
    carries_over,
    count_fewest,
    find_adjacent,
    group_paragraphs,
    speaks_of_us,
)

LONG_TEXT = 8
"""Sentences from which on a text must come back to both sides to be about their relation."""
LONG_SIDE = 3
"""Sentences that a text has more on the one than on the other from which on it is about that one."""
REACH = 2
"""Sentences of a paragraph over which it goes on about the same thing."""
OVERVIEW = 2
"""Paragraphs that open with another country from which on a text goes from one to the next."""


class Scene(Guests):
    """An article of which every sentence is weighed beside its neighbours."""

    @cached_property
    def deciding_sentence(self) -> Sentence | None:
        """The earliest that tells the act between the two, else that links them, else one of the head.

        The title is told anyway: it is given only where the text says nothing of its own.
        """
        ranked = [s for s in [*self.body, self.title] if s in self._linking]
        if ranked:
            return min(ranked, key=self._rank_sentence)
        for sentence in [*self.passage, *self.head[1:], *self.head[:1]]:
            if sentence.weight and sentence.tells_act:
                return sentence
        return None

    def _rank_sentence(self, sentence: Sentence) -> tuple[bool, ...]:
        """Order sentences; of those that are alike the earliest is wanted."""
        return (
            sentence is self.title,
            sentence.is_crowded or sentence.is_example,
            not sentence.tells_act and not sentence.both_act,
            sentence not in self.head and not self._tells_relation(sentence),
        )

    # What makes a relation

    @cached_property
    def is_core(self) -> bool:
        """Whether the head names both sides with an act between them, and the text stays with them."""
        names_no_other = not any(s.others for s in self.head)
        if not any(map(self._tells_relation, self.head)) and not (self.links_across_head and names_no_other):
            return False
        comes_back = count_fewest(self.body) >= 2
        if not (comes_back or self.title.weight or any(s.weight for s in self.lead[:1])):
            return False
        if self.title.links_sides or len(self.body) < LONG_TEXT or comes_back:
            return True
        if any(self._tells_relation(s) and s.both_act and s.tells_dealing for s in self.lead):
            return True
        if self.says_twice or (self._dwells_on_none and any(map(self._tells_relation, self.lead[:1]))):
            return True
        return bool(self.title.weight) and any(map(self._tells_relation, self.lead[:1]))

    @cached_property
    def _dwells_on_none(self) -> bool:
        """Whether a text that names both does not go on about the one alone, or about a third country."""
        counts = Counter(side for s in self.body for side in s.weight)
        return max(counts.values()) - min(counts.values()) < LONG_SIDE and self.names_no_third

    def _tells_relation(self, sentence: Sentence) -> bool:
        """Whether a sentence links both with an act, not as one of many or as an example."""
        if (
            sentence not in self.linking_sentences
            or sentence.is_crowded
            or sentence.is_example
            or sentence.is_venue
            or self._is_only_venue(sentence)
            or (sentence.others and not sentence.actors)
        ):
            return False
        if TermKind.MUTUAL not in sentence.kinds and roles.are_places(sentence.text, sentence.matches):
            return False
        if sentence.both_act or self.has_act_near(sentence) or self._is_told_twice:
            return True
        # A text that opens with somebody of the one side and the other needs no word for what is done.
        return sentence in self.lead[:1] and bool(sentence.actors) and not sentence.others

    @cached_property
    def _is_told_twice(self) -> bool:
        """Whether title and first sentence both say what people of the one do in the other."""
        first = self.lead[:1]
        return all(s.links_sides and s.actors and not s.others for s in [self.title, *first]) and bool(first)

    def _is_only_venue(self, sentence: Sentence) -> bool:
        """Whether one side is only the place, no dealing is told, and the text is about a meeting of many."""
        return self.is_about_event and len(sentence.actors) < 2 and not sentence.tells_dealing

    @cached_property
    def passage(self) -> list[Sentence]:
        """The sentences on the relation: those that tell it, and those beside them that go on about it.

        Where the text is at home with one side, a paragraph that deals with the other tells of both.
        """
        telling = [s for s in self.body if self._tells_relation(s)]
        if not self.has_third_party:
            telling += [s for s in self.body if self._deals_with_guest(s)]
            for paragraph in group_paragraphs(self.body):
                telling += self._list_dealings(paragraph) or self._turn_to_guest(paragraph)
                telling += self._list_own_dealings(paragraph) or self._stay_with_guest(paragraph)
                if not (self.is_about_event or self.is_ranking):
                    telling += turns.list_mutual(paragraph, self.head)
            for one, two in pairwise(self.body):
                if self._answer_each_other(one, two) or carries_over(one, two):
                    telling += [one, two]
        known = set(telling)
        return [s for s in self.body if s in known or self._goes_on(s, known)] if telling else []

    def _goes_on(self, sentence: Sentence, telling: set[Sentence]) -> bool:
        """Whether a sentence near one that tells the relation goes on about it."""
        if self._tells_more(sentence, telling):
            return True
        if sentence.is_list or sentence.others or sentence.is_venue or sentence.is_apart or sentence.of_host:
            return False
        beside = any(neighbour in telling for neighbour in self.list_neighbours(sentence))
        place = self._places[sentence]
        before = self.sentences[place - 1]
        goes_with = before in telling and before.paragraph == sentence.paragraph
        if goes_with and before.both_act and before.tells_dealing and set(sentence.weight) != self._titled:
            return True
        near = self.sentences[max(0, place - REACH) : place + REACH + 1]
        if any(s in telling for s in near if s.paragraph == sentence.paragraph):
            on_guest = bool(set(sentence.weight) - {self.home}) and bool(self.home or beside)
            return (
                sentence.tells_dealing or on_guest or (sentence.tells_act and bool(sentence.weight or beside))
            )
        if not beside:
            return False
        return sentence.tells_act and bool(set(sentence.weight) - self._titled - {self.home})

    def _tells_more(self, sentence: Sentence, telling: set[Sentence]) -> bool:
        """Whether both stand in it right beside one that tells the relation, whoever else is on the way."""
        if not sentence.links_sides or sentence.is_example or sentence.is_venue:
            return False
        beside = self.list_neighbours(sentence)
        return any(s in telling and s.paragraph == sentence.paragraph for s in beside)

    @cached_property
    def _titled(self) -> set[str]:
        """The side that the title is about, when it names one.

        What is said of it alone is no passage on the relation.
        """
        return set(self.title.weight) if len(self.title.weight) == 1 else set()

    @cached_property
    def adjacent_sentence(self) -> Sentence | None:
        """The later of two sentences beside each other that name one side each and tell of one matter."""
        body = [s for s in self.body if not self._is_stage(s)]
        return find_adjacent(body, items=self.is_digest)

    def _deals_with_guest(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of dealings with the side that is not at home."""
        if not self._names_guest(sentence) or sentence.is_venue or sentence.is_crowded:
            return False
        follows = self._follows_guest(sentence)
        if sentence.is_example or not (sentence.actors or follows):
            return False
        if sentence.others and not (follows and order.name_others_last(sentence.matches)):
            return False
        if follows and TermKind.MUTUAL in sentence.kinds and sentence.tells_act:
            return True
        around = [s for s in self.list_neighbours(sentence) if s.paragraph == sentence.paragraph]
        return sentence.tells_dealing and any(TermKind.MUTUAL in s.kinds for s in around)

    def _list_dealings(self, paragraph: list[Sentence]) -> list[Sentence]:
        """Give the sentences on the other side in a paragraph that names both and tells how they deal."""
        on_guest = [s for s in paragraph if self._names_guest(s)]
        if len(on_guest) < 2 or not any(self.home in s.weight for s in paragraph):
            return []
        if not any(s.tells_dealing and s.actors for s in on_guest) or not all(s.tells_act for s in on_guest):
            return []
        strays = any(s.others or s.is_venue or s.is_example or s.is_crowded for s in paragraph)
        return [] if strays else on_guest

    def _list_own_dealings(self, paragraph: list[Sentence]) -> list[Sentence]:
        """Give the sentences on the other side in an answer of somebody at home: "we have a contract …".

        Each of them says what the others do for us, or we for them.
        """
        on_guest = [s for s in paragraph if self._names_guest(s) and speaks_of_us(s.text)]
        if len(on_guest) < 2 or not any(s.actors for s in on_guest) or not all(s.tells_act for s in on_guest):
            return []
        strays = any(s.others or s.is_venue or s.is_example or s.is_crowded for s in paragraph)
        return on_guest if any(s.tells_dealing for s in paragraph) and not strays else []

    def _turn_to_guest(self, paragraph: list[Sentence]) -> list[Sentence]:
        """Give the sentences on the two in a paragraph that turns to the other side and comes back.

        So an overview goes from market to market: "Vietnam is new among them. …"
        """
        named = [s for s in paragraph if s.weight]
        if not named or not self._names_guest(named[0]):
            return []
        # In a text that goes from market to market each of them has its own contracts, days and figures.
        by_markets = self._goes_by_markets and len(paragraph) > 1 and any(s.tells_dealing for s in named)
        if not (by_markets or named[0].actors or any(s.actors and s.tells_dealing for s in named)):
            return []
        if any(s.is_list or s.is_venue or s.is_crowded for s in paragraph):
            return []
        if any(s.is_apart for s in paragraph) and not by_markets:
            return []
        if any(TermKind.WAR in s.masked for s in self.sentences):
            return []
        if named[0].others or len({name for s in paragraph for name in s.others}) > 1:
            return []
        if roles.name_in_passing(named[0].text, named[0].matches):
            return []
        if self._goes_by_markets and len(paragraph) > 1 and any(s.tells_act for s in paragraph):
            return [s for s in paragraph if (s.weight or s.tells_act) and not s.others]
        if not any(s.tells_act for s in named):
            return []
        mutual = any(TermKind.MUTUAL in s.kinds and s.tells_dealing for s in named[1:])
        return named if mutual or any(self.home in s.weight for s in named[1:]) else []

    def _stay_with_guest(self, paragraph: list[Sentence]) -> list[Sentence]:
        """Give the sentences of a paragraph that comes to the other side and stays with both.

        Only where the head names the side that the text is at home with, or the paragraph speaks of both.
        """
        at_home = self.tongue in {"", self.home}
        both = any(turns.speaks_of_both(s, at_home=at_home) for s in paragraph)
        of_others = any(s.weight and s.others for s in self.head)
        if (both and of_others) or not (both or any(self.home in s.weight for s in self.head)):
            return []
        if self.is_about_event or self.is_ranking:
            return []
        start = next((n for n, s in enumerate(paragraph) if self._names_guest(s)), len(paragraph))
        stay = [s for s in paragraph[start:] if not (self._is_of_readers(s) or self._is_for_readers(s))]
        if any(s.others or s.is_list or s.is_venue or s.is_example or s.is_apart for s in stay):
            return []
        if any(TermKind.WAR in s.masked for s in self.sentences):
            return []
        if any(s.weight and roles.name_in_passing(s.text, s.matches) for s in stay):
            return []
        return turns.list_stay(stay, self.home, at_home=at_home, alone=self.names_no_third)

    @cached_property
    def _goes_by_markets(self) -> bool:
        """Whether the text has a paragraph for each of several other countries that its side deals with."""
        opening = [paragraph[0] for paragraph in group_paragraphs(self.body)[1:]]
        abroad = [s for s in opening if s.others and not (s.weight or s.is_list)]
        return bool(self.home) and len(abroad) >= OVERVIEW and any(s.tells_act for s in self.head)

    def _follows_guest(self, sentence: Sentence) -> bool:
        """Whether the sentence before it in its paragraph names the other side as more than a place."""
        before = self.sentences[self._places[sentence] - 1]
        return before.paragraph == sentence.paragraph and bool(before.actors) and self._names_guest(before)

    def _answer_each_other(self, one: Sentence, two: Sentence) -> bool:
        """Whether two sentences name an acting side each and tell of one dealing.

        The later of two paragraphs says so itself: "he held talks with his Azerbaijani counterpart".
        """
        if not (one.tells_dealing or two.tells_dealing):
            return False
        if one.paragraph != two.paragraph and not (two.tells_dealing and TermKind.MUTUAL in two.kinds):
            return False
        # Who looks to the east has no act until the next sentence tells it.
        looks = one.paragraph == two.paragraph and two.tells_dealing and TermKind.MUTUAL in two.kinds
        looks = looks and not self.title.others
        if not (self._acts_alone(one, idle=looks) and self._acts_alone(two)):
            return False
        if self.is_digest and one.paragraph != two.paragraph:
            return False
        known = bool(self.home) or TermKind.MUTUAL in one.kinds | two.kinds
        return one.actors != two.actors and known

    def _acts_alone(self, sentence: Sentence, *, idle: bool = False) -> bool:
        """Whether one side alone acts in a sentence, with nobody else beside it; `idle`: whatever it does."""
        if (
            sentence.others
            or sentence.is_list
            or sentence.is_venue
            or sentence.is_example
            or sentence.of_host
        ):
            return False
        return (idle or sentence.tells_act) and len(sentence.weight) == len(sentence.actors) == 1
