"""The topic: `topic.yml` read, checked and given as a `Topic`, which every stage asks what a word stands
for.
"""

from __future__ import annotations

from pipeline.config.topic.reading import load_topic
from pipeline.config.topic.terms import Kind, Term
from pipeline.config.topic.vocabulary import Topic

SIDES = ("azerbaijan", "vietnam")

__all__ = ["SIDES", "Kind", "Term", "Topic", "load_topic"]
