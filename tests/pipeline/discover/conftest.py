"""One invented outlet in Hanoi, and what is found in a document at its feed's address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.config.sources import Feed, Source
from pipeline.discover import Discovery, discover_candidates
from pipeline.discover.window import Window
from pipeline.model.jobs import FeedTask

URL = "https://a.example/rss"
LOCAL = "https://a.example/local-time"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def found(now: datetime) -> Callable[..., Discovery]:
    feeds = (Feed(url=URL, kind="rss"), Feed(url=LOCAL, kind="rss", timezone="Asia/Baku"))
    source = Source(
        id="a",
        name="A",
        country="VN",
        languages=("vi",),
        timezone="Asia/Ho_Chi_Minh",
        site="https://a.example/",
        feeds=feeds,
    )

    def read(
        body: bytes | str, kind: str = "rss", url: str = URL, window: Window | None = None, **feed: object
    ) -> Discovery:
        data = body.encode() if isinstance(body, str) else body
        task = FeedTask.model_validate({"source": "a", "url": url, "kind": kind, **feed})
        return discover_candidates(data, url=url, source=source, feed=task, now=now, window=window)

    return read
