"""The alias `articles`: written by groups of fields, one refused document costing one document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elasticsearch import NotFoundError

from pipeline.outcomes import Outcome
from pipeline.store.client import Store
from pipeline.store.documents import ArticleWrite, Document, Merge, content, merge
from pipeline.store.times import now as now_
from pipeline.store.times import stamp
from pipeline.urls import url_id

__all__ = ["ArticleWrite", "Grouped", "Ungrouped", "content", "write"]

TRIES = 5
"""Times a document is merged again after somebody else wrote it in between."""
MOST_TERMS = 200
"""Sketch terms of an article that are searched for; it shares five or more with any copy."""
MOST_LEADS = 50


@dataclass(frozen=True, slots=True)
class Ungrouped:
    """What grouping needs of an article."""

    id: str
    text: str
    sketch: tuple[str, ...]
    words: int
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Grouped:
    """Where an article belongs: its story, its role (lead or copy), the stories it quotes."""

    story: str
    role: str
    quotes: tuple[str, ...] = ()


def write(store: Store, items: Sequence[ArticleWrite]) -> list[Outcome]:
    """Write articles; give each one's outcome in order.

    A document that Elasticsearch refuses is kept in `refused` with the reason and the others go on; two items of one id are merged in
    their order.
    """
    outcomes: dict[int, Outcome] = {}
    waiting = list(enumerate(items))
    for _ in range(TRIES):
        if not waiting:
            break
        waiting = _round(store, waiting, outcomes)
    for number, item in waiting:
        outcomes[number] = _refuse(store, item, "was changed by another writer five times in a row")
    return [outcomes[n] for n in range(len(items))]


def _round(store: Store, waiting: list[tuple[int, ArticleWrite]], outcomes: dict[int, Outcome]) -> list[tuple[int, ArticleWrite]]:
    """Merge and write the first item of each id; give those to do in the next round."""
    now = now_()
    first: dict[str, tuple[int, ArticleWrite]] = {}
    later = []
    for number, item in waiting:
        if item.article.id in first:
            later.append((number, item))
        else:
            first[item.article.id] = (number, item)
    current = store.get("articles", list(first))
    merged = {id_: merge(current[id_]["_source"] if id_ in current else None, item, now) for id_, (_, item) in first.items()}
    _keep_revisions(store, merged)
    to_write = {id_: m for id_, m in merged.items() if m.changes is not None}
    answers = store.bulk(_operation(id_, m, current.get(id_)) for id_, m in to_write.items())
    failed = {id_: answer for id_, answer in zip(to_write, answers, strict=True) if answer.get("error")}
    for id_, (number, item) in first.items():
        if id_ not in failed:
            outcomes[number] = merged[id_].outcome
        elif failed[id_]["status"] == 409:
            later.append((number, item))
        else:
            outcomes[number] = _refuse(store, item, json.dumps(failed[id_]["error"]))
    return sorted(later, key=lambda pair: pair[0])


def _operation(id_: str, merged: Merge, current: Mapping[str, Any] | None) -> Document:
    operation: Document = {"kind": "articles", "id": id_}
    if current is None:
        return operation | {"action": "create", "body": merged.changes}
    guard = {"if_seq_no": current["_seq_no"], "if_primary_term": current["_primary_term"]}
    return operation | {"action": "update", "body": {"doc": merged.changes}} | guard


def _keep_revisions(store: Store, merged: Mapping[str, Merge]) -> None:
    kept = [(id_, m.revision) for id_, m in merged.items() if m.revision is not None]
    store.bulk(
        {
            "kind": "revisions",
            "id": f"{id_}-{old['revision']}" if old["revision"] else f"{id_}-{old['fetched_at']}",
            "action": "index",
            "body": {**old, "article": id_},
        }
        for id_, old in kept
    )


def _refuse(store: Store, item: ArticleWrite, reason: str) -> Outcome:
    document = {"kind": "articles", "id": item.article.id, "reason": reason[:5000], "at": stamp(now_())}
    document["document"] = content(item.article, item.source)  # type: ignore[assignment]
    store.bulk([{"kind": "refused", "id": f"articles-{item.article.id}", "action": "index", "body": document}])
    return Outcome.REFUSED


def refresh(store: Store) -> None:
    """Make written articles findable."""
    store.refresh("articles")


def without_story(store: Store) -> list[Ungrouped]:
    """Give the articles that belong to no story yet, by first seen, then id."""
    refresh(store)
    query = {"bool": {"must_not": {"exists": {"field": "story.id"}}}}
    hits = store.every("articles", query, fields=["text", "sketch", "words", "first_seen_at"])
    ordered = sorted(hits, key=lambda hit: (hit["_source"]["first_seen_at"], hit["_id"]))
    return [_ungrouped(hit) for hit in ordered]


def _ungrouped(hit: Mapping[str, Any]) -> Ungrouped:
    source = hit["_source"]
    story = (source.get("story") or {}).get("id")
    return Ungrouped(hit["_id"], source["text"], tuple(source.get("sketch") or ()), int(source["words"]), story)


def leads_sharing(store: Store, sketch: Sequence[str], *, since: datetime, least: int = 5) -> list[Ungrouped]:
    """Give the leads first seen since then, or seeds of any age, that share `least` sketch terms; the nearest first."""
    if not sketch:
        return []
    terms = [{"term": {"sketch": {"value": term}}} for term in sketch[:MOST_TERMS]]
    recent = {"bool": {"should": [{"range": {"first_seen_at": {"gte": stamp(since)}}}, {"term": {"origin": "seed"}}]}}
    query = {
        "bool": {
            "filter": [{"term": {"story.role": "lead"}}, recent],
            "must_not": {"exists": {"field": "withdrawn_at"}},
            "should": terms,
            "minimum_should_match": min(least, len(terms)),
        }
    }
    fields = ["text", "sketch", "words", "story.id"]
    answer = store.ask(
        lambda: store.client.search(index=store.alias("articles"), query=query, size=MOST_LEADS, source=fields, sort=["_score", "_doc"])
    )
    return [_ungrouped(hit) for hit in answer["hits"]["hits"]]


def set_story(store: Store, id_: str, grouped: Grouped) -> None:
    """Give an article its story; it is findable as a lead at once, for the next one of the same run."""
    story = {"id": grouped.story, "role": grouped.role, "quotes": list(grouped.quotes), "copies": 0}
    doc = {"story": story, "changed_at": stamp(now_())}
    store.ask(lambda: store.client.update(index=store.alias("articles"), id=id_, doc=doc, refresh=True, retry_on_conflict=3))


def count_copies(store: Store, stories: Sequence[str]) -> int:
    """Count the copies of these stories anew and write the number to their leads where it differs; give how many were written."""
    refresh(store)
    written = 0
    for story in stories:
        query = {"bool": {"filter": [{"term": {"story.id": story}}, {"term": {"story.role": "copy"}}]}}
        copies = store.ask(lambda query=query: store.client.count(index=store.alias("articles"), query=query))["count"]  # type: ignore[misc]
        lead = {"bool": {"filter": [{"term": {"story.id": story}}, {"term": {"story.role": "lead"}}]}}
        for hit in store.every("articles", lead, fields=["story"]):
            if hit["_source"]["story"].get("copies") != copies:
                _update(store, hit["_id"], {"story": {"copies": copies}, "changed_at": stamp(now_())})
                written += 1
    return written


def _update(store: Store, id_: str, doc: Document) -> bool:
    try:
        store.ask(lambda: store.client.update(index=store.alias("articles"), id=id_, doc=doc, refresh=True, retry_on_conflict=3))
    except NotFoundError:
        return False
    return True


def find_url(store: Store, url: str) -> str | None:
    """Give the id of the article met under an address, or None."""
    id_ = url_id(url)
    if id_ in store.get("articles", [id_]):
        return id_
    page = store.get("pages", [id_]).get(id_)
    if page and page["_source"].get("article"):
        return str(page["_source"]["article"])
    refresh(store)
    hits = list(store.every("articles", {"term": {"urls": url}}, fields=False))
    return str(hits[0]["_id"]) if hits else None


def mark(store: Store, url: str, verdict: str, by: str) -> bool:
    """Keep a person's judgement; False when the article is not there."""
    id_ = find_url(store, url)
    return bool(id_) and _update(store, str(id_), {"review": {"verdict": verdict, "by": by, "at": stamp(now_())}})


def forget(store: Store, url: str) -> bool:
    """Remove an article and its revisions; its addresses stay in the ledger as dropped so that nothing fetches it again."""
    id_ = find_url(store, url)
    if id_ is None:
        return False
    store.refresh("revisions", "pages")
    revisions = [hit["_id"] for hit in store.every("revisions", {"term": {"article": id_}}, fields=False)]
    pages = [hit["_id"] for hit in store.every("pages", {"term": {"article": id_}}, fields=False)]
    store.bulk({"kind": "revisions", "id": r, "action": "delete"} for r in revisions)
    store.bulk([{"kind": "articles", "id": id_, "action": "delete"}])
    gone = {"state": "dropped", "candidate": {}, "relevant": False, "recheck_at": None, "next_try_at": None, "article": None}
    store.bulk({"kind": "pages", "id": p, "action": "update", "body": {"doc": gone}} for p in pages)
    store.refresh("articles", "revisions", "pages")
    return True


def by_grade(store: Store) -> dict[str, int]:
    """Count the articles by grade."""
    aggs = {"grades": {"terms": {"field": "relevance.grade"}}}
    answer = store.ask(lambda: store.client.search(index=store.alias("articles"), size=0, aggs=aggs, ignore_unavailable=True))
    buckets = (answer.get("aggregations") or {}).get("grades", {}).get("buckets", [])
    return {str(b["key"]): int(b["doc_count"]) for b in buckets}


def count_refused(store: Store) -> int:
    """Count the documents that Elasticsearch refused."""
    return int(store.ask(lambda: store.client.count(index=store.alias("refused"), ignore_unavailable=True))["count"])
