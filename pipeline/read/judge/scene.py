"""The whole article before the judge: what stands in the head, what belongs together, and what speaks against
a relation.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import pairwise

from pipeline.config.topic import Kind
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.reasons import Reason

LEAD_SENTENCES = 2
_DEALINGS = frozenset({"visit", "diplomacy"})
LONG_TEXT = 8
"""Sentences from which on a text must come back to both sides to be about their relation."""


class Scene:
    """Title and body of one article, read."""

    def __init__(self, title: Sentence, body: list[Sentence]) -> None:
        self.title = title
        self.body = body
        self.lead = body[:LEAD_SENTENCES]
        self.everything = [title, *body]
        self.named = {side for s in self.everything for side in s.weight}
        self.both_named = len(self.named) == 2

    @cached_property
    def links(self) -> list[Sentence]:
        """Sentences that name both sides, not as a list."""
        return [s for s in self.everything if s.links]

    @cached_property
    def head(self) -> list[Sentence]:
        """Title and lead, without lists."""
        return [s for s in [self.title, *self.lead] if not s.listed]

    @cached_property
    def across(self) -> bool:
        """Whether title and lead name both sides between them and the text tells an act."""
        named = {side for s in self.head if not s.crowded for side in set(s.weight) - s.fixtures}
        return len(named) == 2 and any(s.strong and s.weight for s in self.head)

    def get_neighbours(self, sentence: Sentence) -> list[Sentence]:
        """Give a sentence with its neighbours; the title neighbours the lead."""
        place = next(i for i, s in enumerate(self.everything) if s is sentence)
        return self.everything[max(0, place - 1) : place + 2]

    def tells_act(self, sentence: Sentence) -> bool:
        """Whether an act is told in the sentence or beside it."""
        return any(s.acts for s in self.get_neighbours(sentence))

    @cached_property
    def acted(self) -> bool:
        """Whether any sentence that names both tells an act."""
        return any(self.tells_act(s) for s in self.links)

    @cached_property
    def telling(self) -> Sentence | None:
        """The sentence that decides: the first of the best."""
        ranked = sorted(
            self.links,
            key=lambda s: (
                not s.listed,
                s is not self.title,
                not s.crowded,
                s.official,
                s.strong,
                sum(s.weight.values()),
            ),
            reverse=True,
        )
        return next(iter(ranked), next((s for s in self.head if s.weight and s.acts), None))

    @cached_property
    def obstacle(self) -> Reason | None:
        """What speaks against a relation, though both are named."""
        serious = self.links or [s for s in self.head if s.weight]
        if self._sport and all(self._is_sporty(s) for s in serious):
            return Reason.SPORT_ONLY
        if self._event and all(self._names_venue(s) for s in serious):
            return Reason.VENUE_ONLY
        if all(Kind.GROUP in s.kinds and not s.official for s in serious):
            return Reason.GROUP_ONLY
        return Reason.OTHER_LEG if self._other_leg else None

    @cached_property
    def _sport(self) -> bool:
        return any("sport" in s.themes for s in [*self.head, *self.links])

    def _is_sporty(self, sentence: Sentence) -> bool:
        return not sentence.official

    @cached_property
    def _event(self) -> bool:
        return any(Kind.EVENT in s.kinds for s in [*self.head, *self.links])

    def _names_venue(self, sentence: Sentence) -> bool:
        """Whether one side only is where it happens, or nothing between the two is told beside the event."""
        return not (len(sentence.actors) == 2 and sentence.strong) and not (sentence.pair and sentence.strong)

    @cached_property
    def _other_leg(self) -> bool:
        others = Counter(name for s in self.everything if not s.listed for name in s.others)
        if not others:
            return False
        sides = Counter(side for s in self.everything if not s.listed for side in s.weight)
        name, most = others.most_common(1)[0]
        fewest = min(sides.values()) if len(sides) == 2 else 0
        in_title = name in self.title.others
        if self.title.links and not self.title.crowded:
            return most > 2 * fewest and most >= 4
        return (in_title and most >= fewest) or most > fewest

    @cached_property
    def core(self) -> bool:
        """Whether the head names both sides with an act between them, and the text stays with them."""
        linked = [
            s for s in self.head if s.links and not s.crowded and not _is_example(s) and self.tells_act(s)
        ]
        if not linked and not (self.across and not any(s.others for s in self.head)):
            return False
        return self.title.links or len(self.body) < LONG_TEXT or self._stays

    @cached_property
    def _stays(self) -> bool:
        sides = Counter(side for s in self.body for side in s.weight)
        return len(sides) == 2 and min(sides.values()) >= 2

    @cached_property
    def passage(self) -> list[Sentence]:
        """The sentences on the relation: those that link both with an act, and their neighbours that go on
        about it.
        """
        core = [
            s for s in self.body if s.links and not s.crowded and not _is_example(s) and self.tells_act(s)
        ]
        if not core:
            return []
        going_on = [
            s
            for s in self.body
            if s not in core and not s.listed and not s.others and self._continues_core(s, core)
        ]
        return core + going_on

    def _continues_core(self, sentence: Sentence, core: list[Sentence]) -> bool:
        beside = any(n in core for n in self.get_neighbours(sentence))
        return beside and (sentence.official or (sentence.acts and bool(set(sentence.weight) - self._home)))

    @cached_property
    def _home(self) -> set[str]:
        """The side that the title is about, when it names one: what is said of it alone is no passage on the
        relation.
        """
        return set(self.title.weight) if len(self.title.weight) == 1 else set()

    @cached_property
    def adjacent(self) -> Sentence | None:
        """The later of two sentences beside each other that name one side each, in one paragraph or at one
        event.
        """
        for one, two in pairwise(self.body):
            named = set(one.weight) | set(two.weight)
            if (
                len(named) == 2
                and not (one.listed or two.listed or one.fixtures or two.fixtures)
                and _is_same_matter(one, two)
            ):
                return two
        return None

    def rank_themes(self) -> tuple[str, ...]:
        """Give the themes of title, lead and linking sentences, and those that come up twice, most frequent
        first.
        """
        counts = Counter[str]()
        for sentence in self.everything:
            counts.update(sentence.themes)
        near = {theme for s in [self.title, *self.lead, *self.links] for theme in s.themes}
        kept = [theme for theme in counts if counts[theme] >= 2 or theme in near]
        return tuple(sorted(kept, key=lambda theme: (-counts[theme], theme)))


def _is_example(sentence: Sentence) -> bool:
    return Kind.GROUP in sentence.kinds and not sentence.official


def _is_same_matter(one: Sentence, two: Sentence) -> bool:
    """Whether two sentences tell of one event, or stand in one paragraph that tells of a visit or talks."""
    if Kind.EVENT in one.kinds | two.kinds:
        return True
    return one.paragraph == two.paragraph and (
        one.strong or two.strong or not _DEALINGS.isdisjoint({*one.themes, *two.themes})
    )
