"""Lists: one side as an entry in a list about the other is a mention, both as entries are nothing."""

from __future__ import annotations

import re

from pipeline.config.topic import TermKind
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.roles import find_runs
from pipeline.read.judge.scene import Scene

_RUN = 3
ENTRIES = 2
"""Places of an order in a sentence from which on it is part of a ranking."""
_NO_RELATION = frozenset({"visa", "sport"})
_FIGURE = re.compile(r"\d")
_FIGURE_BEHIND = re.compile(r"[\s–—:(-]{1,4}\d")


def find_list_entry(scene: Scene) -> Sentence | None:
    """Give the list sentence in which one side is an entry and the other its subject."""
    # What a body of many reports, and a ranking, has a figure for everybody.
    ranks = TermKind.PARTY in scene.title.kinds or any(TermKind.GROUP in s.kinds for s in scene.head)
    trades = not ranks and any(s.tells_act for s in scene.head)
    rows_have_both = len({side for s in scene.sentences if s.is_row for side in s.weight}) == len(
        scene.named_sides
    )
    for sentence in scene.sentences:
        if trades and not scene.is_about_sport and _has_figure_behind(sentence, scene):
            return sentence
        if (
            not sentence.is_list
            or sentence.places >= ENTRIES
            or scene.is_about_sport
            or scene.tells_of_third(sentence)
            or _NO_RELATION & {*sentence.themes, *scene.title.themes}
        ):
            continue
        if sentence.names_both and not (sentence.enumerates or sentence.ranks or _lists_both(sentence)):
            return sentence
        missing = scene.named_sides - set(sentence.weight)
        if not (sentence.weight and missing):
            continue
        if missing <= set(scene.title.weight) and _trades_near(sentence, scene):
            return sentence
        if _has_own_figure(sentence) and missing == {scene.home} and not rows_have_both:
            return sentence
    return None


def _trades_near(sentence: Sentence, scene: Scene) -> bool:
    """Whether something is told near a list that one country has of another: no places to fly to."""
    near = scene.list_neighbours(sentence)
    return scene.has_act_near(sentence) and not any("transport" in s.themes for s in [scene.title, *near])


def _has_figure_behind(sentence: Sentence, scene: Scene) -> bool:
    """Whether among the countries that the side at home deals with the other one has its own figure."""
    if not sentence.others or scene.named_sides - set(sentence.weight) != {scene.home}:
        return False
    return any(
        match.term.kind is TermKind.COUNTRY and _FIGURE_BEHIND.match(sentence.text, match.end)
        for match in sentence.matches
    )


def _has_own_figure(sentence: Sentence) -> bool:
    """Whether the row of a table has the one side alone, with a figure."""
    return sentence.is_row and not sentence.others and _FIGURE.search(sentence.text) is not None


def _lists_both(sentence: Sentence) -> bool:
    """Whether both sides stand in the same run of countries."""
    for run in find_runs(sentence.matches):
        sides = {match.term.side for match in run} - {""}
        if len(run) >= _RUN and len(sides) == 2:
            return True
    return False
