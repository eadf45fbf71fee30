"""Many writes in few requests, none lost for another's fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pipeline.store import bulk, refused
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.errors import StoreAway, StoreRefused


def lease(id_: str, **fields: Any) -> Operation:
    return Operation("index", "leases", id_, {"owner": "me", **fields})


@pytest.fixture
def blocked(store: Store) -> Iterator[Store]:
    """Return a store of little patience whose leases cannot be written."""
    index = store.get_alias("leases")
    store.client.indices.put_settings(index=index, settings={"index.blocks.write": True})
    yield replace(store, patience=0.5)
    store.client.indices.put_settings(index=index, settings={"index.blocks.write": None})


def test_answers_come_in_order_over_several_requests(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_ACTIONS", 3)
    answers = store.send_bulk([lease(f"order-{n}") for n in range(10)])
    assert [answer["_id"] for answer in answers] == [f"order-{n}" for n in range(10)]


def test_requests_stay_small_in_bytes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_BYTES", 400)
    sizes: list[int] = []
    payloads = [
        bulk.format_payload(lease(f"size-{n}", until="2026-05-07"), store.get_alias("leases"))
        for n in range(10)
    ]

    def send(part: Any) -> Any:
        sizes.append(sum(map(len, part)))
        return store._send_request(part)

    bulk.send_payloads(payloads, send, store.patience, store.url)
    assert len(sizes) > 1
    assert max(sizes) <= 400


def test_one_bad_document_does_not_keep_the_others_back(store: Store) -> None:
    answers = refused.send_operations(store, [lease("good-1"), lease("bad-1", surprise=1), lease("good-2")])
    assert [bool(answer.get("error")) for answer in answers] == [False, True, False]
    kept = store.get_documents("refused", ["leases-bad-1"])["leases-bad-1"]["_source"]
    assert "strict_dynamic_mapping_exception" in kept["reason"]
    assert json.loads(kept["document"]) == {"owner": "me", "surprise": 1}


def test_half_a_surrogate_costs_one_question_mark(store: Store) -> None:
    answers = store.send_bulk([lease("surrogate", owner="a\ud800b")])
    assert not answers[0].get("error")
    assert store.get_documents("leases", ["surrogate"])["surrogate"]["_source"]["owner"] == "a?b"


def test_a_request_that_is_refused_as_a_whole_is_halved(store: Store) -> None:
    def lines(n: int) -> bytes:
        # What is no JSON makes Elasticsearch refuse the whole request.
        good = bulk.format_payload(lease(f"whole-{n}"), store.get_alias("leases"))
        return good if n != 3 else b'{"index":{"_index":'

    answers = bulk.send_payloads([lines(n) for n in range(6)], store._send_request, store.patience, store.url)
    assert [n for n, answer in enumerate(answers) if answer.get("error")] == [3]
    assert len(store.get_documents("leases", [f"whole-{n}" for n in range(6)])) == 5


def test_an_index_that_is_blocked_is_waited_for_and_then_away(blocked: Store) -> None:
    with pytest.raises(StoreAway, match="takes nothing now"):
        blocked.send_bulk([lease("blocked")])
    assert not refused_ids(blocked, "leases-blocked")


def refused_ids(store: Store, id_: str) -> list[str]:
    return list(store.get_documents("refused", [id_]))


def test_an_index_that_is_missing_is_told(empty: Store) -> None:
    with pytest.raises(StoreRefused, match="azvn provision"):
        empty.send_bulk([lease("nowhere")])
    assert not empty.client.indices.exists(index=empty.get_alias("leases"))
