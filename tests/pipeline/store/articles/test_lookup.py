"""One article is found by whatever leads to it."""

from __future__ import annotations

from typing import Any

from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.lookup import find_article_id
from pipeline.store.client import Store


def test_articles_are_found_by_any_address_under_which_they_were_met(store: Store, make: Any) -> None:
    url, met = make.url(), make.url()
    write = make.write(url=url, urls=(url, met))
    write_articles(store, [write])
    assert find_article_id(store, met) == write.article.id
    assert find_article_id(store, make.url()) is None
