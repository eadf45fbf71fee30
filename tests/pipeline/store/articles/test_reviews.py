"""What people say of articles is kept and counted."""

from __future__ import annotations

from typing import Any

from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.reviews import count_monthly_reviews, mark_article
from pipeline.store.client import Store


def test_marking_what_is_not_there_says_so(store: Store, make: Any) -> None:
    assert not mark_article(store, make.url(), "right", "me")


def test_marks_are_counted_by_the_month_in_which_articles_were_first_seen(store: Store, make: Any) -> None:
    months = {month: make.now.replace(year=2031, month=month) for month in (1, 2)}
    writes = [make.write(first_seen_at=months[month]) for month in (1, 2, 2, 2)]
    write_articles(store, writes)
    store.refresh("articles")
    for write, verdict in zip(writes, ("wrong", "right", "right", "wrong"), strict=True):
        assert mark_article(store, write.article.url, verdict, "me")
    newest, before = count_monthly_reviews(store, most=2)
    assert (newest.month, newest.right, newest.wrong) == ("2031-02", 2, 1)
    assert (before.month, before.right, before.wrong, before.precision) == ("2031-01", 0, 1, 0.0)
