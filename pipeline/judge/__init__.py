"""Grading: an article comes in, a verdict with grade, reasons and tags goes out; before that, a cheap look at raw HTML."""

from __future__ import annotations

from pipeline.judge.grading import judge
from pipeline.judge.prescreen import prescan
from pipeline.judge.reasons import Reason

__all__ = ["Reason", "judge", "prescan"]
