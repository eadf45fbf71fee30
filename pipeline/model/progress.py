"""What is said while a step runs: its name, numbers that tell how far it has come, and both in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

StepProgress = Callable[[str, Mapping[str, Any]], None]

SENTENCES = {
    "plan": "plan: {feeds} feeds are due, {pages} pages wait",
    "crawl": "crawl: feeds {feeds} of {of_feeds}, pages {pages}, {waiting} to go",
    "process": "process: {read} pages read, {kept} on the topic",
    "check": "check: {feeds} of {of_feeds} feeds asked",
    "look": "look: the page of the outlet, and its robots.txt",
    "suggest": "suggest: {feeds} of {of_feeds} feeds and sitemaps asked",
}
"""What a step tells, with its numbers."""


def stay_silent(_step: str, _numbers: Mapping[str, Any]) -> None:
    """Say nothing."""


def describe_step(step: str, numbers: Mapping[str, Any]) -> str:
    """Say in words what a step is doing; a number that it does not tell is none."""
    if step == "process" and "files" in numbers:
        files = numbers["files"]
        return f"process: {files} spool file{'' if files == 1 else 's'}"
    return SENTENCES.get(step, step).format_map(defaultdict(int, numbers))
