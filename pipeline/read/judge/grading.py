"""The grade of an article: rules over the sentences, in the order of the vocabulary's table."""

from __future__ import annotations

from pipeline.config.topic import Kind, Topic
from pipeline.model.items import Article, Verdict
from pipeline.read.judge.evidence import Sentence, count_hints, rank_names, read_sentence
from pipeline.read.judge.lists import find_list_entry
from pipeline.read.judge.reasons import Reason
from pipeline.read.judge.scene import Scene
from pipeline.read.judge.sentences import Cut, cut_sentences

_Decision = tuple[int, tuple[Reason, ...], Sentence | None]


def judge_article(article: Article, topic: Topic) -> Verdict:
    """Grade an article and say why; an article without text is judged by title and summary."""
    parts = cut_sentences(article.title, article.text or article.summary, topic)
    cased = any(text != text.lower() for text in (article.title, article.text))
    title = read_sentence(parts.title, topic, cased=cased)
    body = [read_sentence(text, topic, paragraph, cased=cased) for paragraph, text in parts.sentences]
    count_hints([title, *body])
    scene = Scene(title, body)
    grade, reasons, sentence = (
        _grade_scene(scene) if scene.both_named else (0, _explain_one_side(parts, scene, topic), None)
    )
    everything = [title, *body]
    return Verdict(
        grade=grade,
        reasons=tuple(reasons),
        sentence=sentence.text if sentence else "",
        people=rank_names(everything, Kind.PERSON),
        organisations=rank_names(everything, Kind.ORGANISATION),
        places=rank_names(everything, Kind.PLACE),
        themes=scene.rank_themes(),
    )


def _grade_scene(scene: Scene) -> _Decision:
    if not scene.links and not scene.across:
        return _grade_unlinked(scene)
    sentence = scene.telling
    found = _locate_sides(scene)
    against = scene.obstacle
    if against in {Reason.SPORT_ONLY, Reason.VENUE_ONLY, Reason.GROUP_ONLY}:
        return 1, (*found, against), sentence
    if against is None and scene.core:
        return 3, (*found, Reason.ACT_BETWEEN), sentence
    if len(scene.passage) >= 2:
        return 2, (*found, Reason.PASSAGE, Reason.ACT_BETWEEN, *([against] if against else [])), sentence
    if not scene.links:
        return _grade_unlinked(scene)
    slight = against or (Reason.SINGLE_SENTENCE if scene.acted else Reason.NO_ACT)
    return 1, (*found, slight), sentence


def _locate_sides(scene: Scene) -> tuple[Reason, ...]:
    """Say where the two stand together."""
    reasons = []
    if scene.title.links:
        reasons.append(Reason.BOTH_IN_TITLE)
    if any(s.links for s in scene.lead):
        reasons.append(Reason.BOTH_IN_LEAD)
    if not reasons and scene.across:
        reasons.append(Reason.ACROSS_HEAD)
    if any(s.pair for s in scene.links):
        reasons.append(Reason.PAIR_FORM)
    return tuple(reasons)


def _grade_unlinked(scene: Scene) -> _Decision:
    """Grade what names both sides but never in one sentence outside a list."""
    entry = find_list_entry(scene)
    if entry is not None:
        return 1, (Reason.LIST_ENTRY,), entry
    if scene.adjacent is not None:
        return 1, (Reason.ADJACENT,), scene.adjacent
    if any(len(s.fixtures) == 2 for s in scene.everything):
        return 0, (Reason.CALENDAR_ONLY,), None
    if any(s.both and s.listed for s in scene.everything):
        return 0, (Reason.LIST_ONLY,), None
    return 0, (Reason.FAR_APART,), None


def _explain_one_side(parts: Cut, scene: Scene, topic: Topic) -> tuple[Reason, ...]:
    masked = {kind for s in scene.everything for kind in s.masked}
    missing = set(topic.sides) - scene.named
    if missing & set(read_sentence(parts.datelines, topic).weight):
        return (Reason.DATELINE_ONLY,)
    if Kind.WAR in masked:
        return (Reason.WAR_COMPARISON,)
    if masked & {Kind.NAME, Kind.AGENCY, Kind.FIXTURE}:
        return (Reason.NAME_ONLY,)
    return (Reason.ONE_SIDE_ONLY,)
