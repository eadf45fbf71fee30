"""The alias `articles`: written by groups of fields, one refused document costing one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline.model.outcomes import Outcome
from pipeline.model.stories import Grouped, Ungrouped
from pipeline.model.times import now as now_
from pipeline.model.times import stamp
from pipeline.store import refused
from pipeline.store.article_documents import ArticleWrite, Document, Merge, content, merge
from pipeline.store.bulk import Operation
from pipeline.store.client import Hit, Store, StoreAway
from pipeline.store.lookup import find_url, get
from pipeline.store.removal import forget
from pipeline.store.stories import (
    add_quote,
    count_copies,
    members_sharing,
    promote,
    set_story,
    stories_of,
    with_withdrawn_lead,
    without_story,
)

__all__ = [
    "ArticleWrite",
    "Grouped",
    "Ungrouped",
    "add_quote",
    "content",
    "count_copies",
    "find_url",
    "forget",
    "get",
    "members_sharing",
    "promote",
    "set_story",
    "stories_of",
    "with_withdrawn_lead",
    "withdraw",
    "without_story",
    "write",
]

TRIES = 5
"""Times a document is merged again after somebody else wrote it in between."""

Numbered = tuple[int, ArticleWrite]


def write(store: Store, items: Sequence[ArticleWrite]) -> list[Outcome]:
    """Write articles; give each one's outcome in order.

    A document that Elasticsearch refuses is kept in `refused` with the reason and the others go on; two items
    of one id are merged in their order.
    """
    outcomes: dict[int, Outcome] = {}
    waiting, tries = list(enumerate(items)), 0
    while waiting:
        conflicts, later = _round(store, waiting, outcomes)
        tries = tries + 1 if conflicts else 0
        if tries >= TRIES:
            raise StoreAway(f"{store.alias('articles')} is being written by another run: wait for it to end.")
        waiting = conflicts + later
    return [outcomes[n] for n in range(len(items))]


def _round(
    store: Store, waiting: Sequence[Numbered], outcomes: dict[int, Outcome]
) -> tuple[list[Numbered], list[Numbered]]:
    """Merge and write the first item of each id; give those that somebody else was faster with, and the
    further ones.
    """
    first: dict[str, Numbered] = {}
    later = [pair for pair in waiting if first.setdefault(pair[1].article.id, pair) is not pair]
    current = store.get("articles", list(first))
    merged = _merged(store, first, current)
    _keep_revisions(store, merged)
    to_write = [id_ for id_, m in merged.items() if m.changes is not None]
    answers = refused.send(store, [_operation(id_, merged[id_], current.get(id_)) for id_ in to_write])
    answered = dict(zip(to_write, answers, strict=True))
    conflicts = [first[id_] for id_, answer in answered.items() if answer["status"] in refused.HARMLESS]
    for id_, (number, _) in first.items():
        bad = id_ in answered and refused.is_refused(answered[id_])
        outcomes[number] = Outcome.REFUSED if bad else merged[id_].outcome
    return conflicts, later


def _merged(store: Store, first: Mapping[str, Numbered], current: Mapping[str, Hit]) -> dict[str, Merge]:
    now = now_()
    # The ledger keeps what was forgotten; an article and its canonical address share their id.
    pages = store.get("pages", [id_ for id_ in first if id_ not in current])
    forgotten = {id_ for id_, page in pages.items() if page["_source"].get("forgotten")}
    return {
        id_: Merge(Outcome.FORGOTTEN)
        if id_ in forgotten
        else merge(current[id_]["_source"] if id_ in current else None, item, now)
        for id_, (_, item) in first.items()
    }


def _operation(id_: str, merged: Merge, current: Hit | None) -> Operation:
    operation: Document = {"kind": "articles", "id": id_}
    if current is None:
        return operation | {"action": "create", "body": merged.changes}
    guard = {"if_seq_no": current["_seq_no"], "if_primary_term": current["_primary_term"]}
    return operation | {"action": "update", "body": {"doc": merged.changes}} | guard


def _keep_revisions(store: Store, merged: Mapping[str, Merge]) -> None:
    """Keep earlier versions before they are overwritten; an older capture that is kept already is not kept
    twice.
    """
    kept = {id_: m.revision for id_, m in merged.items() if m.revision is not None}
    older = {id_: old for id_, old in kept.items() if not old["revision"]}
    there = _captures(store, sorted(older)) if older else set()
    operations = [
        {
            "kind": "revisions",
            "id": _revision_id(id_, old),
            "action": "index",
            "body": {**old, "article": id_},
        }
        for id_, old in kept.items()
        if (id_, old["fetched_at"]) not in there
    ]
    refused.send(store, operations)


def _revision_id(id_: str, old: Mapping[str, Any]) -> str:
    """Give article id and revision; an older capture that comes late has no number of its own, it has its
    time.
    """
    return f"{id_}-{old['revision'] or old['fetched_at']}"


def _captures(store: Store, ids: Sequence[str]) -> set[tuple[str, str]]:
    store.refresh("revisions")
    hits = store.every("revisions", {"terms": {"article": list(ids)}}, fields=["article", "fetched_at"])
    return {(hit["_source"]["article"], hit["_source"]["fetched_at"]) for hit in hits}


def refresh(store: Store) -> None:
    """Make written articles findable."""
    store.refresh("articles")


def mark(store: Store, url: str, verdict: str, by: str, at: datetime | None = None) -> bool:
    """Keep a person's judgement; False when the article is not there."""
    id_ = find_url(store, url)
    review = {"verdict": verdict, "by": by, "at": stamp(at or now_())}
    return id_ is not None and update(store, id_, {"review": review})


def update(store: Store, id_: str, doc: Document) -> bool:
    """Write some fields of an article, findable at once; False when it is not there."""
    client = store.client.options(ignore_status=404)
    answer = store.ask(
        lambda: client.update(
            index=store.alias("articles"),
            id=id_,
            doc=doc,
            refresh=True,
            retry_on_conflict=3,
            require_alias=True,
        )
    )
    return "result" in answer


def withdraw(store: Store, ids: Iterable[str]) -> None:
    """Say of articles that their outlet took them off; they stay, and are told once."""
    current = store.get("articles", sorted(set(ids)))
    at = stamp(now_())
    for id_, document in current.items():
        if not document["_source"].get("withdrawn_at"):
            update(store, id_, {"withdrawn_at": at, "changed_at": at})


def by_grade(store: Store) -> dict[str, int]:
    """Count the articles by grade."""
    aggs = {"grades": {"terms": {"field": "relevance.grade"}}}
    answer = store.ask(
        lambda: store.client.search(index=store.alias("articles"), size=0, aggs=aggs, ignore_unavailable=True)
    )
    buckets = (answer.get("aggregations") or {}).get("grades", {}).get("buckets", [])
    return {str(b["key"]): int(b["doc_count"]) for b in buckets}


def count_refused(store: Store) -> int:
    """Count the documents that Elasticsearch refused."""
    return refused.count(store)
