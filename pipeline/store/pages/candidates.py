"""What feeds list: new addresses wait to be fetched, known ones remember who listed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.model.items import Candidate
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Document
from pipeline.store.pages.page_fields import build_fresh_page, build_listing_change
from pipeline.store.refused import send_operations


def add_candidates(
    store: Store, candidates: Sequence[Candidate], *, first_seen_at: datetime, cycle: str
) -> int:
    """Note addresses that were not seen before, waiting; give how many were new.

    Known ones are left as they are, save for an article that its feed says was edited: it is read again.
    """
    unique = {candidate.id: candidate for candidate in candidates}
    pages = store.get_documents("pages", list(unique))
    operations = []
    for id_, candidate in unique.items():
        if id_ not in pages:
            fields = build_fresh_page(candidate, first_seen_at, cycle)
            operations.append(Operation("create", "pages", id_, fields))
    send_operations(store, operations)
    _update_listed_pages(store, unique, pages)
    return len(operations)


def note_sightings(store: Store, candidates: Sequence[Candidate]) -> None:
    """Note that known addresses were listed by another feed, in their pages and in their articles."""
    unique = {candidate.id: candidate for candidate in candidates}
    pages = store.get_documents("pages", list(unique))
    _update_listed_pages(store, unique, pages)
    _update_listed_articles(store, unique, pages)


def _update_listed_pages(
    store: Store, candidates: Mapping[str, Candidate], pages: Mapping[str, Document]
) -> None:
    operations = []
    for id_, page in pages.items():
        change = build_listing_change(page["_source"], candidates[id_])
        if change:
            operations.append(Operation("update", "pages", id_, change))
    send_operations(store, operations)


def _update_listed_articles(
    store: Store, candidates: Mapping[str, Candidate], pages: Mapping[str, Document]
) -> None:
    feeds: dict[str, set[str]] = {}
    for id_, page in pages.items():
        article = page["_source"].get("article")
        if article:
            feeds.setdefault(article, set()).update(candidates[id_].found_in)
    operations = []
    for id_, document in store.get_documents("articles", list(feeds)).items():
        before = document["_source"].get("found_in") or []
        if not feeds[id_] <= set(before):
            found_in = sorted({*before, *feeds[id_]})
            operations.append(Operation("update", "articles", id_, {"found_in": found_in}))
    send_operations(store, operations)
