"""The alias `articles`: written by groups of fields, one refused document costing one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.model.outcomes import Outcome
from pipeline.model.stories import Grouped, Ungrouped
from pipeline.model.times import format_stamp
from pipeline.store import refused
from pipeline.store.article_documents import ArticleWrite, Document, Merge, build_content, merge_article
from pipeline.store.bulk import Operation
from pipeline.store.client import Hit, Store, StoreAway
from pipeline.store.lookup import find_article_id, load_article
from pipeline.store.removal import forget_article
from pipeline.store.stories import (
    add_quote,
    count_copies,
    find_cycle_stories,
    find_leaderless_stories,
    find_similar_members,
    find_ungrouped,
    promote_lead,
    set_story,
)

__all__ = [
    "ArticleWrite",
    "Grouped",
    "Ungrouped",
    "add_quote",
    "build_content",
    "count_copies",
    "find_article_id",
    "find_cycle_stories",
    "find_leaderless_stories",
    "find_similar_members",
    "find_ungrouped",
    "forget_article",
    "load_article",
    "promote_lead",
    "set_story",
    "withdraw_articles",
    "write_articles",
]

TRIES = 5
"""Times a document is merged again after somebody else wrote it in between."""

Numbered = tuple[int, ArticleWrite]


def write_articles(store: Store, items: Sequence[ArticleWrite]) -> list[Outcome]:
    """Write articles; give each one's outcome in order.

    A document that Elasticsearch refuses is kept in `refused` with the reason and the others go on; two items
    of one id are merged in their order.
    """
    outcomes: dict[int, Outcome] = {}
    waiting, tries = list(enumerate(items)), 0
    while waiting:
        conflicts, later = _write_round(store, waiting, outcomes)
        tries = tries + 1 if conflicts else 0
        if tries >= TRIES:
            raise StoreAway(
                f"{store.get_alias('articles')} is being written by another run: wait for it to end."
            )
        waiting = conflicts + later
    return [outcomes[n] for n in range(len(items))]


def _write_round(
    store: Store, waiting: Sequence[Numbered], outcomes: dict[int, Outcome]
) -> tuple[list[Numbered], list[Numbered]]:
    """Merge and write the first item of each id; give those that somebody else was faster with, and the
    further ones.
    """
    first: dict[str, Numbered] = {}
    later = [pair for pair in waiting if first.setdefault(pair[1].article.id, pair) is not pair]
    current = store.get_documents("articles", list(first))
    merged = _merge_items(store, first, current)
    _keep_revisions(store, merged)
    to_write = [id_ for id_, m in merged.items() if m.changes is not None]
    answers = refused.send_operations(
        store, [_build_operation(id_, merged[id_], current.get(id_)) for id_ in to_write]
    )
    answered = dict(zip(to_write, answers, strict=True))
    conflicts = [first[id_] for id_, answer in answered.items() if answer["status"] in refused.HARMLESS]
    for id_, (number, _) in first.items():
        bad = id_ in answered and refused.is_refused(answered[id_])
        outcomes[number] = Outcome.REFUSED if bad else merged[id_].outcome
    return conflicts, later


def _merge_items(store: Store, first: Mapping[str, Numbered], current: Mapping[str, Hit]) -> dict[str, Merge]:
    now = datetime.now(UTC)
    # The ledger keeps what was forgotten; an article and its canonical address share their id.
    pages = store.get_documents("pages", [id_ for id_ in first if id_ not in current])
    forgotten = {id_ for id_, page in pages.items() if page["_source"].get("forgotten")}
    return {
        id_: Merge(Outcome.FORGOTTEN)
        if id_ in forgotten
        else merge_article(current[id_]["_source"] if id_ in current else None, item, now)
        for id_, (_, item) in first.items()
    }


def _build_operation(id_: str, merged: Merge, current: Hit | None) -> Operation:
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
    there = _find_captures(store, sorted(older)) if older else set()
    operations = [
        {
            "kind": "revisions",
            "id": _make_revision_id(id_, old),
            "action": "index",
            "body": {**old, "article": id_},
        }
        for id_, old in kept.items()
        if (id_, old["fetched_at"]) not in there
    ]
    refused.send_operations(store, operations)


def _make_revision_id(id_: str, old: Mapping[str, Any]) -> str:
    """Give article id and revision; an older capture that comes late has no number of its own, it has its
    time.
    """
    return f"{id_}-{old['revision'] or old['fetched_at']}"


def _find_captures(store: Store, ids: Sequence[str]) -> set[tuple[str, str]]:
    store.refresh("revisions")
    hits = store.stream_documents(
        "revisions", {"terms": {"article": list(ids)}}, fields=["article", "fetched_at"]
    )
    return {(hit["_source"]["article"], hit["_source"]["fetched_at"]) for hit in hits}


def refresh_articles(store: Store) -> None:
    """Make written articles findable."""
    store.refresh("articles")


def mark_article(store: Store, url: str, verdict: str, by: str, at: datetime | None = None) -> bool:
    """Keep a person's judgement; False when the article is not there."""
    id_ = find_article_id(store, url)
    review = {"verdict": verdict, "by": by, "at": format_stamp(at or datetime.now(UTC))}
    return id_ is not None and update_article(store, id_, {"review": review})


def update_article(store: Store, id_: str, doc: Document) -> bool:
    """Write some fields of an article, findable at once; False when it is not there."""
    client = store.client.options(ignore_status=404)
    answer = store.ask(
        lambda: client.update(
            index=store.get_alias("articles"),
            id=id_,
            doc=doc,
            refresh=True,
            retry_on_conflict=3,
            require_alias=True,
        )
    )
    return "result" in answer


def withdraw_articles(store: Store, ids: Iterable[str]) -> None:
    """Say of articles that their outlet took them off; they stay, and are told once."""
    current = store.get_documents("articles", sorted(set(ids)))
    at = format_stamp(datetime.now(UTC))
    for id_, document in current.items():
        if not document["_source"].get("withdrawn_at"):
            update_article(store, id_, {"withdrawn_at": at, "changed_at": at})


def count_by_grade(store: Store) -> dict[str, int]:
    """Count the articles by grade."""
    aggs = {"grades": {"terms": {"field": "relevance.grade"}}}
    answer = store.ask(
        lambda: store.client.search(
            index=store.get_alias("articles"), size=0, aggs=aggs, ignore_unavailable=True
        )
    )
    buckets = (answer.get("aggregations") or {}).get("grades", {}).get("buckets", [])
    return {str(b["key"]): int(b["doc_count"]) for b in buckets}


def count_refused(store: Store) -> int:
    """Count the documents that Elasticsearch refused."""
    return refused.count_refusals(store)
