"""What the tests of the store share: an open door to the real server, provisioned indices, and makers of the
model's values.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from local.elasticsearch import Server
from pipeline.config.settings import Settings
from pipeline.config.topic import NameForm
from pipeline.model.fetches import PageFetch
from pipeline.model.items import Article, Candidate, Moment, Verdict
from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.states import PageEnd
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.store.schema import templates

NOW = datetime(2026, 5, 7, 9, 0, tzinfo=UTC)


def make_form(stem: str, written: str) -> NameForm:
    """Return a form of a name, all of whose words are as they are written."""
    words = written.split()
    return NameForm(stem, tuple((word,) for word in words), (False,) * len(words), written)


NAMES = (
    *(make_form("vietnam", written) for written in ("vyetnam", "вьетнам", "вьетнама", "viet nam")),
    make_form("tolam", "to lam"),
)


class Maker:
    """Makes values that differ from each other where they are not given."""

    now = NOW

    def __init__(self) -> None:
        self._numbers = count(1)
        self._own = secrets.token_hex(4)

    def url(self) -> str:
        return f"https://outlet.example/{self._own}/{next(self._numbers)}"

    def article(self, **given: Any) -> Article:
        url = given.pop("url", None) or self.url()
        at = given.pop("fetched_at", NOW)
        values: dict[str, Any] = {
            "url": url,
            "urls": (url,),
            "source": "unlisted",
            "title": "A headline",
            "text": "A first text.",
        }
        values |= {
            "published": Moment(at=NOW, on="2026-05-07", rung="json-ld"),
            "first_seen_at": NOW,
            "fetched_at": at,
            "cycle": "c1",
        }
        return Article(**{**values, **given})

    def write(self, grade: int = 3, **given: Any) -> ArticleWrite:
        return ArticleWrite(
            self.article(**given), Verdict(grade=grade, reasons=("headline",), sentence="A sentence.")
        )

    def candidate(self, url: str | None = None, **given: Any) -> Candidate:
        return Candidate(url=url or self.url(), **{"source": "outlet", "found_in": ("feed-1",), **given})

    def fetch(
        self, candidate: Candidate, outcome: Outcome = Outcome.FETCHED, minutes: float = 0, **given: Any
    ) -> PageFetch:
        at = NOW + timedelta(minutes=minutes)
        return PageFetch(
            **{
                "candidate": candidate,
                "cycle": "c1",
                "outcome": outcome,
                "fetched_at": at,
                "seen_at": NOW,
                **given,
            }
        )

    def end(
        self,
        fetch: PageFetch,
        state: str = "done",
        *,
        outcomes: Mapping[Stage, Outcome] | None = None,
        **given: Any,
    ) -> PageEnd:
        return PageEnd(fetch, {Stage.CRAWL: fetch.outcome, **(outcomes or {})}, state, **given)


@pytest.fixture(scope="session")
def make() -> Maker:
    return Maker()


@pytest.fixture(scope="session")
def names() -> tuple[NameForm, ...]:
    return NAMES


@pytest.fixture(scope="session")
def chosen(elasticsearch_server: Server) -> Settings:
    """Return settings that lead to the real server, with no prefix of anybody else's."""
    server = elasticsearch_server
    return Settings(
        elasticsearch_url=server.url,
        elasticsearch_user=server.username,
        elasticsearch_password=server.password,
        index_prefix=f"azvn-test-{secrets.token_hex(4)}-",
        elasticsearch_patience=10,
    )


@pytest.fixture(scope="session")
def store(chosen: Settings, names: tuple[NameForm, ...]) -> Iterator[Store]:
    """Return provisioned indices that the tests of this folder share: each test writes under addresses of its
    own.
    """
    door = connect_store(chosen)
    templates.provision_indices(door, names)
    yield door
    templates.remove_indices(door)
    door.client.close()


@pytest.fixture
def empty(chosen: Settings, index_prefix: str) -> Iterator[Store]:
    """Return a door to a prefix under which nothing is."""
    door = connect_store(chosen.model_copy(update={"index_prefix": index_prefix}))
    yield door
    door.client.close()
