"""What the commands do with saved files: read an article out of a page, list what a feed announces; no
Elasticsearch, no network.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.config import settings as settings_
from pipeline.config import sources, topic
from pipeline.config.sources import Catalogue, Source
from pipeline.config.topic import Topic
from pipeline.discover import Discovery
from pipeline.discover import discover_candidates as discover_
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
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Refusal(f"{value!r} is not an ISO 8601 time such as 2026-11-25T09:00:00Z.") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def read_bytes(path: str) -> bytes:
    """Read a saved file, or standard input for `-`; raise Refusal when it cannot be read."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}.") from None


def discover_file(path: str, url: str, source_id: str | None) -> Discovery:
    """Give what a saved feed, sitemap or section page lists."""
    body = read_bytes(path)
    outlets = sources.load_sources(settings_.get_settings().config / "sources.yml")
    source = outlets.select_sources([source_id]).by_id[source_id] if source_id else outlets.find_source(url)
    return discover_(body, url=url, source=source, feed=_make_feed_task(source, url), now=datetime.now(UTC))


def _make_feed_task(source: Source | None, url: str) -> FeedTask | None:
    feed = next((f for f in source.polled if f.url == url), None) if source else None
    if source is None or feed is None:
        return None
    return FeedTask(source=source.id, url=url, kind=feed.kind, link=feed.link, languages=feed.languages)


@dataclass(frozen=True)
class PageReader:
    """Answers `azvn extract`: one saved page after the other, without Elasticsearch."""

    outlets: Catalogue
    topic: Topic
    everything: bool

    @classmethod
    def load(cls, everything: bool) -> PageReader:
        """Make one with the configuration of the settings."""
        folder = settings_.get_settings().config
        return cls(
            sources.load_sources(folder / "sources.yml"), topic.load_topic(folder / "topic.yml"), everything
        )

    def answer_lines(self, stream: Iterator[str]) -> Iterator[dict[str, Any]]:
        """Answer each line, in order; a line that cannot be read is answered with the reason."""
        for line in stream:
            if not line.strip():
                continue
            try:
                asked = json.loads(line)
                answer = (
                    self.answer_request(asked)
                    if isinstance(asked, dict)
                    else _refuse_line("is no JSON object")
                )
            except ValueError as error:
                answer = _refuse_line(f"is not JSON: {error}")
            except Refusal as refused:
                answer = {
                    "url": asked.get("url"),
                    "outcome": "bad_input",
                    "detail": str(refused),
                    "article": None,
                    "verdict": None,
                }
            yield answer

    def answer_request(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Read one page: `url`, `path` or `html`, `source`, `seen_at`."""
        url = str(asked.get("url") or "")
        reason = explain_refusal(url)
        if reason:
            raise Refusal(f"{url or 'url'}: not an address of an article ({reason}).")
        source = self._find_source(asked.get("source"), url)
        page = _make_page(asked, url, source)
        reading = read_page(page, self.topic, source, everything=self.everything)
        outcome = reading.last_outcome
        return {
            "url": url,
            "outcome": str(outcome),
            "stages": {str(s): str(o) for s, o in reading.outcomes.items()},
            "detail": reading.detail,
            "article": build_content(reading.article, source) if reading.article else None,
            "verdict": {**reading.verdict.model_dump(), "label": reading.verdict.label}
            if reading.verdict
            else None,
        }

    def _find_source(self, wanted: object, url: str) -> Source | None:
        if not wanted:
            return self.outlets.find_source(url)
        if str(wanted) not in self.outlets.by_id:
            raise Refusal(f"source: no source with the id {wanted!r}.")
        return self.outlets.by_id[str(wanted)]


def _refuse_line(why: str) -> dict[str, Any]:
    return {"url": None, "outcome": "bad_input", "detail": f"line {why}", "article": None, "verdict": None}


def _make_page(asked: Mapping[str, Any], url: str, source: Source | None) -> Page:
    html = asked.get("html")
    body = (
        str(html).encode("utf-8", "replace") if html is not None else read_bytes(str(asked.get("path") or ""))
    )
    seen = read_moment(asked.get("seen_at"))
    candidate = Candidate(url=url, source=source.id if source else UNLISTED)
    content_type = "text/html; charset=utf-8" if html is not None else ""
    fetch = PageFetch(
        candidate=candidate,
        cycle="",
        outcome=Outcome.FETCHED,
        url=url,
        content_type=content_type,
        fetched_at=seen,
        seen_at=seen,
    )
    return Page(fetch, body)
