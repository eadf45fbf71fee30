"""Articles on their way into the index: merged with what is there, and each refused for itself alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from pipeline.model.outcomes import Outcome
from pipeline.model.times import format_stamp
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.merging import Merge, merge_article
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.documents import Document, read_sequence
from pipeline.store.errors import StoreAway
from pipeline.store.refused import HARMLESS, is_refused, send_operations
from pipeline.store.revisions import keep_revisions

TRIES = 5
"""Times a document is merged again after somebody else wrote it in between."""

Numbered = tuple[int, ArticleWrite]
"""An article with its place among those that are to be written."""


def write_articles(store: Store, writes: Sequence[ArticleWrite]) -> list[Outcome]:
    """Write articles; give each one's outcome in order.

    A document that Elasticsearch refuses is kept in `refused` with the reason and the others go on; two
    articles of one id are merged in their order. Raise StoreAway when another run writes the same articles
    again and again.
    """
    outcomes: dict[int, Outcome] = {}
    waiting = list(enumerate(writes))
    tries = 0
    while waiting:
        conflicts, later = _write_round(store, waiting, outcomes)
        tries = tries + 1 if conflicts else 0
        if tries >= TRIES:
            alias = store.get_alias("articles")
            raise StoreAway(f"{alias} is being written by another run: wait for it to end.")
        waiting = conflicts + later
    return [outcomes[n] for n in range(len(writes))]


def _write_round(
    store: Store, waiting: Sequence[Numbered], outcomes: dict[int, Outcome]
) -> tuple[list[Numbered], list[Numbered]]:
    """Merge and write the first article of each id.

    Give those that somebody else was faster with, and the further ones.
    """
    first: dict[str, Numbered] = {}
    later = []
    for number, write in waiting:
        if write.article.id in first:
            later.append((number, write))
        else:
            first[write.article.id] = (number, write)
    current = store.get_documents("articles", list(first))
    merges = _merge_articles(store, first, current)
    keep_revisions(store, {id_: merge.revision for id_, merge in merges.items() if merge.revision})
    conflicts = []
    refused = set()
    for id_, answer in _send_merges(store, merges, current).items():
        if answer["status"] in HARMLESS:
            conflicts.append(first[id_])
        elif is_refused(answer):
            refused.add(id_)
    for id_, (number, _) in first.items():
        outcomes[number] = Outcome.REFUSED if id_ in refused else merges[id_].outcome
    return conflicts, later


def _merge_articles(
    store: Store, first: Mapping[str, Numbered], current: Mapping[str, Document]
) -> dict[str, Merge]:
    now = datetime.now(UTC)
    # Pages keep what was forgotten; an article and the page of its canonical address share their id.
    pages = store.get_documents("pages", [id_ for id_ in first if id_ not in current])
    merges = {}
    for id_, (_, write) in first.items():
        if id_ in pages and pages[id_]["_source"].get("forgotten"):
            merges[id_] = Merge(Outcome.FORGOTTEN)
        else:
            document = current.get(id_)
            merges[id_] = merge_article(document["_source"] if document else None, write, now)
    return merges


def _send_merges(
    store: Store, merges: Mapping[str, Merge], current: Mapping[str, Document]
) -> dict[str, Mapping[str, object]]:
    """Write what has changed and give the answer for each id that was written."""
    operations = []
    for id_, merge in merges.items():
        if merge.changes is None:
            continue
        if id_ in current:
            sequence = read_sequence(current[id_])
            operations.append(Operation("update", "articles", id_, merge.changes, sequence))
        else:
            operations.append(Operation("create", "articles", id_, merge.changes))
    answers = send_operations(store, operations)
    return {operation.id: answer for operation, answer in zip(operations, answers, strict=True)}


def withdraw_articles(store: Store, ids: Iterable[str]) -> None:
    """Say of articles that their outlet took them off; they stay, and their withdrawal is news once."""
    at = format_stamp(datetime.now(UTC))
    for id_, document in store.get_documents("articles", sorted(set(ids))).items():
        if not document["_source"].get("withdrawn_at"):
            store.update("articles", id_, {"withdrawn_at": at, "changed_at": at})
