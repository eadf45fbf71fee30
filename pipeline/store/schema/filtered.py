"""Aliases that show a part of an index: what people look at first in Kibana, and what a reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.store.client import Store
from pipeline.store.documents import Query

_NEWS: Query = {"range": {"relevance.grade": {"gte": 2}}}


@dataclass(frozen=True, slots=True)
class FilteredAlias:
    """An alias over the index of a kind that shows the documents of a query alone."""

    kind: str
    query: Query
    shows: str


FILTERED: Mapping[str, FilteredAlias] = {
    "news": FilteredAlias("articles", _NEWS, "article of grade 2 or 3"),
    "mentions": FilteredAlias(
        "articles", {"term": {"relevance.grade": 1}}, "article of grade 1: a country named in passing"
    ),
    "stories": FilteredAlias(
        "articles",
        {"bool": {"filter": [_NEWS, {"term": {"story.role": "lead"}}]}},
        "story of grade 2 or 3, by its lead, with its event",
    ),
}


def put_filtered_aliases(store: Store, indices: Mapping[str, str]) -> list[str]:
    """Make the filtered aliases that are missing or differ; give a line for each.

    `indices` names the concrete index of each kind.
    """
    found = store.ask(store.client.indices.get_alias, index=sorted(set(indices.values())))
    there: Mapping[str, Any] = {index: about["aliases"] for index, about in found.items()}
    actions, lines = [], []
    for name, alias in FILTERED.items():
        index, full = indices[alias.kind], store.get_alias(name)
        if there[index].get(full, {}).get("filter") != alias.query:
            actions.append(build_action(store, name, index))
            lines.append(f"alias {full}")
    if actions:
        store.ask(store.client.indices.update_aliases, actions=actions)
    return lines


def build_action(store: Store, name: str, index: str) -> dict[str, Any]:
    """Give the action that puts a filtered alias over an index."""
    return {"add": {"index": index, "alias": store.get_alias(name), "filter": FILTERED[name].query}}


def list_filtered(kind: str) -> list[str]:
    """Name the filtered aliases of a kind."""
    return [name for name, alias in FILTERED.items() if alias.kind == kind]
