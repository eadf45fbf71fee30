"""How a fetch ended is written to its page, in order, and never undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipeline.config.settings import Settings
from pipeline.model.outcomes import Outcome, Stage
from pipeline.store.articles.intake import write_articles
from pipeline.store.client import Store
from pipeline.store.pages.candidates import add_candidates
from pipeline.store.pages.ends import record_ends
from pipeline.store.pages.known_pages import load_known_pages

HOUR = timedelta(hours=1)
READ = {Stage.PRESCAN: Outcome.PASSED, Stage.EXTRACT: Outcome.PASSED, Stage.JUDGE: Outcome.CORE}


def page(store: Store, id_: str) -> dict[str, Any]:
    return dict(store.get_documents("pages", [id_])[id_]["_source"])


def test_recording_the_same_end_again_writes_nothing(store: Store, make: Any) -> None:
    end = make.end(make.fetch(make.candidate()), outcomes=READ, article="a1", grade=3)
    record_ends(store, [end])
    id_ = end.fetch.candidate.id
    before = store.get_documents("pages", [id_])[id_]["_seq_no"]
    record_ends(store, [end])
    assert store.get_documents("pages", [id_])[id_]["_seq_no"] == before


def test_many_ends_of_one_address_are_merged_in_order(store: Store, make: Any) -> None:
    candidate = make.candidate()
    ends = [
        make.end(make.fetch(candidate, Outcome.TIMEOUT, minutes=n, attempts=n), "waiting")
        for n in range(1, 9)
    ]
    record_ends(store, ends)
    assert page(store, candidate.id)["attempts"] == 8


def test_redirects_and_canonical_addresses_are_known_from_then_on(
    store: Store, make: Any, chosen: Settings
) -> None:
    candidate, final, canonical, pending = make.candidate(), make.url(), make.url(), make.candidate()
    add_candidates(store, [pending], first_seen_at=make.now, cycle="c1")
    fetch = make.fetch(candidate, url=final)
    record_ends(
        store, [make.end(fetch, outcomes=READ, article="a1", article_urls=(canonical, pending.url), grade=3)]
    )
    ids = [make.candidate(url).id for url in (final, canonical)]
    assert set(load_known_pages(chosen, [*ids, make.candidate().id])) == set(ids)
    assert page(store, ids[0])["article"] == "a1"
    # An address that waits by itself goes on waiting.
    assert page(store, pending.id)["state"] == "waiting"


def test_a_run_that_died_before_the_page_knew_ends_in_the_same_words(store: Store, make: Any) -> None:
    candidate = make.candidate()
    write = make.write(url=candidate.url, text="Written before the run died.")
    write_articles(store, [write])
    outcomes = READ | {Stage.INDEX: write_articles(store, [write])[0]}
    assert outcomes[Stage.INDEX] is Outcome.UNCHANGED
    record_ends(
        store, [make.end(make.fetch(candidate), outcomes=outcomes, article=write.article.id, grade=3)]
    )
    assert page(store, candidate.id)["outcome"]["index"] == "indexed"


def test_a_later_look_at_the_same_words_is_unchanged(store: Store, make: Any) -> None:
    candidate = make.candidate()
    write = make.write(url=candidate.url)
    for minutes, word in ((0, "indexed"), (60, "unchanged")):
        outcomes = READ | {Stage.INDEX: write_articles(store, [write])[0]}
        fetch = make.fetch(candidate, minutes=minutes)
        record_ends(store, [make.end(fetch, outcomes=outcomes, article=write.article.id, grade=3)])
        assert page(store, candidate.id)["outcome"]["index"] == word
