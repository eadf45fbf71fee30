"""The themes of an article, from its sentences."""

from __future__ import annotations

from collections import Counter

from pipeline.read.judge.scene import Scene


def rank_themes(scene: Scene) -> tuple[str, ...]:
    """Give the themes, most frequent first: of title, lead and linking sentences, or met twice."""
    counts = Counter[str]()
    for sentence in scene.sentences:
        counts.update(sentence.themes)
    near: set[str] = set()
    for sentence in [scene.title, *scene.lead, *scene.linking_sentences]:
        near.update(sentence.themes)
    kept = near | {theme for theme in counts if counts[theme] >= 2}
    return tuple(sorted(kept, key=lambda theme: (-counts[theme], theme)))
