"""Removal on request: an article, its revisions, and what the ledger quotes of it; its addresses stay, marked
as forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pipeline.model.times import format_stamp
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.lookup import find_article_id, load_article
from pipeline.store.stories import promote_lead
from pipeline.text.urls import get_registrable_domain, make_url_id


def forget_article(store: Store, url: str) -> bool:
    """Remove the article met under an address; False when there is none. Nothing fetches or indexes it
    again.
    """
    id_ = find_article_id(store, url)
    document = load_article(store, id_) if id_ else None
    if id_ is None or document is None:
        return False
    store.refresh("revisions", "pages")
    # The ledger first: what is on its way must not bring the article back.
    store.send_bulk(_list_page_updates(store, id_, {url, *document["urls"]}))
    revisions = [
        hit["_id"] for hit in store.stream_documents("revisions", {"term": {"article": id_}}, fields=False)
    ]
    store.send_bulk(_build_deletions("revisions", revisions))
    store.send_bulk(_build_deletions("refused", [f"articles-{id_}"]))
    store.send_bulk(_build_deletions("articles", [id_]))
    store.refresh("articles", "revisions", "pages", "refused")
    story = (document.get("story") or {}).get("id")
    if story:
        promote_lead(store, story)
    return True


def _list_page_updates(store: Store, id_: str, urls: Iterable[str]) -> list[Operation]:
    known = {hit["_id"] for hit in store.stream_documents("pages", {"term": {"article": id_}}, fields=False)}
    by_id = {make_url_id(url): url for url in urls}
    return [_build_page_update(page, by_id.get(page)) for page in sorted(known | by_id.keys())]


def _build_page_update(id_: str, url: str | None) -> Operation:
    gone: dict[str, Any] = {"state": "dropped", "forgotten": True, "relevant": False, "detail": ""}
    gone |= dict.fromkeys(("candidate", "article", "recheck_at", "next_try_at"))
    body: Mapping[str, Any] = {"doc": gone}
    if url:
        found = {
            "url": url,
            "domain": get_registrable_domain(url),
            "attempts": 0,
            "first_seen_at": format_stamp(datetime.now(UTC)),
        }
        body = {
            "doc": gone,
            "upsert": {**found, **{name: value for name, value in gone.items() if value is not None}},
        }
    return {"kind": "pages", "id": id_, "action": "update", "body": body}


def _build_deletions(kind: str, ids: Iterable[str]) -> list[Operation]:
    return [{"kind": kind, "id": id_, "action": "delete"} for id_ in ids]
