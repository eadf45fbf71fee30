"""The way of one page: a fault of ours in it is an outcome of that page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.config import topic
from pipeline.config.settings import ROOT
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome, Stage
from pipeline.read.page import read_page

SEEN = datetime(2026, 11, 25, tzinfo=UTC)


def test_a_page_that_we_cannot_read_for_a_fault_of_ours_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault of our own")

    monkeypatch.setattr("pipeline.read.page.extract_article", broken)
    url = "http://reed.example/a"
    fetch = PageFetch(
        candidate=Candidate(url=url, source="reed"),
        cycle="c",
        outcome=Outcome.FETCHED,
        url=url,
        status=200,
        fetched_at=SEEN,
        seen_at=SEEN,
    )
    reading = read_page(
        Page(fetch, b"<p>Azerbaijan and Vietnam</p>"), topic.load_topic(ROOT / "config" / "topic.yml"), None
    )
    assert (reading.outcomes[Stage.EXTRACT], reading.detail) == (
        Outcome.UNREADABLE,
        "our fault: RuntimeError",
    )
    assert "a fault of our own" in caplog.text
