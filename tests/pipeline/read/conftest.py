"""What the tests of the judge share: the real topic and a way to make an article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.config.topic import Topic, load_topic
from pipeline.model.items import Article, Moment

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def topic() -> Topic:
    return load_topic(ROOT / "config" / "topic.yml")


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    def make(title: str, text: str, **fields: object) -> Article:
        given = {
            "url": "https://outlet.example/news/1",
            "source": "outlet",
            "title": title,
            "text": text,
            "published": Moment(at=NOW, on="2026-11-24"),
            "first_seen_at": NOW,
            "fetched_at": NOW,
        }
        return Article.model_validate(given | fields)

    return make
