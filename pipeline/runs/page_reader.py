"""What `azvn extract` does with a saved page: read an article out of it, without Elasticsearch or network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.config.errors import suggest_name
from pipeline.config.settings import get_settings
from pipeline.config.sources import Catalogue, Source, load_sources
from pipeline.config.topic import Topic, load_topic
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.model.words import UNLISTED
from pipeline.read import read_page
from pipeline.runs.read_files import read_bytes, read_moment
from pipeline.runs.refusal import Refusal
from pipeline.spool.reading import build_page
from pipeline.store.articles.content import build_content
from pipeline.text.addresses import explain_refusal


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

    def answer_request(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Read one page: `url`; `path`, `html` or `body`, in bytes; `source`, `seen_at`."""
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


def _make_page(asked: Mapping[str, Any], url: str, source: Source | None) -> Page:
    html, limit = asked.get("html"), get_settings().max_bytes
    content_type = "" if html is None else "text/html; charset=utf-8"
    if html is not None:
        body = str(html).encode("utf-8", "replace")
    elif "body" in asked:
        body = bytes(asked["body"])
    else:
        body = read_bytes(str(asked.get("path") or ""), limit)
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
    # As of an answer in the crawl: larger ones are not read.
    return build_page(fetch, body, "identity", "", limit)
