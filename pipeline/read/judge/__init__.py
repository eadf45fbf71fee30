"""Judge: an article in; a verdict with grade, reasons and tags out."""

from __future__ import annotations

from pipeline.read.judge.grading import judge_article
from pipeline.read.judge.reasons import Reason

__all__ = ["Reason", "judge_article"]
