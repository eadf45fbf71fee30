"""Aliases that show a part of an index: made once, mended when they differ, and moved with their index."""

from __future__ import annotations

from typing import Any

from pipeline.store.articles.intake import write_articles
from pipeline.store.client import Store
from pipeline.store.schema import mappings, templates
from pipeline.store.schema.filtered import FILTERED
from tests.pipeline.store.schema.test_templates import OTHER, small

__all__ = ["small"]


def test_they_are_made_mended_and_moved_with_the_index(
    small: None, empty: Store, names: Any, make: Any
) -> None:
    lines = templates.provision_indices(empty, names)
    assert [line for line in lines if line.startswith("alias")] == [
        f"alias {empty.prefix}{name}" for name in FILTERED
    ]
    write_articles(empty, [make.write(title=f"Headline {n}") for n in range(3)])
    empty.refresh("articles")
    news = empty.count("news")
    assert news + empty.count("mentions") == empty.count("articles") == 3
    everything = [{"add": {"index": f"{empty.prefix}articles-v1", "alias": f"{empty.prefix}news"}}]
    empty.client.indices.update_aliases(actions=everything)
    assert templates.provision_indices(empty, names) == [f"alias {empty.prefix}news"]
    templates.provision_indices(empty, (*names, OTHER), reindex=True)
    found = empty.client.indices.get_alias(name=[f"{empty.prefix}{name}" for name in FILTERED])
    assert set(found) == {f"{empty.prefix}articles-v2"}
    assert empty.count("news") == news
    assert templates.find_prefixes(empty, empty.prefix) == [empty.prefix]


def test_they_stand_over_kinds_that_there_are_and_have_names_of_their_own() -> None:
    assert {alias.kind for alias in FILTERED.values()} <= set(mappings.KINDS)
    assert not set(FILTERED) & set(mappings.KINDS)
