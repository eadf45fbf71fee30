"""Finding one article: by its id, or by any address under which it was met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.store.client import Store
from pipeline.text.urls import make_url_id


def load_article(store: Store, id_: str) -> Mapping[str, Any] | None:
    """Give an article's fields, or None."""
    found = store.get_document("articles", id_)
    return found["_source"] if found else None


def find_article_id(store: Store, url: str) -> str | None:
    """Give the id of the article met under an address, or None."""
    id_ = make_url_id(url)
    if store.get_document("articles", id_):
        return id_
    page = store.get_document("pages", id_)
    if page and page["_source"].get("article"):
        return str(page["_source"]["article"])
    store.refresh("articles")
    ids = store.find_ids("articles", {"term": {"urls": url}})
    return ids[0] if ids else None
