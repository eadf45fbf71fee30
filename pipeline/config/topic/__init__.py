"""The topic: `topic.yml` in, checked; a `Topic` out, which every stage asks what a word stands for."""

from __future__ import annotations

from pipeline.config.topic.forms import NameForm, list_name_forms
from pipeline.config.topic.kinds import TermKind
from pipeline.config.topic.lexicon import Match
from pipeline.config.topic.loading import load_topic
from pipeline.config.topic.terms import Term
from pipeline.config.topic.topic import Topic

__all__ = ["Match", "NameForm", "Term", "TermKind", "Topic", "list_name_forms", "load_topic"]
