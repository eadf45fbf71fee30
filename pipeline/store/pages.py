"""The alias `pages`: the ledger of every address ever seen and the frontier of those that wait."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipeline.model.fetches import Before, Validators
from pipeline.model.items import Candidate
from pipeline.model.jobs import PageTask
from pipeline.model.outcomes import ANSWERED, Outcome, Stage
from pipeline.model.states import PageEnd
from pipeline.model.times import format_stamp, parse_time
from pipeline.store import refused
from pipeline.store.article_documents import derive_outcome
from pipeline.store.bulk import Operation
from pipeline.store.client import Hit, Store, StoreAway
from pipeline.store.page_documents import build_alias_page, build_fresh_page, build_listing_change, merge_page
from pipeline.text.urls import make_url_id

__all__ = [
    "PageEnd",
    "add_candidates",
    "count_waiting_pages",
    "find_due_pages",
    "note_sightings",
    "record_ends",
]

TRIES = 5
"""Times a document is merged again after somebody else wrote it in between."""


def add_candidates(store: Store, candidates: Sequence[Candidate], *, seen_at: datetime, cycle: str) -> int:
    """Put addresses not seen before into the ledger, waiting; give how many were new.

    Known ones are left as they are, save for an article that its feed says was edited: it is read again.
    """
    unique = {c.id: c for c in candidates}
    current = store.get_documents("pages", list(unique))
    new = [c for id_, c in unique.items() if id_ not in current]
    refused.send_operations(
        store,
        [
            {"kind": "pages", "id": c.id, "action": "create", "body": build_fresh_page(c, seen_at, cycle)}
            for c in new
        ],
    )
    _update_listed_pages(store, unique, current)
    return len(new)


def _update_listed_pages(store: Store, candidates: Mapping[str, Candidate], pages: Mapping[str, Hit]) -> None:
    changes = {id_: build_listing_change(page["_source"], candidates[id_]) for id_, page in pages.items()}
    refused.send_operations(
        store, [_build_update("pages", id_, change) for id_, change in changes.items() if change]
    )


def _build_update(kind: str, id_: str, change: Mapping[str, Any]) -> Operation:
    return {"kind": kind, "id": id_, "action": "update", "body": {"doc": change}}


def note_sightings(store: Store, candidates: Sequence[Candidate]) -> None:
    """Note that known addresses were listed by another feed, in the ledger and in their articles."""
    unique = {c.id: c for c in candidates}
    pages = store.get_documents("pages", list(unique))
    _update_listed_pages(store, unique, pages)
    of_article: dict[str, set[str]] = {}
    for id_, page in pages.items():
        if page["_source"].get("article"):
            of_article.setdefault(page["_source"]["article"], set()).update(unique[id_].found_in)
    operations = []
    for id_, doc in store.get_documents("articles", list(of_article)).items():
        before = doc["_source"].get("found_in") or []
        if not of_article[id_] <= set(before):
            operations.append(
                _build_update("articles", id_, {"found_in": sorted({*before, *of_article[id_]})})
            )
    refused.send_operations(store, operations)


def record_ends(store: Store, ends: Sequence[PageEnd]) -> None:
    """Write how fetches ended; an older fetch never undoes what a newer one found out, and nothing is written
    when nothing differs.
    """
    waiting, tries = list(ends), 0
    while waiting:
        conflicts, later = _record_first_ends(store, waiting)
        tries = tries + 1 if conflicts else 0
        if tries >= TRIES:
            raise StoreAway(
                f"{store.get_alias('pages')} is being written by another run: wait for it to end."
            )
        waiting = conflicts + later


def _record_first_ends(store: Store, ends: Sequence[PageEnd]) -> tuple[list[PageEnd], list[PageEnd]]:
    """Write the first end of each address; give those that somebody else was faster with, and the further
    ones.
    """
    first: dict[str, PageEnd] = {}
    later = [end for end in ends if first.setdefault(end.fetch.candidate.id, end) is not end]
    others = {make_url_id(url): (url, end) for end in first.values() for url in end.list_addresses()}
    current = store.get_documents("pages", list(first.keys() | others.keys()))
    first = _add_index_outcomes(store, first, current)
    merged = {
        id_: merge_page(current[id_]["_source"] if id_ in current else None, end)
        for id_, end in first.items()
    }
    written = [id_ for id_, body in merged.items() if body is not None]
    answers = refused.send_operations(
        store, [_build_operation(id_, merged[id_], current.get(id_)) for id_ in written]
    )
    known = first.keys() | current.keys()
    refused.send_operations(
        store,
        [
            {"kind": "pages", "id": id_, "action": "create", "body": build_alias_page(*other)}
            for id_, other in others.items()
            if id_ not in known
        ],
    )
    return [
        first[id_] for id_, answer in zip(written, answers, strict=True) if answer["status"] == 409
    ], later


def _build_operation(id_: str, body: Mapping[str, Any] | None, current: Hit | None) -> Operation:
    operation = {"kind": "pages", "id": id_, "body": body}
    if current is None:
        return operation | {"action": "create"}
    return operation | {
        "action": "index",
        "if_seq_no": current["_seq_no"],
        "if_primary_term": current["_primary_term"],
    }


def _add_index_outcomes(
    store: Store, ends: Mapping[str, PageEnd], pages: Mapping[str, Hit]
) -> dict[str, PageEnd]:
    """Give the ends with the word under which their articles entered, where a run died before the ledger
    knew.
    """
    doubtful = {
        id_: end.article
        for id_, end in ends.items()
        if end.article
        and end.outcomes.get(Stage.INDEX) is Outcome.UNCHANGED
        and not (id_ in pages and pages[id_]["_source"].get("tried_at") == format_stamp(end.fetch.fetched_at))
    }
    documents = store.get_documents("articles", sorted(set(doubtful.values())))
    told = dict(ends)
    for id_, article in doubtful.items():
        if article in documents:
            word = derive_outcome(documents[article]["_source"], ends[id_].fetch.fetched_at)
            told[id_] = replace(ends[id_], outcomes={**ends[id_].outcomes, Stage.INDEX: word})
    return told


def find_due_pages(
    store: Store, now: datetime, limit: int, sources: Collection[str] | None = None
) -> list[PageTask]:
    """Give the pages to ask now, of these sources or of all: those that wait and are due, and those to be
    read again; the oldest first.
    """
    store.refresh("pages")
    due = {
        "bool": {
            "filter": [{"term": {"state": "waiting"}}, {"range": {"next_try_at": {"lte": format_stamp(now)}}}]
        }
    }
    again = {"range": {"recheck_at": {"lte": format_stamp(now)}}}
    only = [] if sources is None else [{"terms": {"source": sorted(sources)}}]
    query = {"bool": {"should": [due, again], "minimum_should_match": 1, "filter": only}}
    sort: list[Any] = [{"first_seen_at": "asc"}, {"url": "asc"}]
    answer = store.ask(
        lambda: store.client.search(index=store.get_alias("pages"), query=query, size=limit, sort=sort)
    )
    return [_build_task(hit["_source"]) for hit in answer["hits"]["hits"] if hit["_source"].get("candidate")]


def _build_task(page: Mapping[str, Any]) -> PageTask:
    # Attempts are counted since the last answer: a page that was read begins anew.
    answered = page["state"] == "done" and page["looked"].get("crawl") in ANSWERED
    return PageTask(
        candidate=Candidate.model_validate({**page["candidate"], "found_in": page.get("found_in") or ()}),
        attempts=0 if answered else int(page.get("attempts") or 0),
        first_seen_at=parse_time(page["first_seen_at"]),
        before=_read_before(page),
        validators=Validators(
            etag=page.get("etag"), last_modified=page.get("last_modified"), body_hash=page.get("body_hash")
        ),
    )


def _read_before(page: Mapping[str, Any]) -> Before | None:
    if page["state"] != "done":
        return None
    return Before(
        article=page.get("article"),
        relevant=bool(page.get("relevant")),
        missing_since=parse_time(page.get("missing_since")),
    )


def count_waiting_pages(store: Store) -> int:
    """Count the addresses that wait to be fetched."""
    query = {"term": {"state": "waiting"}}
    return int(
        store.ask(
            lambda: store.client.count(index=store.get_alias("pages"), query=query, ignore_unavailable=True)
        )["count"]
    )
