"""The crawl's question is answered at once or not at all."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.config.settings import Settings
from pipeline.model.outcomes import Outcome, Stage
from pipeline.store.client import Store
from pipeline.store.errors import StoreAway
from pipeline.store.pages import known_pages
from pipeline.store.pages.candidates import add_candidates
from pipeline.store.pages.ends import record_ends
from pipeline.store.pages.known_pages import load_known_pages

READ = {Stage.PRESCAN: Outcome.PASSED, Stage.EXTRACT: Outcome.PASSED, Stage.JUDGE: Outcome.CORE}


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_pages, "PATIENCE", 0.0)
    known_pages._open_store.cache_clear()


def test_nothing_is_known_before_the_indices_are_made(empty: Store, chosen: Settings) -> None:
    assert load_known_pages(chosen.model_copy(update={"index_prefix": empty.prefix}), ["a", "b"]) == {}


def test_no_addresses_need_no_answer(store: Store, chosen: Settings) -> None:
    assert load_known_pages(chosen, []) == {}


def test_a_server_that_is_away_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(StoreAway, match="does not answer"):
        load_known_pages(Settings(elasticsearch_url=url), ["a"])


WRONG: list[dict[str, Any]] = [{"elasticsearch_password": SecretStr("wrong")}, {"elasticsearch_url": None}]


@pytest.mark.parametrize("changes", WRONG)
def test_a_server_that_refuses_is_away_for_the_crawl(chosen: Settings, changes: dict[str, Any]) -> None:
    with pytest.raises(StoreAway):
        load_known_pages(chosen.model_copy(update=changes), ["a"])


def test_what_the_crawl_asks_is_answered_from_the_pages(store: Store, make: Any, chosen: Settings) -> None:
    edited = make.now + timedelta(microseconds=123_456)
    candidate = make.candidate(updated_at=edited)
    add_candidates(store, [candidate], first_seen_at=make.now, cycle="c1")
    record_ends(store, [make.end(make.fetch(candidate), outcomes=READ, article="a1", grade=2)])
    [answer] = load_known_pages(chosen, [candidate.id]).values()
    assert (answer.found_in, answer.relevant) == (frozenset({"feed-1"}), True)
    assert answer.updated_at is not None
    assert edited <= answer.updated_at < edited + timedelta(milliseconds=1)
