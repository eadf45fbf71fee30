"""The feed's own words stand for a page that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline.config.sources import Source
from pipeline.model.fetches import PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.read.extract import make_feed_article

SEEN = datetime(2026, 11, 12, 9, tzinfo=UTC)


def fetch(**listed: Any) -> PageFetch:
    """A fetch that ended at a wall."""
    given = {
        "title": "Harbour board lengthens the quay",
        "summary": "The board agreed on Thursday. Two cranes follow in March.",
    }
    candidate = Candidate(
        url="http://morning-post.example/news/1", source="morning-post", found_in=("f1",), **(given | listed)
    )
    return PageFetch(
        candidate=candidate, cycle="c1", outcome=Outcome.BLOCKED, status=403, fetched_at=SEEN, seen_at=SEEN
    )


def test_title_and_summary_make_a_partial_article(outlet: Source) -> None:
    article = make_feed_article(fetch(published_at=datetime(2026, 11, 11, 20, tzinfo=UTC)), outlet)
    assert article is not None
    assert (article.title, article.text_from, article.partial) == (
        "Harbour board lengthens the quay",
        "feed",
        True,
    )
    assert article.text.startswith("The board agreed")
    assert (article.published.rung, article.published.on) == ("feed", "2026-11-12")


def test_a_sitemap_and_no_date_are_told_apart(outlet: Source) -> None:
    dated = make_feed_article(fetch(published_at=SEEN, from_sitemap=True), outlet)
    undated = make_feed_article(fetch(), outlet)
    future = make_feed_article(fetch(published_at=datetime(2026, 11, 13, 20, tzinfo=UTC)), outlet)
    assert [a.published.rung for a in (dated, undated, future) if a] == [
        "sitemap",
        "first-seen",
        "first-seen",
    ]


def test_words_that_say_nothing_make_no_article(outlet: Source) -> None:
    assert make_feed_article(fetch(title="", summary="x" * 100), outlet) is None
    assert make_feed_article(fetch(title="News", summary=""), outlet) is None


def test_a_title_alone_is_the_text(outlet: Source) -> None:
    article = make_feed_article(fetch(summary=""), outlet)
    assert article is not None
    assert article.text == article.title


def test_the_whole_text_of_the_feed_stands_for_a_page(outlet: Source) -> None:
    text = "The harbour board agreed on Thursday to lengthen the eastern quay by ninety metres.\n" * 4
    whole = make_feed_article(fetch(text=text), outlet)
    cut = make_feed_article(fetch(text=f"{text.strip()}…"), outlet)
    assert whole is not None
    assert cut is not None
    assert (whole.text, whole.partial, whole.text_by) == (text.strip(), False, "feed/unread")
    assert whole.summary == "The board agreed on Thursday. Two cranes follow in March."
    assert cut.partial
