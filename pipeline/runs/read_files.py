"""What the commands do with saved files: read an article out of a page, list what a feed announces.

Without Elasticsearch and without network.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.config.errors import suggest_name
from pipeline.config.settings import get_settings
from pipeline.config.sources import Catalogue, Source, load_sources
from pipeline.config.topic import Topic, load_topic
from pipeline.discover import Discovery, discover_candidates
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.model.words import UNLISTED
from pipeline.read import read_page
from pipeline.runs.refusal import Refusal
from pipeline.store.articles.content import build_content
from pipeline.text.addresses import explain_refusal


def read_moment(value: str | None) -> datetime:
    """Read an ISO 8601 time; None is now; raise Refusal for anything else."""
    if value is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(str(value))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Refusal(f"{value!r} is not an ISO 8601 time such as 2026-11-25T09:00:00Z.") from None


def read_bytes(path: str) -> bytes:
    """Read a saved file, or standard input for `-`; raise Refusal when it cannot be read."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}.") from None


def discover_file(path: str, url: str, source_id: str | None) -> Discovery:
    """Give what a saved feed, sitemap or section page lists."""
    body = read_bytes(path)
    outlets = load_sources(get_settings().config / "sources.yml")
    source = outlets.select_sources([source_id]).by_id[source_id] if source_id else outlets.find_source(url)
    task = _make_feed_task(source, url)
    return discover_candidates(body, url=url, source=source, feed=task, now=datetime.now(UTC))


def _make_feed_task(source: Source | None, url: str) -> FeedTask | None:
    for feed in source.polled if source else ():
        if source and feed.url == url:
            return FeedTask(
                source=source.id, url=url, kind=feed.kind, link=feed.link, languages=feed.languages
            )
    return None


@dataclass(frozen=True)
class PageReader:
    """Answers `azvn extract`: one saved page after the other, without Elasticsearch."""

    outlets: Catalogue
    topic: Topic
    everything: bool

    @classmethod
    def load(cls, everything: bool) -> PageReader:
        """Make one with the configuration of the settings."""
        folder = get_settings().config
        outlets, topic = load_sources(folder / "sources.yml"), load_topic(folder / "topic.yml")
        return cls(outlets, topic, everything)

    def answer_lines(self, stream: Iterator[str]) -> Iterator[dict[str, Any]]:
        """Answer each line, in order; a line that cannot be read is answered with the reason."""
        for line in stream:
            if line.strip():
                yield self._answer_line(line)

    def _answer_line(self, line: str) -> dict[str, Any]:
        try:
            asked = json.loads(line)
        except ValueError as error:
            return _refuse_request(None, f"line is not JSON: {error}")
        if not isinstance(asked, dict):
            return _refuse_request(None, "line is no JSON object")
        try:
            return self.answer_request(asked)
        except Refusal as refused:
            return _refuse_request(asked.get("url"), str(refused))

    def answer_request(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Read one page: `url`, `path` or `html`, `source`, `seen_at`."""
        url = str(asked.get("url") or "")
        reason = explain_refusal(url)
        if reason:
            raise Refusal(f"{url or 'url'}: not an address of an article ({reason}).")
        source = self._find_source(asked.get("source"), url)
        page = _make_page(asked, url, source)
        reading = read_page(page, self.topic, source, everything=self.everything)
        verdict = reading.verdict
        return {
            "url": url,
            "outcome": str(reading.last_outcome),
            "stages": {str(stage): str(outcome) for stage, outcome in reading.outcomes.items()},
            "detail": reading.detail,
            "article": build_content(reading.article, source) if reading.article else None,
            "verdict": {**verdict.model_dump(), "label": verdict.label} if verdict else None,
        }

    def _find_source(self, wanted: object, url: str) -> Source | None:
        if not wanted:
            return self.outlets.find_source(url)
        if str(wanted) not in self.outlets.by_id:
            meant = suggest_name(wanted, self.outlets.by_id) or "."
            raise Refusal(f"source: no source with the id {wanted!r}{meant}")
        return self.outlets.by_id[str(wanted)]


def _refuse_request(url: object, why: str) -> dict[str, Any]:
    return {"url": url, "outcome": "bad_input", "detail": why, "article": None, "verdict": None}


def _make_page(asked: Mapping[str, Any], url: str, source: Source | None) -> Page:
    html = asked.get("html")
    if html is None:
        body, content_type = read_bytes(str(asked.get("path") or "")), ""
    else:
        body, content_type = str(html).encode("utf-8", "replace"), "text/html; charset=utf-8"
    seen = read_moment(asked.get("seen_at"))
    fetch = PageFetch(
        candidate=Candidate(url=url, source=source.id if source else UNLISTED),
        cycle="",
        outcome=Outcome.FETCHED,
        url=url,
        content_type=content_type,
        fetched_at=seen,
        seen_at=seen,
    )
    return Page(fetch, body)
