"""The topic: `topic.yml` read, checked and given as a `Topic`, which every stage asks what a word stands for."""

from __future__ import annotations

from pipeline.topic.reading import TopicError, load
from pipeline.topic.terms import Kind, Term
from pipeline.topic.vocabulary import Topic

SIDES = ("azerbaijan", "vietnam")

__all__ = ["SIDES", "Kind", "Term", "Topic", "TopicError", "load"]
