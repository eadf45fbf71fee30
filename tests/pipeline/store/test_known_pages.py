"""The crawl's question is answered at once or not at all."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.config.settings import Settings
from pipeline.store import known_pages as known_
from pipeline.store.client import Store
from pipeline.store.known_pages import StoreAway, load_known_pages


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_, "PATIENCE", 0.0)
    known_._open_store.cache_clear()


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
