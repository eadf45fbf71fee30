"""Grading: an article comes in, a verdict with grade, reasons and tags goes out; before that, a cheap look at
raw HTML.
"""

from __future__ import annotations

from pipeline.read.judge.grading import judge_article
from pipeline.read.judge.reasons import Reason
from pipeline.read.prescan import passes_prescan

__all__ = ["Reason", "judge_article", "passes_prescan"]
