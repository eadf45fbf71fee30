"""Grading: an article comes in, a verdict with grade, reasons and tags goes out; before that, a cheap look at
raw HTML.
"""

from __future__ import annotations

from pipeline.read.judge.grading import judge
from pipeline.read.judge.reasons import Reason
from pipeline.read.prescan import prescan

__all__ = ["Reason", "judge", "prescan"]
