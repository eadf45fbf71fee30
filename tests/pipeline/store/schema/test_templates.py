"""Indices are made once, changed on purpose, and checked by every writer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pipeline.config.topic import NameForm
from pipeline.store.articles.intake import write_articles
from pipeline.store.client import Store
from pipeline.store.errors import StoreFault
from pipeline.store.schema import mappings, reindex, templates
from pipeline.store.schema.names import NameRules
from pipeline.store.schema.templates import SchemaDiffers, check_schema, provision_indices

OTHER = NameForm("drugoe", (("drugoje",),), (False,), "drugoje")
ALIASES = {
    "articles",
    "revisions",
    "pages",
    "feeds",
    "counts",
    "cycles",
    "watches",
    "hits",
    "mails",
    "leases",
    "meanings",
    "recipients",
    "surges",
    "refused",
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the kinds few: making an index takes time."""
    monkeypatch.setattr(
        templates, "KINDS", {"articles": mappings.ARTICLES, "leases": mappings.KINDS["leases"]}
    )


def test_every_alias_stands_over_a_strict_index_with_one_shard(store: Store) -> None:
    found = store.client.indices.get(index=f"{store.prefix}*")
    assert set(found) == {f"{store.prefix}{kind}-v1" for kind in ALIASES}
    for name, about in found.items():
        plain = [alias for alias, how in about["aliases"].items() if "filter" not in how]
        assert plain == [name.removesuffix("-v1")]
        assert about["mappings"]["dynamic"] == "strict"
        assert about["mappings"]["_meta"]["schema"] == templates.SCHEMA
        assert about["settings"]["index"]["number_of_shards"] == "1"
        assert about["settings"]["index"]["auto_expand_replicas"] == "0-1"
    assert (
        "text.stemmed" in found[f"{store.prefix}articles-v1"]["settings"]["index"]["query"]["default_field"]
    )


def test_templates_stand_above_the_built_in_ones(store: Store) -> None:
    templates_ = store.client.indices.get_index_template(name=f"{store.prefix}*")["index_templates"]
    assert {t["name"] for t in templates_} == {store.get_alias(kind) for kind in ALIASES}
    assert all(t["index_template"]["priority"] > 100 for t in templates_)
    assert all(len(t["index_template"]["composed_of"]) == 2 for t in templates_)


def test_provisioning_again_changes_nothing(store: Store, names: Any) -> None:
    before = store.client.indices.get(index=f"{store.prefix}*")
    assert provision_indices(store, names) == []
    assert store.client.indices.get(index=f"{store.prefix}*").body == before.body
    check_schema(store)


def test_two_commands_that_provision_at_once_make_the_same(small: None, empty: Store, names: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(provision_indices, empty, names) for _ in range(2)]:
            done.result()
    assert set(empty.client.indices.get(index=f"{empty.prefix}*")) == {
        f"{empty.prefix}articles-v1",
        f"{empty.prefix}leases-v1",
    }
    check_schema(empty)


def test_a_missing_index_is_told_by_name(empty: Store) -> None:
    with pytest.raises(
        SchemaDiffers, match=rf"{empty.prefix}articles does not exist: `azvn provision` makes it"
    ):
        check_schema(empty)


def test_fields_are_added_to_what_is_there(
    small: None, empty: Store, names: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    provision_indices(empty, names)
    more = {**templates.KINDS["leases"], "note": mappings.KEYWORD}
    monkeypatch.setattr(templates, "KINDS", {**templates.KINDS, "leases": more})
    assert provision_indices(empty, names) == [f"fields of {empty.prefix}leases-v1"]
    assert provision_indices(empty, names) == []
    assert empty.put("leases", "1", {"note": "x"})


def test_another_topic_needs_reindex_which_keeps_every_document(
    small: None, empty: Store, names: Any, make: Any
) -> None:
    provision_indices(empty, names)
    write_articles(empty, [make.write(title=f"Headline {n}") for n in range(5)])
    other = (*names, OTHER)
    with pytest.raises(
        SchemaDiffers, match=r"other names of the topic.*--reindex` builds it anew \(5 documents\)"
    ):
        provision_indices(empty, other)
    [line] = provision_indices(empty, other, reindex=True)
    assert line == f"index {empty.prefix}articles-v2, built from {empty.prefix}articles-v1 (5 documents)"
    assert set(empty.client.indices.get(index=f"{empty.prefix}articles*")) == {f"{empty.prefix}articles-v2"}
    assert empty.count("articles") == 5
    assert provision_indices(empty, other) == []


def test_what_only_searches_use_is_changed_without_a_reindex(
    small: None, empty: Store, names: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    provision_indices(empty, names)
    write_articles(empty, [make.write(title="Viet Nam")])
    searched = NameRules.searched_phrases.func
    monkeypatch.setattr(
        NameRules, "searched_phrases", property(lambda rules: [*searched(rules), "nam viet => vietnam_0"])
    )
    assert provision_indices(empty, names) == [f"searching in {empty.prefix}articles-v1, without a reindex"]
    assert provision_indices(empty, names) == []
    empty.refresh("articles")
    assert empty.count("articles", {"match": {"title.stemmed": "nam viet"}}) == 1


def test_another_schema_is_refused_by_writers(
    small: None, empty: Store, names: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    provision_indices(empty, names)
    monkeypatch.setattr(templates, "SCHEMA", templates.SCHEMA + 1)
    with pytest.raises(SchemaDiffers, match="has another schema"):
        check_schema(empty)
    with pytest.raises(SchemaDiffers, match="was made with another schema"):
        provision_indices(empty, names)


def test_a_rebuilding_that_fails_leaves_everything_as_it_was(
    small: None, empty: Store, names: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    provision_indices(empty, names)
    write_articles(empty, [make.write()])
    narrow = {**mappings.ARTICLES}
    del narrow["summary"]
    monkeypatch.setattr(templates, "KINDS", {**templates.KINDS, "articles": narrow})
    with pytest.raises(StoreFault, match="0 of the 1 documents"):
        provision_indices(empty, (*names, OTHER), reindex=True)
    monkeypatch.setattr(templates, "KINDS", {**templates.KINDS, "articles": mappings.ARTICLES})
    assert provision_indices(empty, names) == []
    assert [str(o) for o in write_articles(empty, [make.write()])] == ["indexed"]


def test_writers_wait_while_an_index_is_rebuilt(
    small: None, empty: Store, names: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    provision_indices(empty, names)
    write_articles(empty, [make.write()])
    copy, outcomes = reindex._copy_documents, []
    writer = threading.Thread(target=lambda: outcomes.extend(write_articles(empty, [make.write()])))

    def slow(*given: Any) -> int:
        number = copy(*given)
        writer.start()
        writer.join(0.4)
        assert not outcomes
        return number

    monkeypatch.setattr(reindex, "_copy_documents", slow)
    provision_indices(empty, (*names, OTHER), reindex=True)
    writer.join()
    empty.refresh("articles")
    assert [str(o) for o in outcomes] == ["indexed"]
    assert empty.count("articles") == 2


def test_an_index_left_shut_by_a_rebuilding_that_died_is_opened(
    small: None, empty: Store, names: Any
) -> None:
    provision_indices(empty, names)
    reindex.block_writes(empty, f"{empty.prefix}leases-v1", True)
    assert provision_indices(empty, names) == [f"writing to {empty.prefix}leases-v1"]
    assert provision_indices(empty, names) == []
