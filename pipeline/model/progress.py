"""What is said while a step runs: its name, numbers that tell how far it has come, and both in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

StepProgress = Callable[[str, Mapping[str, Any]], None]

FORMS = {
    "feeds": ("{} feed is due", "{} feeds are due"),
    "pages": ("{} page waits", "{} pages wait"),
    "read": ("{} page read", "{} pages read"),
    "files": ("{} spool file", "{} spool files"),
}
"""How a number of things is said: of one, and of none or more."""
SENTENCES = {
    "plan": "plan: {due}, {wait}",
    "crawl": "crawl: feeds {feeds} of {of_feeds}, pages {pages}, {waiting} to go",
    "process": "process: {pages_read}, {kept} on the topic",
    "check": "check: feeds {feeds} of {of_feeds}",
    "look": "look: the page of the outlet, and its robots.txt",
    "suggest": "suggest: feeds and sitemaps {feeds} of {of_feeds}",
}
"""What a step tells, with its numbers."""


def stay_silent(_step: str, _numbers: Mapping[str, Any]) -> None:
    """Say nothing."""


def describe_step(step: str, numbers: Mapping[str, Any]) -> str:
    """Say in words what a step is doing; a number that it does not tell is none."""
    if step == "process" and "files" in numbers:
        return f"process: {_say_number('files', numbers)}"
    said = {
        "due": _say_number("feeds", numbers),
        "wait": _say_number("pages", numbers),
        "pages_read": _say_number("read", numbers),
    }
    return SENTENCES.get(step, step).format_map(defaultdict(int, {**numbers, **said}))


def _say_number(name: str, numbers: Mapping[str, Any]) -> str:
    number = int(numbers.get(name, 0))
    return FORMS[name][number != 1].format(number)
