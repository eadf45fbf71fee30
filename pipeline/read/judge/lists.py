"""Lists and rankings: one side as an entry in a list about the other is a mention, both as entries are
nothing.
"""

from __future__ import annotations

from pipeline.config.topic import Kind
from pipeline.read.judge.evidence import Sentence
from pipeline.read.judge.scene import Scene

_GAP = 40
"""Characters between two entries of one enumeration, figures included."""
_RUN = 3
_NO_RELATION = frozenset({"visa", "sport"})


def find_list_entry(scene: Scene) -> Sentence | None:
    """Give the list sentence in which one side is an entry and the other its subject."""
    for sentence in scene.everything:
        if not sentence.listed or _NO_RELATION & {*sentence.themes, *scene.title.themes}:
            continue
        if sentence.both and not (sentence.enumerated or _lists_both(sentence)):
            return sentence
        missing = scene.named - set(sentence.weight)
        if sentence.weight and missing and missing <= set(scene.title.weight) and scene.tells_act(sentence):
            return sentence
    return None


def _lists_both(sentence: Sentence) -> bool:
    """Whether both sides stand in the same run of countries."""
    places = sorted(
        (m.start, m.end, m.term.side) for m in sentence.matches if m.term.kind in {Kind.COUNTRY, Kind.OTHER}
    )
    runs: list[list[tuple[int, int, str]]] = []
    for place in places:
        if runs and place[0] - runs[-1][-1][1] <= _GAP:
            runs[-1].append(place)
        else:
            runs.append([place])
    return any(len(run) >= _RUN and {"azerbaijan", "vietnam"} <= {p[2] for p in run} for run in runs)
