"""The grade of an article: rules over its sentences, from the strongest reason to the weakest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from pipeline.config.topic import TermKind, Topic
from pipeline.model.items import Article, Verdict
from pipeline.read.judge.capitals import is_long_name, restore_case, take_hints
from pipeline.read.judge.evidence import Sentence, read_sentence, see_structure
from pipeline.read.judge.head import LEAD_SENTENCES
from pipeline.read.judge.hints import (
    count_hints,
    count_officials,
    count_people,
    drop_places_of_decision,
    trust_people,
)
from pipeline.read.judge.homographs import drop_homographs
from pipeline.read.judge.lists import find_list_entry
from pipeline.read.judge.obstacles import find_obstacle, is_advertisement, is_metaphor, tells_no_match
from pipeline.read.judge.people import rank_names, rank_people
from pipeline.read.judge.reasons import Reason
from pipeline.read.judge.scene import Scene
from pipeline.read.judge.sentences import Cut, cut_sentences
from pipeline.read.judge.themes import rank_themes
from pipeline.read.judge.turns import is_itinerary

_Decision = tuple[int, tuple[Reason, ...], Sentence | None]

_SLIGHT = frozenset({Reason.SPORT_ONLY, Reason.VENUE_ONLY, Reason.GROUP_ONLY})
"""Obstacles that leave no more than a mention, a passage aside."""
HEADING = 2
"""Words of a heading that opens a paragraph at most: "Vietnam.", "Foreign students."."""
_WITHOUT_PASSAGE = frozenset({Reason.SPORT_ONLY})
"""Obstacles that no passage outweighs, for it tells of the same match, unless the two agree in it."""


def judge_article(article: Article, topic: Topic) -> Verdict:
    """Grade an article and say why; an article without text is judged by title and summary."""
    cut = cut_sentences(article.title, article.text or article.summary, topic)
    scene = _read_scene(article, cut, topic)
    grade, reasons, sentence = _decide(cut, scene, topic)
    return Verdict(
        grade=grade,
        reasons=reasons,
        sentence=sentence.text if sentence else "",
        people=rank_people(scene.sentences, topic),
        organisations=rank_names(scene.sentences, TermKind.ORGANISATION),
        places=rank_names(scene.sentences, TermKind.PLACE),
        themes=rank_themes(scene),
    )


def _read_scene(article: Article, cut: Cut, topic: Topic) -> Scene:
    cased = any(text != text.lower() for text in (article.title, article.text))
    known = article.language_sure and article.language in topic.languages
    language = article.language if known else ""
    body = [
        read_sentence(text, topic, paragraph, cased=cased, language=language)
        for paragraph, text in cut.sentences
    ]
    doubted = cut.title.isupper() and not article.text.isupper()
    trusted = {m.term for s in body for m in s.matches} if doubted else None
    written = restore_case(cut.title, article.text) if doubted else cut.title
    title = read_sentence(written, topic, cased=cased, language=language, trusted=trusted)
    if doubted:
        # A country of two syllables is no small word, as what the text does not have is taken for.
        shouted = read_sentence(cut.title, topic, language=language, trusted=trusted)
        title.others |= shouted.others
        # Nor are several with marks of their own, such as a town that the text does not come back to.
        for side in {m.term.side for m in shouted.matches if is_long_name(cut.title, m)}:
            title.weight.setdefault(side, 2)
            title.actors.add(side)
        take_hints(title, shouted)
    drop_homographs(title, body, article.text)
    home = topic.home_of_language.get(article.language, "")
    if _may_name_both([title, *body], home, topic):
        for sentence in [title, *body]:
            see_structure(sentence)
    if home in topic.full_names:
        count_people([title, *body], home, topic.full_names[home])
        trust_people([title, *body], home)
    for side, name in topic.foreign_names.items():
        if side != home:
            count_people([s for s in [title, *body] if TermKind.OFFICE in s.kinds], side, name)
    count_officials([title, *body[:LEAD_SENTENCES]], home)
    count_hints([title, *body], home, topic.home_hints.get(home, frozenset()))
    drop_places_of_decision(title, body)
    return Scene(title, body, home)


def _may_name_both(sentences: Sequence[Sentence], home: str, topic: Topic) -> bool:
    """Whether two sides stand anywhere: most of what is judged names one, and its structure says nothing."""
    sides = {home, *chain.from_iterable({*s.weight, *s.hints} for s in sentences)}
    # Whose name stands beside an office counts for a side.
    offices = [s.text for s in sentences if TermKind.OFFICE in s.kinds]
    sides |= {side for side, name in topic.foreign_names.items() if any(map(name.search, offices))}
    return len(sides - {""}) > 1


def _decide(cut: Cut, scene: Scene, topic: Topic) -> _Decision:
    if not scene.names_both:
        return _grade_one_sided(cut, scene, topic)
    if is_advertisement(scene):
        return 0, (Reason.BETTING,), None
    if is_metaphor(scene):
        return 0, (Reason.WAR_COMPARISON,), None
    if is_itinerary(scene.body) and not scene.linking_sentences:
        return 0, (Reason.CALENDAR_ONLY,), None
    return _grade_scene(scene)


def _grade_scene(scene: Scene) -> _Decision:
    """Grade what names both sides."""
    if not (scene.linking_sentences or scene.links_across_head or scene.passage):
        return _grade_unlinked(scene)
    sentence = scene.deciding_sentence
    where = _locate_sides(scene)
    against = find_obstacle(scene)
    if against is None and scene.is_core:
        return 3, (*where, Reason.ACT_BETWEEN if scene.links_by_act else Reason.BOTH_ACT), sentence
    # What federations agree on is no match.
    if len(scene.passage) >= 2 and (against not in _WITHOUT_PASSAGE or tells_no_match(scene)):
        reasons = (*where, Reason.PASSAGE, Reason.ACT_BETWEEN)
        # A section's heading says nothing.
        opening = next((s for s in scene.passage if len(s.text.split()) > HEADING), scene.passage[0])
        return 2, (*reasons, against) if against else reasons, opening
    if against is Reason.LIST_ONLY:
        return 0, (against,), None
    if against in _SLIGHT:
        return 1, (*where, against), sentence
    if not scene.linking_sentences:
        return _grade_unlinked(scene)
    slight = against or (Reason.SINGLE_SENTENCE if scene.links_by_act else Reason.NO_ACT)
    return 1, (*where, slight), sentence


def _locate_sides(scene: Scene) -> tuple[Reason, ...]:
    """Say where the two stand together."""
    reasons = []
    if scene.title.links_sides:
        reasons.append(Reason.BOTH_IN_TITLE)
    if any(s.links_sides for s in scene.lead):
        reasons.append(Reason.BOTH_IN_LEAD)
    if not reasons and scene.links_across_head:
        reasons.append(Reason.ACROSS_HEAD)
    if any(s.has_pair for s in scene.linking_sentences):
        reasons.append(Reason.PAIR_FORM)
    return tuple(reasons)


def _grade_unlinked(scene: Scene) -> _Decision:
    """Grade what names both sides but never in one sentence outside a list."""
    entry = find_list_entry(scene)
    if entry is not None:
        return 1, (Reason.LIST_ENTRY,), entry
    if scene.is_apart:
        return 0, (Reason.THIRD_PARTY,), None
    if scene.guest_sentence is not None:
        return 1, (Reason.GUEST_SENTENCE,), scene.guest_sentence
    if scene.adjacent_sentence is not None:
        return 1, (Reason.ADJACENT,), scene.adjacent_sentence
    if any(len(s.fixtures) == 2 for s in scene.sentences):
        return 0, (Reason.CALENDAR_ONLY,), None
    if any(s.names_both for s in scene.sentences):
        # In a list, or it would link them.
        return 0, (Reason.LIST_ONLY,), None
    return 0, (Reason.FAR_APART,), None


def _grade_one_sided(cut: Cut, scene: Scene, topic: Topic) -> _Decision:
    """Say where a side stands that is not named, or that it stands nowhere."""
    masked = {kind for s in scene.sentences for kind in s.masked}
    missing = set(topic.sides) - scene.named_sides
    if missing & set(read_sentence(cut.datelines, topic).weight):
        return 0, (Reason.DATELINE_ONLY,), None
    if TermKind.WAR in masked:
        return 0, (Reason.WAR_COMPARISON,), None
    if masked & {TermKind.NAME, TermKind.CLOCK, TermKind.AGENCY, TermKind.FIXTURE}:
        return 0, (Reason.NAME_ONLY,), None
    return 0, (Reason.ONE_SIDE_ONLY,), None
