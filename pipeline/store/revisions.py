"""The alias `revisions`: earlier versions of articles, each kept before it is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.refused import send_operations


def keep_revisions(store: Store, revisions: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep versions of articles, by article id; an older capture that is kept already is not kept twice."""
    late = sorted(id_ for id_, revision in revisions.items() if not revision["revision"])
    there = _find_captures(store, late) if late else set()
    operations = []
    for id_, revision in revisions.items():
        if (id_, revision["fetched_at"]) not in there:
            # An older capture that comes late has no number of its own, it has its time.
            name = make_revision_id(id_, revision["revision"] or revision["fetched_at"])
            operations.append(Operation("index", "revisions", name, {**revision, "article": id_}))
    send_operations(store, operations)


def make_revision_id(article: str, revision: int | str) -> str:
    """Give the id of an earlier version: article id and revision."""
    return f"{article}-{revision}"


def _find_captures(store: Store, articles: Sequence[str]) -> set[tuple[str, str]]:
    store.refresh("revisions")
    query = {"terms": {"article": list(articles)}}
    hits = store.stream_documents("revisions", query, fields=["article", "fetched_at"])
    return {(hit["_source"]["article"], hit["_source"]["fetched_at"]) for hit in hits}


def load_revisions(
    store: Store, versions: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Give earlier versions of articles by article and revision; those that were not kept are left out."""
    names = {make_revision_id(*version): version for version in versions}
    found = store.get_documents("revisions", list(names))
    return {names[id_]: document["_source"] for id_, document in found.items()}


def find_revision_ids(store: Store, article: str) -> list[str]:
    """Give the ids of all earlier versions of an article."""
    store.refresh("revisions")
    return store.find_ids("revisions", {"term": {"article": article}})
