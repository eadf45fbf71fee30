"""What an article on the one side says of the other, where no sentence names both."""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.config.topic import TermKind
from pipeline.read.judge import order, presence, roles, turns
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.gatherings import is_of_many
from pipeline.read.judge.head import Head
from pipeline.read.judge.neighbours import speaks_of_us

PLACES = 2
"""Places of an order in one sentence, or countries before it, from which on it is one entry of many."""
_FIGURE = re.compile(r"\d")
_BRACKETED = re.compile(r"\((?:\w{1,8} )?\d[\d.,]{0,8}\)")
"""A place or figure in brackets behind each entry."""
ANSWER = 3
"""Sentences after the one that named a war in which the country still stands for it."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b(?:năm|những năm|thập niên) \d\d\b")
_MEETINGS = frozenset({TermKind.EVENT, TermKind.FIXTURE})
_LISTS = frozenset({"visa", "sport"})


class Guests(Head):
    """An article in which one side is at home, and the other may be a guest."""

    @cached_property
    def guest_sentence(self) -> Sentence | None:
        """The first sentence on the other side in a text on the one that acts, or on its part in an event."""
        if self.is_apart:
            return None
        home_acts = self.home in self.title.weight or any(self.home in s.actors for s in self.lead)
        abroad = any(s.others for s in self.head)
        for sentence in self.body:
            if not self._names_guest(sentence) or (sentence.is_crowded and self._lists_many):
                continue
            if self._is_customer(sentence):
                return sentence
            if home_acts and self._is_next_stop(sentence):
                return sentence
            if self._is_of_war(sentence) or self._is_for_readers(sentence):
                continue
            # Whoever else is told of before it: at the event of the side at home the guest won something.
            at_event = self.is_about_event and is_of_many(sentence.text) and self.home in self.title.weight
            if self._is_aside(sentence) and not at_event:
                continue
            if sentence.is_venue and not self.is_about_event:
                continue
            if self._is_of_readers(sentence) or self._is_one_of_each(sentence):
                continue
            if self._tells_of_others(sentence) or self._tells_of_career(sentence) or self._is_stage(sentence):
                continue
            if sentence.actors and not roles.name_in_passing(sentence.text, sentence.matches):
                return sentence
            if home_acts and self._is_dealt_with(sentence) and not (abroad or sentence.others):
                return sentence
            if self._tells_of_one(sentence) and not (abroad or sentence.others):
                return sentence
        return None

    def _is_one_of_each(self, sentence: Sentence) -> bool:
        """Whether a text on a body or firm of the world, which opens with neither, tells of each in turn.

        So it rates or serves them: an airline of the one here, one of the other there.
        """
        opening = [self.title, *self.lead[:1]]
        if any(s.weight for s in opening) or not any(TermKind.PARTY in s.kinds for s in opening):
            return False
        if sentence.tells_official_act or TermKind.MUTUAL in sentence.kinds or speaks_of_us(sentence.text):
            return False
        openings: dict[int, Sentence] = {}
        for one in self.body:
            if one.weight:
                openings.setdefault(one.paragraph, one)
        return any(
            one.weight.keys() == {self.home}
            for one in openings.values()
            if one.paragraph != sentence.paragraph
        )

    def tells_of_third(self, sentence: Sentence) -> bool:
        """Whether a sentence tells what a third country of the headline has to do with a side and others."""
        officials = any(self.home in s.actors and TermKind.PERSON in s.kinds for s in self.head)
        if officials or not sentence.others & self.title.others:
            return False
        named = [m for m in sentence.matches if m.term.kind is TermKind.OTHER or m.term.weight]
        first = min(named, key=lambda m: m.start)
        opens = not sentence.text[: first.start].strip()
        return sentence.is_crowded and opens and first.term.name in self.title.others

    def _is_of_readers(self, sentence: Sentence) -> bool:
        """Whether the readers' country is where a match is shown, or their team plays others."""
        if not self._is_on_sport or self.tongue not in sentence.weight:
            return False
        return (
            not sentence.actors
            or order.name_own_only(sentence.matches)
            or order.name_cities(sentence.matches)
        )

    @property
    def _is_on_sport(self) -> bool:
        """Whether the text is about sport, be it by its headline alone."""
        return self.is_about_sport or "sport" in self.title.themes

    def _is_aside(self, sentence: Sentence) -> bool:
        """Whether a sentence opens with a third country and goes on with what the other side has alone."""
        if sentence.is_crowded or sentence.tells_dealing:
            return False
        return order.begin_clause(sentence.text, sentence.matches)

    def _is_for_readers(self, sentence: Sentence) -> bool:
        """Whether readers at home learn where they see a match of others, or buy what is told of."""
        if self.home == self.tongue and self.tongue:
            return False
        sport = self._is_on_sport or "sport" in sentence.themes
        if sport and presence.is_shown(sentence.text):
            return True
        named = [m for m in sentence.matches if m.term.side and m.term.weight]
        if sentence.tells_dealing or any(m.term.kind is not TermKind.PLACE for m in named):
            return False
        return presence.is_sold(sentence.text)

    def _is_customer(self, sentence: Sentence) -> bool:
        """Whether somebody at home sells so much to each of several, a city of the other side among them."""
        at_home = any(self.home in s.weight for s in [self.title, *self.lead])
        if not (at_home and sentence.others and sentence.tells_act) or sentence.is_list:
            return False
        if self.is_about_sport or self.is_ranking or any(s.others for s in [self.title, *self.lead[:1]]):
            return False
        matches = sentence.matches
        return order.have_figures_each(sentence.text, matches) or order.has_own_amount(sentence.text, matches)

    def _tells_of_one(self, sentence: Sentence) -> bool:
        """Whether somebody from the other side is where the text is, or somebody from there was with it."""
        if self.home in self.title.weight and presence.comes_from(sentence.text, sentence.matches):
            return True
        # Who flew over a country is not of it, as who is buried in its city is.
        lives = any(
            m.term.side == self.home and m.term.kind is TermKind.PLACE for s in self.head for m in s.matches
        )
        if not (lives or any(self.home in s.actors for s in self.head)):
            return False
        if self.names_no_third and turns.stays_there(sentence) and sentence.kinds.isdisjoint(_MEETINGS):
            return True
        if self.is_about_event or self.is_about_sport:
            return False
        worked = any(
            (m.term.kind is TermKind.COUNTRY or m.term.capital) and roles.is_inside(sentence.text, m)
            for m in sentence.matches
            if m.term.side
        )
        return worked and sentence.tells_act and _YEAR.search(sentence.text) is not None

    def _is_of_war(self, sentence: Sentence) -> bool:
        """Whether the country stands for a war of the past that a third one fought there."""
        if sentence.tells_dealing:
            return False
        # An answer goes on about what the question named.
        place = self._places[sentence]
        asked = self.sentences[max(0, place - ANSWER) : place + 1]
        if sentence.others and any(
            TermKind.WAR in s.masked and sentence.paragraph - s.paragraph <= 1 for s in asked
        ):
            return True
        near = self.list_neighbours(sentence)
        return any(
            s.paragraph == sentence.paragraph and presence.names_soldiers(s.text, s.matches) for s in near
        )

    def _tells_of_career(self, sentence: Sentence) -> bool:
        """Whether somebody who goes to the side at home was at the other one before, and elsewhere."""
        home = [m for m in self.title.matches if m.term.side == self.home]
        goes = bool(home) and all(roles.goes_to(self.title.text, m) for m in home)
        return goes and sentence.is_crowded and roles.name_stations(sentence.text, sentence.matches)

    def _is_dealt_with(self, sentence: Sentence) -> bool:
        """Whether something is done in the other side's country, or two deal with each other there."""
        if sentence.tells_dealing or self.is_about_event or self.is_about_sport:
            return True
        return sentence.tells_act and any(m.term.kind is TermKind.COUNTRY for m in sentence.matches)

    def _is_next_stop(self, sentence: Sentence) -> bool:
        """Whether somebody of the side at home, who is abroad, goes on to the other side or comes from it."""
        officials = any(self.home in s.actors and TermKind.PERSON in s.kinds for s in self.head)
        goes = "visit" in sentence.themes
        goes = goes or any(m.term.side and roles.is_towards(sentence.text, m) for m in sentence.matches)
        return officials and goes and not sentence.is_crowded

    def _tells_of_others(self, sentence: Sentence) -> bool:
        """Whether a sentence is one entry of a season or of what a body of many says of each of many."""
        if sentence.others and (self.is_about_sport or (sentence.is_example and not self.is_about_event)):
            return True
        opening = [self.title, *self.lead[:1]]
        abroad = any(s.others for s in opening) and not any(s.weight for s in opening)
        if self.is_about_sport and abroad and not sentence.tells_act:
            return True
        if not sentence.tells_act and roles.open_with_several(sentence.text, sentence.matches):
            return True
        if sentence.others & self.title.others and not (sentence.is_crowded or sentence.tells_dealing):
            return True
        if self._is_entry(sentence) or self.tells_of_third(sentence):
            return True
        judging = [self.title] if self.title.weight else self.head
        if self.is_ranking and (sentence.is_example or sentence.is_crowded or sentence.places):
            return True
        acts = sentence.tells_dealing or (sentence.tells_act and not sentence.is_crowded)
        return any(TermKind.PARTY in s.kinds for s in judging) and not acts

    def _is_entry(self, sentence: Sentence) -> bool:
        """Whether the other side is one of several that have a place, a figure or a plant each."""
        if sentence.tells_dealing:
            return False
        # The lead tells the place of the side at home, the sentence those of others.
        placed = max(sentence.places, len(_BRACKETED.findall(sentence.text)))
        if sentence.is_crowded and placed >= PLACES and any(s.places for s in self.lead):
            return True
        if (
            sentence.places
            and not (sentence.others or sentence.tells_act)
            and any(s.places for s in self.lead)
        ):
            return True
        # A firm of a third country has something in each of many.
        if sentence.is_crowded and self.title.others and not self.title.weight:
            return True
        # Where the head names neither, a text on the world's market has a figure for everybody.
        before = self.sentences[self._places[sentence] - 1]
        goes_on = before.paragraph == sentence.paragraph and len(before.others) > PLACES and not before.weight
        return goes_on and _FIGURE.search(sentence.text) is not None and not any(s.weight for s in self.head)

    def _is_stage(self, sentence: Sentence) -> bool:
        """Whether a city stands for what is held there, as the paragraph names it: a Grand Prix, a stage."""
        if not self.is_about_sport or any(
            m.term.side and m.term.kind is not TermKind.PLACE for m in sentence.matches
        ):
            return False
        near = [s for s in self.list_neighbours(sentence) if s.paragraph == sentence.paragraph]
        return any(TermKind.FIXTURE in s.masked for s in near)

    @property
    def _lists_many(self) -> bool:
        """Whether to stand among several countries means nothing here: a season's calendar, a visa list."""
        return any(not _LISTS.isdisjoint(s.themes) for s in [self.title, *self.lead])

    @cached_property
    def is_apart(self) -> bool:
        """Whether title or lead name both with nothing between them, and no sentence does otherwise."""
        return self.has_third_party and not self.linking_sentences

    def _names_guest(self, sentence: Sentence) -> bool:
        """Whether a sentence of the body names the other side alone, as more than the place of something."""
        if not self.home or sentence.is_apart or sentence.is_list or sentence.of_host:
            return False
        if not any(m.term.weight and m.term.kind is not TermKind.PRODUCT for m in sentence.matches):
            return False
        return bool(sentence.weight) and self.home not in sentence.weight and not sentence.fixtures
