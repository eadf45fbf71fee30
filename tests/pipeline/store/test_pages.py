"""The ledger knows every address, loses none, and says which are due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipeline.config.settings import Settings
from pipeline.model.fetches import Validators
from pipeline.model.outcomes import Outcome, Stage
from pipeline.store import articles, pages
from pipeline.store.client import Store
from pipeline.store.known_pages import load_known_pages

HOUR = timedelta(hours=1)
READ = {Stage.PRESCAN: Outcome.PASSED, Stage.EXTRACT: Outcome.PASSED, Stage.JUDGE: Outcome.CORE}


def page(store: Store, id_: str) -> dict[str, Any]:
    return dict(store.get_documents("pages", [id_])[id_]["_source"])


def due(store: Store, at: Any, candidates: Any) -> list[str]:
    mine = {c.url for c in candidates}
    return [t.candidate.url for t in pages.find_due_pages(store, at, 1000) if t.candidate.url in mine]


def test_new_addresses_wait_and_known_ones_are_left(store: Store, make: Any) -> None:
    candidates = [make.candidate(title="A title") for _ in range(3)]
    assert pages.add_candidates(store, candidates[:2], seen_at=make.now, cycle="c1") == 2
    assert pages.add_candidates(store, candidates, seen_at=make.now + HOUR, cycle="c2") == 1
    first = page(store, candidates[0].id)
    assert (first["state"], first["first_seen_at"], first["cycle"]) == (
        "waiting",
        "2026-05-07T09:00:00.000Z",
        "c1",
    )
    assert first["candidate"]["title"] == "A title"


def test_pages_are_due_in_the_order_in_which_they_were_seen(store: Store, make: Any) -> None:
    candidates = [make.candidate() for _ in range(3)]
    for hours, candidate in zip((2, 0, 1), candidates, strict=True):
        pages.add_candidates(store, [candidate], seen_at=make.now + hours * HOUR, cycle="c1")
    assert due(store, make.now + HOUR, candidates) == [candidates[1].url, candidates[2].url]
    assert len(due(store, make.now + 2 * HOUR, candidates)) == 3


def test_only_the_pages_of_the_sources_asked_for_are_due(store: Store, make: Any) -> None:
    mine, other = make.candidate(source="mine-only"), make.candidate()
    pages.add_candidates(store, [mine, other], seen_at=make.now, cycle="c1")
    assert [t.candidate.url for t in pages.find_due_pages(store, make.now, 10, {"mine-only"})] == [mine.url]


def test_a_fetch_that_failed_waits_with_its_attempts_and_validators(store: Store, make: Any) -> None:
    candidate = make.candidate()
    pages.add_candidates(store, [candidate], seen_at=make.now, cycle="c1")
    pages.record_ends(
        store,
        [
            make.end(
                make.fetch(candidate, Outcome.TIMEOUT, attempts=3),
                "waiting",
                next_try_at=make.now + HOUR,
                detail="20 s",
            )
        ],
    )
    assert due(store, make.now, [candidate]) == []
    [task] = [
        t for t in pages.find_due_pages(store, make.now + HOUR, 1000) if t.candidate.url == candidate.url
    ]
    assert (task.attempts, task.first_seen_at) == (3, make.now)


def test_a_relevant_page_is_read_again_with_its_validators(store: Store, make: Any) -> None:
    candidate = make.candidate()
    validators = Validators(etag='"e1"', last_modified="Thu, 07 May 2026 09:00:00 GMT", body_hash="h")
    fetch = make.fetch(candidate, validators=validators)
    pages.record_ends(
        store, [make.end(fetch, outcomes=READ, article="a1", grade=3, recheck_at=make.now + HOUR)]
    )
    assert due(store, make.now, [candidate]) == []
    [task] = [
        t for t in pages.find_due_pages(store, make.now + HOUR, 1000) if t.candidate.url == candidate.url
    ]
    assert (task.attempts, task.validators) == (0, validators)


def test_a_recheck_that_fails_counts_its_attempts(store: Store, make: Any) -> None:
    candidate = make.candidate()
    pages.record_ends(
        store,
        [make.end(make.fetch(candidate), outcomes=READ, article="a1", grade=3, recheck_at=make.now + HOUR)],
    )
    late = make.fetch(candidate, Outcome.TIMEOUT, minutes=60, attempts=1)
    pages.record_ends(store, [make.end(late, "waiting", next_try_at=make.now + 2 * HOUR)])
    [task] = [
        t for t in pages.find_due_pages(store, make.now + 2 * HOUR, 1000) if t.candidate.url == candidate.url
    ]
    assert task.attempts == 1


def test_recording_the_same_end_again_writes_nothing(store: Store, make: Any) -> None:
    end = make.end(make.fetch(make.candidate()), outcomes=READ, article="a1", grade=3)
    pages.record_ends(store, [end])
    id_ = end.fetch.candidate.id
    before = store.get_documents("pages", [id_])[id_]["_seq_no"]
    pages.record_ends(store, [end])
    assert store.get_documents("pages", [id_])[id_]["_seq_no"] == before


def test_many_ends_of_one_address_are_merged_in_order(store: Store, make: Any) -> None:
    candidate = make.candidate()
    ends = [
        make.end(make.fetch(candidate, Outcome.TIMEOUT, minutes=n, attempts=n), "waiting")
        for n in range(1, 9)
    ]
    pages.record_ends(store, ends)
    assert page(store, candidate.id)["attempts"] == 8


def test_redirects_and_canonical_addresses_are_known_from_then_on(
    store: Store, make: Any, chosen: Settings
) -> None:
    candidate, final, canonical, pending = make.candidate(), make.url(), make.url(), make.candidate()
    pages.add_candidates(store, [pending], seen_at=make.now, cycle="c1")
    fetch = make.fetch(candidate, url=final)
    pages.record_ends(
        store, [make.end(fetch, outcomes=READ, article="a1", article_urls=(canonical, pending.url), grade=3)]
    )
    ids = [make.candidate(url).id for url in (final, canonical)]
    assert set(load_known_pages(chosen, [*ids, make.candidate().id])) == set(ids)
    assert page(store, ids[0])["article"] == "a1"
    # An address that waits by itself goes on waiting.
    assert page(store, pending.id)["state"] == "waiting"


def test_a_run_that_died_before_the_ledger_knew_ends_in_the_same_words(store: Store, make: Any) -> None:
    candidate = make.candidate()
    write = make.write(url=candidate.url, text="Written before the run died.")
    articles.write_articles(store, [write])
    outcomes = READ | {Stage.INDEX: articles.write_articles(store, [write])[0]}
    assert outcomes[Stage.INDEX] is Outcome.UNCHANGED
    pages.record_ends(
        store, [make.end(make.fetch(candidate), outcomes=outcomes, article=write.article.id, grade=3)]
    )
    assert page(store, candidate.id)["outcome"]["index"] == "indexed"


def test_a_later_look_at_the_same_words_is_unchanged(store: Store, make: Any) -> None:
    candidate = make.candidate()
    write = make.write(url=candidate.url)
    for minutes, word in ((0, "indexed"), (60, "unchanged")):
        outcomes = READ | {Stage.INDEX: articles.write_articles(store, [write])[0]}
        fetch = make.fetch(candidate, minutes=minutes)
        pages.record_ends(store, [make.end(fetch, outcomes=outcomes, article=write.article.id, grade=3)])
        assert page(store, candidate.id)["outcome"]["index"] == word


def test_what_the_crawl_asks_is_answered_from_the_ledger(store: Store, make: Any, chosen: Settings) -> None:
    edited = make.now + timedelta(microseconds=123_456)
    candidate = make.candidate(updated_at=edited)
    pages.add_candidates(store, [candidate], seen_at=make.now, cycle="c1")
    pages.record_ends(store, [make.end(make.fetch(candidate), outcomes=READ, article="a1", grade=2)])
    [answer] = load_known_pages(chosen, [candidate.id]).values()
    assert (answer.found_in, answer.relevant) == (frozenset({"feed-1"}), True)
    assert answer.updated_at is not None
    assert edited <= answer.updated_at < edited + timedelta(milliseconds=1)


def test_an_edit_that_a_feed_tells_makes_a_relevant_article_due(store: Store, make: Any) -> None:
    candidate = make.candidate()
    pages.add_candidates(store, [candidate], seen_at=make.now, cycle="c1")
    pages.record_ends(store, [make.end(make.fetch(candidate), outcomes=READ, article="a1", grade=3)])
    told = candidate.model_copy(update={"updated_at": make.now + HOUR})
    assert pages.add_candidates(store, [told], seen_at=make.now + HOUR, cycle="c2") == 0
    assert due(store, make.now + HOUR, [candidate]) == [candidate.url]


def test_another_feed_is_noted_in_the_ledger_and_in_the_article(store: Store, make: Any) -> None:
    candidate = make.candidate()
    write = make.write(url=candidate.url, found_in=("feed-1",))
    articles.write_articles(store, [write])
    pages.record_ends(
        store, [make.end(make.fetch(candidate), outcomes=READ, article=write.article.id, grade=3)]
    )
    for _ in range(2):
        pages.note_sightings(store, [candidate.model_copy(update={"found_in": ("feed-2",)})])
    assert page(store, candidate.id)["found_in"] == ["feed-1", "feed-2"]
    assert (articles.load_article(store, write.article.id) or {})["found_in"] == ["feed-1", "feed-2"]


def test_the_candidate_comes_back_whole(store: Store, make: Any) -> None:
    candidate = make.candidate(
        title="Vyetnam",
        summary="One.\nTwo.",
        published_at=make.now,
        alternates=("https://outlet.example/vi",),
    )
    pages.add_candidates(store, [candidate], seen_at=make.now, cycle="c1")
    [task] = [t for t in pages.find_due_pages(store, make.now, 1000) if t.candidate.url == candidate.url]
    assert task.candidate == candidate


def test_waiting_addresses_are_counted(store: Store, make: Any) -> None:
    store.refresh("pages")
    before = pages.count_waiting_pages(store)
    pages.add_candidates(store, [make.candidate()], seen_at=make.now, cycle="c1")
    store.refresh("pages")
    assert pages.count_waiting_pages(store) == before + 1
