"""The fields of the contract: everything that is written has its field, and nothing else is taken."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.schema.mappings import KINDS

CONTRACT = {
    "keyword": (
        """url urls found_in language authors image alternates published_on published_from
        published_precision extractor people organisations places themes text_from text_hash sketch origin
        cycle archive source.id source.name source.kind source.country source.domain relevance.label
        relevance.reasons story.id story.role story.quotes review.verdict review.by"""
    ),
    "text": "title text summary relevance.sentence",
    "date": "published_at first_seen_at indexed_at changed_at modified_at withdrawn_at fetched_at review.at",
    "integer": "revision words story.copies",
    "byte": "relevance.grade",
    "boolean": "partial",
}
WRITTEN: dict[str, dict[str, Any]] = {
    "watches": {
        "query_hash": "h",
        "since": "2026-05-07",
        "matched_until": "2026-05-07",
        "recipients": {"lan": "2026-05-07T09:00:00Z"},
        "error": "why",
        "session": "h",
    },
    "hits": {
        "recipient": "r",
        "story": "s",
        "event": "e",
        "article": "a",
        "kind": "new",
        "watches": ["w"],
        "mail": "m",
        "found_at": "2026-05-07",
        "due_at": "2026-05-07",
        "state": "new",
        "rhythm": "immediate",
        "revision": 1,
        "excerpts": [{"any": "thing"}],
    },
    "mails": {
        "channel": "mail",
        "recipient": "r",
        "hits": ["h"],
        "message_id": "<1@azvn>",
        "state": "queued",
        "attempts": 1,
        "queued_at": "2026-05-07",
        "next_try_at": "2026-05-07",
        "sent_at": "2026-05-07",
        "reply": "250 OK",
        "lease_owner": "me",
        "lease_until": "2026-05-07",
        "content": {"any": "thing"},
        "kind": "immediate",
        "ended_at": "2026-05-07T09:00:00Z",
        "uncertain": 0,
    },
}


def field(name: str) -> dict[str, Any]:
    group, _, inner = name.rpartition(".")
    fields = KINDS["articles"][group]["properties"] if group else KINDS["articles"]
    return dict(fields[inner])


@pytest.mark.parametrize(("kind", "names"), CONTRACT.items())
def test_articles_have_the_fields_of_the_contract(kind: str, names: str) -> None:
    assert {name: field(name)["type"] for name in names.split()} == dict.fromkeys(names.split(), kind)


def test_searched_text_is_kept_in_three_forms() -> None:
    for name in ("title", "text", "summary"):
        assert {"folded", "stemmed"} <= set(field(name)["fields"])
    assert field("title")["fields"]["raw"] == {"type": "keyword", "ignore_above": 1024}
    assert field("relevance.sentence")["index"] is False
    assert field("archive")["index"] is False


@pytest.mark.parametrize("name", ["title", "text", "summary"])
def test_words_that_stand_side_by_side_are_looked_up_as_one(store: Store, name: str) -> None:
    phrase = {"match_phrase": {f"{name}.stemmed": "oil terminal"}}
    [told] = store.ask(
        store.client.indices.validate_query, index=store.get_alias("articles"), query=phrase, explain=True
    )["explanations"]
    assert f"{name}.stemmed._index_phrase:" in told["explanation"]


@pytest.mark.parametrize("kind", WRITTEN)
def test_kinds_that_are_written_later_have_their_fields(store: Store, kind: str) -> None:
    operation = Operation("index", kind, "1", WRITTEN[kind])
    assert not store.send_bulk([operation])[0].get("error")
    assert set(WRITTEN[kind]) == set(KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_without_a_mapping_is_refused(store: Store, kind: str) -> None:
    [answer] = store.send_bulk([Operation("index", kind, "surprise", {"surprise": 1})])
    assert answer["error"]["type"] == "strict_dynamic_mapping_exception"
