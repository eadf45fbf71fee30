"""Removal on request: an article, its revisions, and what the ledger quotes of it; its addresses stay, marked
as forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.model.times import now, stamp
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.lookup import find_url, get
from pipeline.store.stories import promote
from pipeline.text.urls import registrable_domain, url_id


def forget(store: Store, url: str) -> bool:
    """Remove the article met under an address; False when there is none. Nothing fetches or indexes it
    again.
    """
    id_ = find_url(store, url)
    document = get(store, id_) if id_ else None
    if id_ is None or document is None:
        return False
    store.refresh("revisions", "pages")
    # The ledger first: what is on its way must not bring the article back.
    store.bulk(_pages(store, id_, {url, *document["urls"]}))
    revisions = [hit["_id"] for hit in store.every("revisions", {"term": {"article": id_}}, fields=False)]
    store.bulk(_delete("revisions", revisions))
    store.bulk(_delete("refused", [f"articles-{id_}"]))
    store.bulk(_delete("articles", [id_]))
    store.refresh("articles", "revisions", "pages", "refused")
    story = (document.get("story") or {}).get("id")
    if story:
        promote(store, story)
    return True


def _pages(store: Store, id_: str, urls: Iterable[str]) -> list[Operation]:
    known = {hit["_id"] for hit in store.every("pages", {"term": {"article": id_}}, fields=False)}
    by_id = {url_id(url): url for url in urls}
    return [_page(page, by_id.get(page)) for page in sorted(known | by_id.keys())]


def _page(id_: str, url: str | None) -> Operation:
    gone: dict[str, Any] = {"state": "dropped", "forgotten": True, "relevant": False, "detail": ""}
    gone |= dict.fromkeys(("candidate", "article", "recheck_at", "next_try_at"))
    body: Mapping[str, Any] = {"doc": gone}
    if url:
        found = {"url": url, "domain": registrable_domain(url), "attempts": 0, "first_seen_at": stamp(now())}
        body = {
            "doc": gone,
            "upsert": {**found, **{name: value for name, value in gone.items() if value is not None}},
        }
    return {"kind": "pages", "id": id_, "action": "update", "body": body}


def _delete(kind: str, ids: Iterable[str]) -> list[Operation]:
    return [{"kind": kind, "id": id_, "action": "delete"} for id_ in ids]
