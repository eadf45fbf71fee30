"""The door: what is written, read and searched, and what each answer means."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.store.client import Store
from pipeline.store.errors import QueryRefused, StoreFault, StoreRefused

SEEN = "2026-05-07T09:00:00.000Z"


def test_a_document_is_created_once(store: Store) -> None:
    assert store.create("leases", "once", {"owner": "a"})
    assert store.create("leases", "once", {"owner": "b"}) is None
    assert (store.get_document("leases", "once") or {})["_source"] == {"owner": "a"}


@pytest.mark.parametrize("write", ["put", "update"])
def test_a_write_that_names_an_old_sequence_number_changes_nothing(store: Store, write: str) -> None:
    id_ = f"sequence-{write}"
    first = store.create("leases", id_, {"owner": "a"})
    second = getattr(store, write)("leases", id_, {"owner": "b"}, first)
    assert second
    assert second != first
    assert getattr(store, write)("leases", id_, {"owner": "c"}, first) is None
    assert (store.get_document("leases", id_) or {})["_source"] == {"owner": "b"}


def test_the_sequence_number_of_what_was_read_allows_a_write(store: Store) -> None:
    written = store.put("leases", "read", {"owner": "a"})
    found = store.get_document("leases", "read")
    assert found is not None
    assert written == (found["_seq_no"], found["_primary_term"])


def test_an_update_keeps_the_other_fields_and_needs_a_document(store: Store) -> None:
    store.put("leases", "updated", {"owner": "a", "until": SEEN})
    assert store.update("leases", "updated", {"owner": "b"})
    assert (store.get_document("leases", "updated") or {})["_source"] == {"owner": "b", "until": SEEN}
    assert store.update("leases", "never-written", {"owner": "b"}) is None


def test_a_document_that_is_not_taken_is_a_fault(store: Store) -> None:
    with pytest.raises(StoreFault, match="does not take a document"):
        store.put("leases", "surprise", {"surprise": 1})


def test_more_ids_than_one_request_holds_are_all_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.client.MOST_IDS", 2)
    ids = [f"many-{n}" for n in range(5)]
    for id_ in ids[:4]:
        store.put("leases", id_, {"owner": id_})
    assert sorted(store.get_documents("leases", ids)) == ids[:4]


def test_a_search_gives_some_fields_in_order(store: Store) -> None:
    for n in range(3):
        store.put("refused", f"search-{n}", {"kind": "search", "id": str(n), "at": SEEN})
    store.refresh("refused")
    query = {"term": {"kind": "search"}}
    found = store.search("refused", query, size=2, fields=["id"], sort=[{"id": "desc"}])
    assert [hit["_source"] for hit in found] == [{"id": "2"}, {"id": "1"}]
    assert store.count("refused", query) == 3
    assert sorted(store.find_ids("refused", query)) == ["search-0", "search-1", "search-2"]


def test_a_stream_gives_every_document_over_several_pages(store: Store) -> None:
    for n in range(5):
        store.put("refused", f"stream-{n}", {"kind": "stream", "id": str(n)})
    store.refresh("refused")
    query = {"term": {"kind": "stream"}}
    found = store.stream_documents("refused", query, fields=["id"], size=2)
    assert sorted(hit["_source"]["id"] for hit in found) == ["0", "1", "2", "3", "4"]


def test_documents_are_deleted_by_id_and_by_query(store: Store) -> None:
    for n in range(3):
        store.put("refused", f"delete-{n}", {"kind": "delete"})
    store.delete_documents("refused", ["delete-0", "never-written"])
    store.refresh("refused")
    assert store.delete_matching("refused", {"term": {"kind": "delete"}}) == 2
    assert store.get_documents("refused", [f"delete-{n}" for n in range(3)]) == {}


def test_values_are_counted(store: Store) -> None:
    for n, rhythm in enumerate(("a", "b", "b")):
        store.put("hits", f"values-{n}", {"rhythm": rhythm})
    store.refresh("hits")
    assert store.count_values("hits", "rhythm").items() >= {"a": 1, "b": 2}.items()


BAD: dict[str, Any] = {"query_string": {"query": "title:("}}


def test_a_query_that_is_none_is_refused_and_explained(store: Store) -> None:
    with pytest.raises(QueryRefused, match="does not take a query"):
        store.search("articles", BAD, size=1)
    assert "Cannot parse" in (store.explain_query("articles", BAD) or [""])[0]
    assert store.explain_query("articles", {"match_all": {}}) is None


def test_one_of_many_searches_fails_alone(store: Store) -> None:
    bodies = [{"query": {"match_all": {}}, "size": 0}, {"query": BAD}]
    good, bad = store.search_many("articles", bodies, "responses.status,responses.error.type")
    assert good == {"status": 200}
    assert bad["status"] == 400
    assert "error" in bad


MISSING = {
    "search": lambda store: store.search("leases", {"match_all": {}}, size=1),
    "count": lambda store: store.count("leases"),
    "stream": lambda store: list(store.stream_documents("leases")),
    "create": lambda store: store.create("leases", "x", {"owner": "me"}),
    "update": lambda store: store.update("leases", "x", {"owner": "me"}),
}


@pytest.mark.parametrize("ask", MISSING.values(), ids=MISSING)
def test_an_index_that_is_missing_is_named_and_never_made(empty: Store, ask: Any) -> None:
    with pytest.raises(
        StoreRefused, match=rf"{empty.prefix}leases does not exist: `azvn provision` makes it"
    ):
        ask(empty)
    assert not empty.client.indices.exists(index=empty.get_alias("leases"))


def test_nothing_is_read_by_id_where_there_is_no_index(empty: Store) -> None:
    assert empty.get_documents("leases", ["x"]) == {}
