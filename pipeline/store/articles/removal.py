"""Removal on request: an article, its earlier versions, and what pages quote of it.

Its addresses stay, marked as forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from pipeline.model.times import format_stamp
from pipeline.store.articles.lookup import find_article_id, load_article
from pipeline.store.articles.stories import ChooseLead, settle_stories
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Fields
from pipeline.store.refused import make_refusal_id
from pipeline.store.revisions import find_revision_ids
from pipeline.text.urls import get_registrable_domain, make_url_id


def forget_article(store: Store, url: str, choose_lead: ChooseLead) -> bool:
    """Remove the article met under an address; False when there is none.

    Nothing fetches or indexes it again; another member leads its story.
    """
    id_ = find_article_id(store, url)
    document = load_article(store, id_) if id_ else None
    if id_ is None or document is None:
        return False
    # The pages first: what is on its way must not bring the article back.
    store.send_bulk(_list_page_updates(store, id_, {url, *document["urls"]}))
    store.delete_documents("revisions", find_revision_ids(store, id_))
    store.delete_documents("refused", [make_refusal_id("articles", id_)])
    store.delete_documents("articles", [id_])
    # Whoever asked for it finds nothing from now on.
    store.refresh("articles", "revisions", "pages", "refused")
    story = (document.get("story") or {}).get("id")
    if story:
        settle_stories(store, [story], choose_lead)
    return True


def _list_page_updates(store: Store, article: str, urls: Iterable[str]) -> list[Operation]:
    store.refresh("pages")
    addresses = {make_url_id(url): url for url in urls}
    pages = addresses.keys() | set(store.find_ids("pages", {"term": {"article": article}}))
    return [_build_page_update(page, addresses.get(page)) for page in sorted(pages)]


def _build_page_update(id_: str, url: str | None) -> Operation:
    """Take from a page all that it quotes; a page of an address that was never asked is made."""
    forgotten: Fields = {"state": "dropped", "forgotten": True, "relevant": False, "detail": ""}
    gone = dict.fromkeys(("candidate", "article", "recheck_at", "next_try_at"))
    if url is None:
        return Operation("update", "pages", id_, forgotten | gone)
    address = {
        "url": url,
        "domain": get_registrable_domain(url),
        "attempts": 0,
        "first_seen_at": format_stamp(datetime.now(UTC)),
    }
    return Operation("update", "pages", id_, forgotten | gone, upsert=address | forgotten)
