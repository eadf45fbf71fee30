"""The alias `pages`: the ledger of every address ever seen and the frontier of those that wait."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeline.model import Candidate, PageFetch, PageTask, Validators
from pipeline.outcomes import Outcome, Stage
from pipeline.store.client import Store
from pipeline.store.documents import Document
from pipeline.store.times import moment, stamp
from pipeline.urls import registrable_domain, url_id

TRIES = 5
STAGES = (Stage.CRAWL, Stage.PRESCAN, Stage.EXTRACT, Stage.JUDGE, Stage.INDEX)
NOT_ASKED = frozenset({Outcome.BUDGET, Outcome.WAITING, Outcome.ELSEWHERE})


@dataclass(frozen=True, slots=True)
class PageEnd:
    """How far an address came in one fetch, and when it is asked again."""

    fetch: PageFetch
    outcomes: Mapping[Stage, Outcome]
    state: str
    article: str | None = None
    article_urls: tuple[str, ...] = ()
    grade: int | None = None
    next_try_at: datetime | None = None
    recheck_at: datetime | None = None
    detail: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def add(store: Store, candidates: Sequence[Candidate], *, seen_at: datetime, cycle: str) -> int:
    """Put addresses not seen before into the ledger, waiting; give how many were new. Known ones are left as they are, save for an
    article that its feed says was edited: it is read again.
    """
    unique = {c.id: c for c in candidates}
    current = store.get("pages", list(unique))
    new = {id_: c for id_, c in unique.items() if id_ not in current}
    store.bulk({"kind": "pages", "id": id_, "action": "create", "body": _fresh(c, seen_at, cycle)} for id_, c in new.items())
    _update_listed(store, {id_: (unique[id_], doc) for id_, doc in current.items()})
    return len(new)


def _fresh(candidate: Candidate, seen_at: datetime, cycle: str) -> Document:
    return {
        "url": candidate.url,
        "domain": registrable_domain(candidate.url),
        "source": candidate.source,
        "candidate": _json(candidate),
        "found_in": sorted(candidate.found_in),
        "state": "waiting",
        "outcome": {"crawl": str(Outcome.WAITING)},
        "attempts": 0,
        "first_seen_at": stamp(seen_at),
        "next_try_at": stamp(seen_at),
        "listed_updated_at": stamp(candidate.updated_at),
        "relevant": False,
        "cycle": cycle,
    }


def _json(candidate: Candidate) -> Document:
    result: Document = json.loads(candidate.model_dump_json(exclude_defaults=True))
    return result


def _update_listed(store: Store, known: Mapping[str, tuple[Candidate, Mapping[str, Any]]]) -> None:
    operations = []
    for id_, (candidate, doc) in known.items():
        source = doc["_source"]
        change: Document = {}
        found_in = sorted({*(source.get("found_in") or ()), *candidate.found_in})
        if found_in != source.get("found_in"):
            change["found_in"] = found_in
        before = moment(source.get("listed_updated_at"))
        if candidate.updated_at and (before is None or candidate.updated_at > before):
            change["listed_updated_at"] = stamp(candidate.updated_at)
            if source.get("relevant") and source.get("state") == "done":
                change["recheck_at"] = source["first_seen_at"]
        if change:
            operations.append({"kind": "pages", "id": id_, "action": "update", "body": {"doc": change}})
    store.bulk(operations)


def sight(store: Store, candidates: Sequence[Candidate]) -> None:
    """Note that known addresses were listed by another feed, in the ledger and in their articles."""
    unique: dict[str, Candidate] = {c.id: c for c in candidates}
    pages = store.get("pages", list(unique))
    _update_listed(store, {id_: (unique[id_], doc) for id_, doc in pages.items()})
    of_article = {doc["_source"]["article"]: unique[id_] for id_, doc in pages.items() if doc["_source"].get("article")}
    operations = []
    for id_, doc in store.get("articles", list(of_article)).items():
        found_in = sorted({*(doc["_source"].get("found_in") or ()), *of_article[id_].found_in})
        if found_in != doc["_source"].get("found_in"):
            operations.append({"kind": "articles", "id": id_, "action": "update", "body": {"doc": {"found_in": found_in}}})
    store.bulk(operations)


def record(store: Store, ends: Sequence[PageEnd]) -> None:
    """Write how fetches ended; an older fetch never undoes what a newer one found out, and nothing is written when nothing differs."""
    waiting = list(ends)
    for _ in range(TRIES):
        if not waiting:
            return
        waiting = _record_once(store, waiting)


def _record_once(store: Store, ends: Sequence[PageEnd]) -> list[PageEnd]:
    first: dict[str, PageEnd] = {}
    later: list[PageEnd] = []
    for end in ends:
        id_ = end.fetch.candidate.id
        later.append(end) if id_ in first else first.update({id_: end})
    aliases = {url_id(u): (u, end) for end in first.values() for u in _addresses(end) if url_id(u) != end.fetch.candidate.id}
    current = store.get("pages", [*first, *(i for i in aliases if i not in first)])
    operations, whose = [], []
    for id_, end in first.items():
        merged = merge(current[id_]["_source"] if id_ in current else None, end)
        if merged is not None:
            operations.append(_operation(id_, merged, current.get(id_)))
            whose.append(end)
    answers = store.bulk(operations)
    later += [end for end, answer in zip(whose, answers, strict=True) if answer["status"] == 409]
    store.bulk(
        {"kind": "pages", "id": id_, "action": "create", "body": _alias(url, end)}
        for id_, (url, end) in aliases.items()
        if id_ not in first and id_ not in current
    )
    return later


def _operation(id_: str, body: Document, current: Mapping[str, Any] | None) -> Document:
    operation: Document = {"kind": "pages", "id": id_, "body": body}
    if current is None:
        return operation | {"action": "create"}
    return operation | {"action": "index", "if_seq_no": current["_seq_no"], "if_primary_term": current["_primary_term"]}


def _addresses(end: PageEnd) -> Iterable[str]:
    """Other addresses of the page that count as known from now on: where it was redirected to, and its canonical one."""
    if end.fetch.outcome is Outcome.FETCHED:
        yield from (u for u in (end.fetch.url, *end.article_urls) if u.startswith("http"))


def _alias(url: str, end: PageEnd) -> Document:
    return {
        "url": url,
        "domain": registrable_domain(url),
        "source": end.fetch.candidate.source,
        "found_in": [],
        "state": "done",
        "attempts": 0,
        "first_seen_at": stamp(end.fetch.first_seen_at or end.fetch.seen_at),
        "relevant": False,
        "article": end.article,
    }


def merge(current: Mapping[str, Any] | None, end: PageEnd) -> Document | None:
    """Give the ledger's document after a fetch, or None when nothing is to be written."""
    fetch = end.fetch
    before: Document = dict(current) if current else _fresh(fetch.candidate, fetch.first_seen_at or fetch.seen_at, fetch.cycle)
    tried = moment(before.get("tried_at"))
    if tried and fetch.fetched_at.replace(microsecond=fetch.fetched_at.microsecond // 1000 * 1000) < tried:
        return None
    asked = fetch.outcome not in NOT_ASKED
    after = {**before, "state": end.state, "next_try_at": stamp(end.next_try_at), "recheck_at": stamp(end.recheck_at)}
    after |= {"detail": end.detail, "cycle": fetch.cycle, "attempts": fetch.attempts}
    if before.get("article") and fetch.outcome is not Outcome.FETCHED:
        # An article stays what it is when one later look at it fails.
        after |= {"state": "done", "next_try_at": None, "tried_at": stamp(fetch.fetched_at)}
        after["recheck_at"] = stamp(end.recheck_at or end.next_try_at)
        return after if after != before else None
    after["outcome"] = {str(stage): str(end.outcomes[stage]) for stage in STAGES if stage in end.outcomes}
    after |= {"article": end.article or before.get("article"), "relevant": end.grade is not None and end.grade >= 1}
    if asked:
        after["tried_at"] = stamp(fetch.fetched_at)
    if fetch.outcome is Outcome.FETCHED:
        after |= fetch.validators.model_dump()
    after = {name: value for name, value in after.items() if value is not None}
    return after if after != before else None


def waiting(store: Store, now: datetime, limit: int) -> list[PageTask]:
    """Give the pages to ask now: those that wait and are due, and those to be read again; the longest due first."""
    store.refresh("pages")
    due = {"range": {"next_try_at": {"lte": stamp(now)}}}
    again = {"range": {"recheck_at": {"lte": stamp(now)}}}
    query = {"bool": {"should": [{"bool": {"filter": [{"term": {"state": "waiting"}}, due]}}, {"bool": {"filter": [again]}}]}}
    sort: list[Any] = [{"first_seen_at": "asc"}, {"url": "asc"}]
    answer = store.ask(lambda: store.client.search(index=store.alias("pages"), query=query, size=limit, sort=sort))
    return [_task(hit["_source"]) for hit in answer["hits"]["hits"] if hit["_source"].get("candidate")]


def _task(source: Mapping[str, Any]) -> PageTask:
    return PageTask(
        candidate=Candidate.model_validate({**source["candidate"], "found_in": source.get("found_in") or ()}),
        attempts=int(source.get("attempts") or 0) if source["state"] == "waiting" else 0,
        first_seen_at=moment(source["first_seen_at"]),
        validators=Validators(etag=source.get("etag"), last_modified=source.get("last_modified"), body_hash=source.get("body_hash")),
    )


def count_waiting(store: Store) -> int:
    """Count the addresses that wait to be fetched."""
    query = {"term": {"state": "waiting"}}
    return int(store.ask(lambda: store.client.count(index=store.alias("pages"), query=query, ignore_unavailable=True))["count"])
