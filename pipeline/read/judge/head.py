"""Title and lead of an article with its sentences: who is named there, whose text it is, what it is about."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import pairwise, takewhile

from pipeline.config.topic import TermKind
from pipeline.read.judge import neighbours, order, roles
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.neighbours import count_fewest, goes_round, is_of_host, open_with_places

LEAD_SENTENCES = 2
COMMON = 2
"""Small words of three letters or more that title and first sentence have in common to say one thing."""
SEVERAL = 2
"""Third countries, or sentences on one, that a text has which deals with many."""


class Head:
    """Title and sentences of one article, read, and what the first of them tell."""

    def __init__(self, title: Sentence, body: list[Sentence], tongue: str = "") -> None:
        """Take title and body; `tongue` is the side at home in the text's language."""
        self.tongue = tongue
        self.title = title
        self.body = body
        self.lead = body[:LEAD_SENTENCES]
        self.sentences = [title, *body]
        self._places = {sentence: place for place, sentence in enumerate(self.sentences)}
        for sentence in self.sentences:
            sentence.in_contest = self.is_about_sport
        if any(TermKind.MUTUAL in s.kinds for s in [title, *self.lead]):
            # Where two deal with each other, a semicolon parts what each of them says.
            for sentence in body:
                sentence.parts_sides = False
        for one, two in pairwise(body):
            # What goes on about a side that was just named is no entry of a digest.
            two.parts_sides &= not (one.weight and one.paragraph == two.paragraph)
        self._mark_host()
        self.named_sides = {side for s in self.sentences for side in s.weight}
        self.names_both = len(self.named_sides) == 2

    def _mark_host(self) -> None:
        """Mark what the host has of the other side, where the head is on talks of the one side abroad."""
        named = {side for s in [self.title, *self.lead] for side in s.weight}
        abroad = any(s.others and s.weight and s.tells_dealing for s in [self.title, *self.lead])
        if len(named) != 1 or not abroad:
            return
        for sentence in self.body[LEAD_SENTENCES:]:
            sentence.of_host = named.isdisjoint(sentence.weight) and is_of_host(sentence)

    @cached_property
    def has_third_party(self) -> bool:
        """Whether the head names both beside each other with nothing between them."""
        if self._is_told_apart or (self.title.lists_both and self.title.is_list):
            return True
        if self.title.is_apart:
            # A headline may play with two names of which the lead says what the one did with the other.
            first = self.lead[0] if self.lead else None
            return not (
                first and first.links_sides and first.both_act and first.tells_act and not first.others
            )
        between = self.title.links_sides and not roles.stand_together(self.title.text, self.title.matches)
        between = between and bool(self.title.actors or not self.title.others)
        return any(s.is_apart for s in self.lead) and not between

    @cached_property
    def _is_of_third(self) -> bool:
        """Whether a third party, named first, has something in each of the two, and then it goes on of each.

        What the two may do with each other further down stays a passage of its own.
        """
        linking = [s for s in [self.title, *self.lead] if s.names_both and not s.is_list]
        if not any(order.name_third_first(s.text, s.matches) for s in linking):
            return False
        for sentence in linking:
            together = roles.are_coordinated(sentence.text, sentence.matches) or len(sentence.actors) < 2
            if not together or sentence.has_pair or TermKind.MUTUAL in sentence.kinds:
                return False
        rest = takewhile(lambda s: not s.links_sides, (s for s in self.body if s not in linking))
        alone = [s.weight.keys() for s in rest if len(s.weight) == 1]
        return len({side for sides in alone for side in sides}) == len(self.named_sides)

    @cached_property
    def _is_told_apart(self) -> bool:
        """Whether the head names both in one breath, and the rest goes from the one to the other and on.

        So a text goes on whose subject is a third party that deals with both: a paragraph for each, and
        nothing that the two would have done together.
        """
        if self._is_of_third:
            return True
        linking = [s for s in [self.title, *self.lead] if s.links_sides]
        rest = [s for s in self.body if s not in linking]
        if not linking or any(s.links_sides for s in rest):
            return False
        # Who begins with one of the two tells of that one.
        if any(len(s.weight) == 1 for s in self.lead[:1]):
            return False
        others = Counter(name for s in self.sentences for name in s.others)
        if len(others) < SEVERAL and max(others.values(), default=0) <= SEVERAL:
            return False
        if any(s.has_pair for s in linking):
            return False
        if not all(roles.are_coordinated(s.text, s.matches) or self._is_of_two_things(s) for s in linking):
            return False
        together = [s for s in self.sentences if TermKind.MUTUAL in s.kinds and not s.others]
        if any(s.weight or s.tells_dealing for s in together):
            return False
        alone = [s.weight.keys() for s in rest if len(s.weight) == 1]
        return len({side for sides in alone for side in sides}) == len(self.named_sides)

    def _is_of_two_things(self, sentence: Sentence) -> bool:
        """Whether a headline has a thing of the one side and, behind a comma, one of the other."""
        if sentence is not self.title or sentence.tells_dealing or TermKind.MUTUAL in sentence.kinds:
            return False
        gaps = [sentence.text[one.end : two.start] for one, two in roles.pair_sides(sentence.matches)]
        return len(gaps) == 1 and "," in gaps[0] and len(gaps[0].split()) > 1

    @cached_property
    def linking_sentences(self) -> list[Sentence]:
        """Sentences that name both sides, not as a list.

        Where the head tells of a third party that deals with both, they say so of the two themselves.
        """
        linking = [s for s in self.sentences if s.links_sides]
        if self.is_of_another:
            linking = [s for s in linking if not roles.are_goals(s.text, s.matches)]
        if not self.has_third_party:
            return linking
        after = self.body[LEAD_SENTENCES:] if self._is_of_third else []
        below = [s for s in after if s.both_act or s.tells_dealing]
        return [s for s in linking if s.has_pair or TermKind.MUTUAL in s.kinds or s in below]

    @cached_property
    def _linking(self) -> set[Sentence]:
        return set(self.linking_sentences)

    @cached_property
    def names_no_third(self) -> bool:
        """Whether the text names no other country."""
        return not any(s.others for s in self.sentences)

    @cached_property
    def goes_round(self) -> bool:
        """Whether the text goes round the world, each paragraph news of one place."""
        return self.names_both and goes_round(self.title, self.body)

    @cached_property
    def is_of_another(self) -> bool:
        """Whether the text opens with a third country, or somebody from there, and not with a side."""
        opening = [self.title, *self.lead[:1]]
        return any(s.others for s in opening) and not any(s.weight for s in opening)

    @cached_property
    def is_digest(self) -> bool:
        """Whether each paragraph is news of its own: headline or lead say so, or their order does."""
        opens = any(TermKind.DIGEST in s.kinds and not s.actors for s in self.lead[:1])
        return TermKind.DIGEST in self.title.kinds or opens or self.goes_round

    @cached_property
    def is_ranking(self) -> bool:
        """Whether the text is about an order of countries: its title says so, or its lead with a place.

        So does a table with both in rows of their own.
        """
        tabled = len({side for s in self.body if s.is_row for side in s.weight}) > 1
        opens = any(TermKind.GROUP in s.kinds and (s.places or tabled) for s in self.lead[:1])
        return TermKind.GROUP in self.title.kinds or opens

    @cached_property
    def head(self) -> list[Sentence]:
        """Title and lead, without lists."""
        return [s for s in [self.title, *self.lead] if not s.is_list]

    @cached_property
    def links_across_head(self) -> bool:
        """Whether title and lead name both sides between them and tell how they deal with each other."""
        if self._is_told_apart or self.goes_round:
            return False
        named: set[str] = set()
        for sentence in self.head:
            if not (sentence.is_crowded or sentence.is_apart):
                named |= set(sentence.weight) - sentence.fixtures
        acting = any(s.actors for s in self.head)
        if len(named) < 2 or not acting:
            return False
        dealing = any(s.tells_dealing and s.weight for s in self.head)
        return dealing or self._act_in_turn or self._act_on_other or self.says_twice

    @cached_property
    def says_twice(self) -> bool:
        """Whether the first sentence says in full what the title says in short, and names the other side.

        "Dong Thap fillets on Bravo's shelves": a firm has sent fillets to Bravo, a chain of Azerbaijan.
        """
        if self.is_about_sport or self.is_about_event or self.is_digest or not self.lead:
            return False
        first = self.lead[0]
        if any(s.others or s.is_apart or s.compares or len(s.weight) != 1 for s in (self.title, first)):
            return False
        if self.title.weight.keys() == first.weight.keys() or not (first.actors and first.tells_act):
            return False
        return len(neighbours.list_common(self.title, first)) >= COMMON

    @cached_property
    def _act_in_turn(self) -> bool:
        """Whether each side does something in a lead sentence of its own, in a text on nobody else."""
        if self.is_about_sport or self.is_about_event or any(s.others for s in self.sentences):
            return False
        if len(self.lead) < LEAD_SENTENCES or not all(s.tells_act and len(s.actors) == 1 for s in self.lead):
            return False
        return self.lead[0].actors != self.lead[1].actors and bool(self.title.weight)

    @cached_property
    def _act_on_other(self) -> bool:
        """Whether the lead is on the one side and goes on with what the other did, in a text on both."""
        if self.is_about_sport or self.is_about_event or any(s.others or s.is_apart for s in self.sentences):
            return False
        if len(self.lead) < LEAD_SENTENCES or any(len(s.weight) != 1 for s in self.lead):
            return False
        one, two = self.lead
        if one.weight.keys() == two.weight.keys() or one.paragraph != two.paragraph:
            return False
        return bool(two.actors) and two.tells_act and count_fewest(self.body) >= LEAD_SENTENCES

    def list_neighbours(self, sentence: Sentence) -> list[Sentence]:
        """Give a sentence with its neighbours; the title neighbours the lead."""
        place = self._places[sentence]
        return self.sentences[max(0, place - 1) : place + 2]

    def has_act_near(self, sentence: Sentence) -> bool:
        """Whether an act is told in the sentence or beside it."""
        return any(s.tells_act for s in self.list_neighbours(sentence))

    @cached_property
    def links_by_act(self) -> bool:
        """Whether an act is told near any sentence that links both."""
        return any(map(self.has_act_near, self.linking_sentences))

    @cached_property
    def is_about_sport(self) -> bool:
        """Whether the head or a sentence with both tells of sport.

        A headline alone may be an image: a marathon of talks.
        """
        linking = [s for s in self.body if s.names_both]
        if any("sport" in s.themes for s in [*self.lead, *linking]):
            return True
        in_text = len(self.body) <= LEAD_SENTENCES or any("sport" in s.themes for s in self.body)
        return "sport" in self.title.themes and in_text

    @cached_property
    def is_about_event(self) -> bool:
        """Whether the head or a sentence with both tells of a meeting of many."""
        return any(TermKind.EVENT in s.kinds for s in [*self.head, *self.linking_sentences])

    # Whose text it is

    @property
    def _is_on_titled(self) -> bool:
        """Whether the first sentence says what somebody or something of the headline's one side is."""
        named = self.title.weight.keys()
        return len(named) == 1 and all(s.weight.keys() == named and s.actors for s in self.lead[:1])

    @cached_property
    def home(self) -> str:
        """The side that the text is about when it names one: by its head, else by its language.

        Empty for a digest, whose paragraphs have nothing in common.
        """
        # The items of a list that names a side in its title are all on that side.
        placed = not self._is_on_titled and open_with_places(self.body, numbered=not self.title.weight)
        if self.title.parts_sides or placed or self.is_digest:
            return ""
        if self.is_of_another or any(s.lists_envoys for s in self.lead):
            return ""
        for sentence in [self.title, *self.lead]:
            named = set(sentence.weight) - sentence.fixtures
            # A headline that lists several countries is about none of them more than about the others.
            lists = sentence is self.title and roles.stand_in_crowd(sentence.text, sentence.matches, 1)
            if len(named) == 1 and not (sentence.is_list or lists or sentence.is_table):
                return named.pop()
        head = {side for s in self.head for side in s.weight}
        return self.tongue if not head else ""
