"""Addresses that feeds list wait; known ones remember who listed them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipeline.model.outcomes import Outcome, Stage
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.lookup import load_article
from pipeline.store.client import Store
from pipeline.store.pages.candidates import add_candidates, note_sightings
from pipeline.store.pages.ends import record_ends
from pipeline.store.pages.frontier import find_due_pages

HOUR = timedelta(hours=1)
READ = {Stage.PRESCAN: Outcome.PASSED, Stage.EXTRACT: Outcome.PASSED, Stage.JUDGE: Outcome.CORE}


def page(store: Store, id_: str) -> dict[str, Any]:
    return dict(store.get_documents("pages", [id_])[id_]["_source"])


def due(store: Store, at: Any, candidates: Any) -> list[str]:
    mine = {c.url for c in candidates}
    return [t.candidate.url for t in find_due_pages(store, at, 1000) if t.candidate.url in mine]


def test_new_addresses_wait_and_known_ones_are_left(store: Store, make: Any) -> None:
    candidates = [make.candidate(title="A title") for _ in range(3)]
    assert add_candidates(store, candidates[:2], first_seen_at=make.now, cycle="c1") == 2
    assert add_candidates(store, candidates, first_seen_at=make.now + HOUR, cycle="c2") == 1
    first = page(store, candidates[0].id)
    assert (first["state"], first["first_seen_at"], first["cycle"]) == (
        "waiting",
        "2026-05-07T09:00:00.000Z",
        "c1",
    )
    assert first["candidate"]["title"] == "A title"


def test_an_edit_that_a_feed_announces_makes_a_relevant_article_due(store: Store, make: Any) -> None:
    candidate = make.candidate()
    add_candidates(store, [candidate], first_seen_at=make.now, cycle="c1")
    record_ends(store, [make.end(make.fetch(candidate), outcomes=READ, article="a1", grade=3)])
    edited = candidate.model_copy(update={"updated_at": make.now + HOUR})
    assert add_candidates(store, [edited], first_seen_at=make.now + HOUR, cycle="c2") == 0
    assert due(store, make.now + HOUR, [candidate]) == [candidate.url]


def test_another_feed_is_noted_in_the_page_and_in_the_article(store: Store, make: Any) -> None:
    candidate = make.candidate()
    write = make.write(url=candidate.url, found_in=("feed-1",))
    write_articles(store, [write])
    record_ends(store, [make.end(make.fetch(candidate), outcomes=READ, article=write.article.id, grade=3)])
    for _ in range(2):
        note_sightings(store, [candidate.model_copy(update={"found_in": ("feed-2",)})])
    assert page(store, candidate.id)["found_in"] == ["feed-1", "feed-2"]
    assert (load_article(store, write.article.id) or {})["found_in"] == ["feed-1", "feed-2"]
