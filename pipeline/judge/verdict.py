"""The grade of an article: where both sides are named, what happens between them, and how much of the text is about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.judge.evidence import CAPITAL, COUNTRY, STANDS_FOR, Evidence, Sentence
from pipeline.judge.reasons import Reason
from pipeline.judge.sentences import body_of, sentences
from pipeline.model import Article, Verdict
from pipeline.text import fold
from pipeline.topic import SIDES, Topic

LEAD = 2
"""Sentences after dateline and credit that weigh like the headline."""
SHORTEST = 4
"""Words of a sentence that counts for the lead: a credit or a date has fewer."""
REAL_PART = 0.2
"""Share of sentences on the relation that makes a real part of a wider story."""
SEVERAL = 3
"""Other countries in headline and lead that make a story about many."""
MOST_SENTENCES = 400

_COMPILED: dict[int, tuple[Topic, Evidence]] = {}


def _evidence(topic: Topic) -> Evidence:
    # By identity: the vocabulary is large and lives as long as the process.
    found = _COMPILED.get(id(topic))
    if found is None or found[0] is not topic:
        _COMPILED.clear()
        found = _COMPILED[id(topic)] = (topic, Evidence(topic))
    return found[1]


@dataclass(frozen=True, slots=True)
class Looked:
    """An article as the rules see it."""

    title: Sentence
    body: Sequence[Sentence]
    venue: bool

    @property
    def lead(self) -> Sequence[Sentence]:
        """Headline and first sentences."""
        return (self.title, *[s for s in self.body[: 2 * LEAD] if len(s.text.split()) >= SHORTEST][:LEAD])


def judge(article: Article, topic: Topic) -> Verdict:
    """Grade an article from 3 (the story is about the relation) to 0 (nothing between the two), with the reasons and the names in it.

    The rules are those of the annotators' table: both sides in headline or lead and an act between them make 3; a paragraph or a fifth of
    the sentences 2; one true sentence 1; lists, datelines and furniture 0.
    """
    evidence = _evidence(topic)
    text = body_of(article.text)
    body = [evidence.sentence(s) for s in sentences(text)[:MOST_SENTENCES]]
    title = evidence.sentence(article.title)
    looked = Looked(title, body, bool(evidence.venue.search(fold(f"{article.title}. {' '.join(s.text for s in body[:LEAD])}"))))
    grade, reasons, sentence = _grade(looked)
    whole = f"{article.title}\n{text}"
    return Verdict(
        grade=grade,
        reasons=tuple(str(r) for r in reasons),
        sentence=sentence[:500],
        **_names(evidence, whole, article.title) if grade else {},
    )


def _grade(looked: Looked) -> tuple[int, list[Reason], str]:
    every = (looked.title, *looked.body)
    missing = [side for side in SIDES if not any(s.strength[side] >= CAPITAL for s in every)]
    if missing:
        return 0, [Reason.ONE_SIDE], ""
    grade, reasons, deciding = _uncapped(looked)
    return (*_capped(grade, reasons, looked), deciding.text if deciding else "")


def _uncapped(looked: Looked) -> tuple[int, list[Reason], Sentence | None]:
    relation = _relation(looked)
    if _in_lead(looked):
        where = [Reason.BOTH_IN_TITLE] if looked.title.both else [Reason.BOTH_IN_LEAD]
        where += [Reason.PAIR_FORM] if any(s.pair for s in looked.lead) else []
        if relation or any(s.act for s in looked.lead):
            deciding = next((s for s in (*looked.body, looked.title) if s.both), looked.title)
            return 3, [*where, Reason.ACT_BETWEEN], deciding
    if relation:
        enough = len(relation) >= 2 or len(relation) >= REAL_PART * len(looked.body)
        if enough:
            return 2, [Reason.REAL_PART, Reason.ACT_BETWEEN], relation[0]
        return 1, [Reason.SINGLE_SENTENCE, Reason.ACT_BETWEEN], relation[0]
    both = [s for s in (looked.title, *looked.body) if s.both]
    if both:
        return 1, [Reason.SINGLE_SENTENCE], both[0]
    if any(s.firm for s in looked.body):
        return 0, [Reason.LIST_ONLY], None
    return _apart(looked)


def _in_lead(looked: Looked) -> bool:
    """Whether headline and lead together name both sides: in one sentence, or each firmly in its own."""
    if any(s.both for s in looked.lead):
        return True
    plain = [s for s in looked.lead if not s.listed]
    return all(any(s.strength[side] >= STANDS_FOR for s in plain) for side in SIDES)


def _relation(looked: Looked) -> list[Sentence]:
    """The sentences on the relation: both named with an act here or next, or the pair spoken of once both have been named."""
    found: list[Sentence] = []
    body = [*looked.body, looked.body[-1]] if looked.body else []
    named = looked.title.both
    for sentence, following in pairwise(body):
        if sentence.both:
            named = True
            if sentence.act or sentence.pair or (following.act and not following.listed and following.any):
                found.append(sentence)
        elif named and sentence.together and not sentence.listed:
            found.append(sentence)
    return found


def _apart(looked: Looked) -> tuple[int, list[Reason], Sentence | None]:
    """Both are there, but never in one sentence: a mention when they stand side by side, else nothing."""
    for one, two in pairwise((looked.title, *looked.body)):
        if one.listed or two.listed:
            continue
        strengths = [max(one.strength[side], two.strength[side]) for side in SIDES]
        if min(strengths) >= STANDS_FOR and max(strengths) == COUNTRY and (one.act or two.act):
            return 1, [Reason.APART], two
    return 0, [Reason.APART], None


def _capped(grade: int, reasons: list[Reason], looked: Looked) -> tuple[int, list[Reason]]:
    """Lower the grade of what only looks like the relation."""
    caps = [
        (Reason.VENUE_ONLY, 1, looked.venue and not looked.title.pair and not _strong_pair(looked)),
        (Reason.OTHER_LEG, 1, _other_leg(looked) and len(_relation(looked)) < 2),
        (Reason.OTHER_LEG, 2, _other_leg(looked)),
        (Reason.MANY_COUNTRIES, 2, not looked.title.both and max((s.others for s in looked.lead), default=0) >= SEVERAL),
        (Reason.CAPITAL_ONLY, 1, _capital_only(looked)),
    ]
    for reason, limit, applies in caps:
        if applies and grade > limit:
            grade, reasons = limit, [*reasons, reason]
    return grade, reasons


def _strong_pair(looked: Looked) -> bool:
    """Whether an event's story is on the relation all the same: both in the headline, or many sentences about the two."""
    return (looked.title.both and len(_relation(looked)) >= 1) or len(_relation(looked)) >= 3


def _other_leg(looked: Looked) -> bool:
    """Whether the headline is about a third country and names at most one side."""
    return looked.title.others > 0 and not looked.title.firm and not all(looked.title.strength[s] >= CAPITAL for s in SIDES)


def _capital_only(looked: Looked) -> bool:
    """Whether a side is there by its capital alone: the place of an event, not a party to it."""
    every = (looked.title, *looked.body)
    return any(max((s.strength[side] for s in every), default=0) == CAPITAL for side in SIDES)


def _names(evidence: Evidence, text: str, title: str) -> dict[str, tuple[str, ...]]:
    folded, folded_title = fold(text), fold(title)
    themes = [t for t, p in evidence.themes.items() if p.search(folded_title) or len(p.findall(folded)) >= 2]
    return {
        "people": tuple(n.name for n in evidence.people if n.found(text, folded)),
        "organisations": tuple(n.name for n in evidence.organisations if n.found(text, folded)),
        "places": tuple(n.name for n in evidence.places if n.found(text, folded)),
        "themes": tuple(themes),
    }
