"""Lists: one side as an entry in a list about the other is a mention, both as entries are nothing."""

from __future__ import annotations

from pipeline.config.topic import Match, TermKind
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.scene import Scene

_GAP = 40
"""Characters between two entries of one enumeration, figures included."""
_RUN = 3
_NO_RELATION = frozenset({"visa", "sport"})


def find_list_entry(scene: Scene) -> Sentence | None:
    """Give the list sentence in which one side is an entry and the other its subject."""
    for sentence in scene.sentences:
        if not sentence.is_list or _NO_RELATION & {*sentence.themes, *scene.title.themes}:
            continue
        if sentence.names_both and not (sentence.enumerates or _lists_both(sentence)):
            return sentence
        missing = scene.named_sides - set(sentence.weight)
        is_subject = missing and missing <= set(scene.title.weight)
        if sentence.weight and is_subject and scene.has_act_near(sentence):
            return sentence
    return None


def _lists_both(sentence: Sentence) -> bool:
    """Whether both sides stand in the same run of countries."""
    for run in _find_runs(sentence):
        sides = {match.term.side for match in run} - {""}
        if len(run) >= _RUN and len(sides) == 2:
            return True
    return False


def _find_runs(sentence: Sentence) -> list[list[Match]]:
    """Give the countries of a sentence in runs: from one to the next it is not far."""
    countries = [m for m in sentence.matches if m.term.kind in {TermKind.COUNTRY, TermKind.OTHER}]
    runs: list[list[Match]] = []
    for match in sorted(countries, key=lambda m: (m.start, m.end, m.term.side)):
        if runs and match.start - runs[-1][-1].end <= _GAP:
            runs[-1].append(match)
        else:
            runs.append([match])
    return runs
