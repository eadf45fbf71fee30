"""Corrections: articles that were mailed and whose facts have changed, for those who asked to hear of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.alert.find.rules.news import ChangedArticle
from pipeline.alert.find.rules.revisions import (
    ArticleFields,
    compare_articles,
    make_correction,
    pick_listening,
)
from pipeline.config.watches import Watch
from pipeline.model.mails import Hit
from pipeline.store import hits, revisions
from pipeline.store.client import Store


def find_corrections(
    store: Store, watches: Sequence[Watch], articles: Mapping[str, ChangedArticle], now: datetime
) -> list[Hit]:
    """Give a hit of kind `updated` for each person who was mailed an article before its facts changed."""
    listening = {watch.id: watch for watch in watches if watch.updates}
    revised = [article.id for article in articles.values() if article.revision > 1]
    if not listening or not revised:
        return []
    mailed = {}
    for hit in hits.find_mailed_hits(store, revised):
        own = pick_listening(hit, listening)
        if own and hit.revision < articles[hit.article].revision:
            mailed[hit.id] = (hit, own)
    before, after = load_versions(store, [hit for hit, _ in mailed.values()])
    corrections = []
    for id_, old in before.items():
        hit, own = mailed[id_]
        if hit.article in after and compare_articles(old, after[hit.article]):
            corrections.append(make_correction(hit, own, now))
    return corrections


def load_versions(
    store: Store, mailed: Sequence[Hit]
) -> tuple[dict[str, ArticleFields], dict[str, ArticleFields]]:
    """Give what was mailed, by hit, and what stands there now, by article; what is gone is left out."""
    versions = {hit.id: (hit.article, hit.revision) for hit in mailed}
    earlier = revisions.load_revisions(store, sorted(set(versions.values())))
    before = {id_: earlier[version] for id_, version in versions.items() if version in earlier}
    documents = store.get_documents("articles", sorted({hit.article for hit in mailed}))
    return before, {id_: doc["_source"] for id_, doc in documents.items()}
