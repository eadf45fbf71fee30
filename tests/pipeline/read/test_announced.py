"""A page in place of the article that a feed announced."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.config.settings import ROOT
from pipeline.config.topic import load_topic
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate, Rejected
from pipeline.model.outcomes import Outcome
from pipeline.read.announced import holds_headline
from pipeline.read.prescan import prescan_page

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TITLE = "Đàn vịt trời về đầm sen sớm hơn mọi năm"
NOTICE = (
    "<html><title>Bảo trì</title><body><h1>Hệ thống đang bảo trì, xin quay lại sau ít phút</h1></body></html>"
)


@pytest.mark.parametrize(
    ("body", "title", "holds"),
    [
        (f"<title>{TITLE} - Tin</title>", TITLE, True),
        (f"<h1>ĐÀN VỊT TRỜI</h1><meta content='{TITLE}'>", TITLE, True),
        ("<p>Năm nay vịt trời về đầm sớm", TITLE, True),
        (NOTICE, TITLE, False),
        ("", TITLE, False),
        (NOTICE, "Tin vắn hôm nay", True),
        (NOTICE, "“Sen”, «vịt»: gió! mưa? nắng. trăng;", True),
        ("<title>Камыш зеленеет раньше обычного</title>", "Камыш зеленеет раньше обычного в дельте", True),
        (NOTICE, "Qamışlıqlar bu il həmişəkindən tez yaşıllaşıb", False),
    ],
)
def test_three_words_of_the_headline_tell(body: str, title: str, holds: bool) -> None:
    assert holds_headline(body.encode(), title) is holds


@pytest.mark.parametrize(
    ("body", "title", "outcome"),
    [
        (NOTICE, TITLE, Outcome.NOT_ARTICLE),
        (f"<html><title>{TITLE}</title><body><p>{TITLE}.</p></body></html>", TITLE, Outcome.OFF_TOPIC),
        (NOTICE, "", Outcome.OFF_TOPIC),
    ],
)
def test_a_notice_in_place_of_an_article_is_not_off_the_topic(
    body: str, title: str, outcome: Outcome
) -> None:
    fetch = PageFetch(
        candidate=Candidate(url="https://reed.example/1", source="reed", title=title),
        cycle="c",
        outcome=Outcome.FETCHED,
        fetched_at=NOW,
        seen_at=NOW,
    )
    rejected = prescan_page(Page(fetch, body.encode()), load_topic(ROOT / "config" / "topic.yml"))
    assert isinstance(rejected, Rejected)
    assert rejected.outcome is outcome
