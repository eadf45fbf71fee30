"""Judge: an article in; a verdict with grade, reasons and tags out."""

from __future__ import annotations

from pipeline.read.judge.grading import judge_article
from pipeline.read.judge.reasons import Reason
from pipeline.read.judge.sentences import MOST_SENTENCES, count_sentences

__all__ = ["MOST_SENTENCES", "Reason", "count_sentences", "judge_article"]
