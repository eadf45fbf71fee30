"""What the commands do with saved files, under the limits of a crawled page and in a process of its own.

The file is a stranger's like any page: one that outlasts the limits ends with their word and number.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.config.settings import get_settings
from pipeline.model.faults import KnownFault
from pipeline.model.outcomes import Outcome, Stage
from pipeline.programs.bounded import BoundedFunction, CallFailed, Overrun
from pipeline.runs.feed_lines import FeedLines
from pipeline.runs.refusal import Refusal

READING = "pipeline.runs.file_task:answer_request"
DISCOVERING = "pipeline.runs.feed_task:discover_named"


class BoundedFiles:
    """Answers `azvn extract` and `azvn discover`, one file after the other, without Elasticsearch.

    `everything` reads pages whatever the topic; None where only feeds are read.
    """

    def __init__(self, everything: bool | None = None) -> None:
        settings = get_settings()
        self._task = BoundedFunction(
            DISCOVERING if everything is None else READING,
            () if everything is None else (everything,),
            seconds=settings.page_seconds,
            megabytes=settings.page_megabytes,
            by_fork=True,
        )
        self._limit = settings.max_bytes

    def read_page(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Read one page: `url`, `path` or `html`, `source`, `seen_at`; raise the fault of what is asked."""
        try:
            answer: dict[str, Any] = _raise_fault(self._task.call(self._take_input(asked)))
        except Overrun as overrun:
            return _end_page(asked.get("url"), overrun.outcome, overrun.detail)
        except CallFailed as fault:
            return _end_page(asked.get("url"), Outcome.UNREADABLE, f"our fault: {fault}")
        return answer

    def read_lines(self, stream: Iterator[str]) -> Iterator[dict[str, Any]]:
        """Answer each line, in order; a line that cannot be read is answered with the reason."""
        for line in stream:
            if line.strip():
                yield self._answer_line(line)

    def discover(self, path: str, url: str, source: str | None) -> FeedLines:
        """Give what a saved feed, sitemap or section page lists."""
        try:
            asked = self._take_input({"path": path, "url": url, "source": source})
            found: FeedLines = _raise_fault(self._task.call({"body": None, **asked}))
        except Overrun as overrun:
            return FeedLines(overrun.outcome, detail=overrun.detail)
        except CallFailed as fault:
            return FeedLines(Outcome.MALFORMED, detail=f"our fault: {fault}")
        return found

    def _answer_line(self, line: str) -> dict[str, Any]:
        try:
            asked = json.loads(line)
        except ValueError as error:
            return _refuse_request(None, f"line is not JSON: {error}")
        except RecursionError:
            return _refuse_request(None, "line is not JSON: nested too deeply")
        if not isinstance(asked, dict):
            return _refuse_request(None, "line is no JSON object")
        try:
            return self.read_page(asked)
        except Refusal as refused:
            return _refuse_request(asked.get("url"), str(refused))

    def _take_input(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give what is asked with the bytes of standard input, which no other process can read."""
        if asked.get("path") != "-" or asked.get("html") is not None:
            return asked
        return {**asked, "body": sys.stdin.buffer.read(self._limit + 1)}


def _raise_fault(value: Any) -> Any:
    if isinstance(value, KnownFault):
        raise value
    return value


def _end_page(url: object, outcome: Outcome, detail: str) -> dict[str, Any]:
    ended = {"url": url, "outcome": str(outcome), "stages": {str(Stage.EXTRACT): str(outcome)}}
    return {**ended, "detail": detail, "article": None, "verdict": None}


def _refuse_request(url: object, why: str) -> dict[str, Any]:
    return {"url": url, "outcome": "bad_input", "detail": why, "article": None, "verdict": None}
