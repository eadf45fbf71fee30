"""Another pair of countries, with nothing but another topic: judged, indexed, found and mailed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.config.settings import ROOT
from pipeline.config.sources import Catalogue
from pipeline.config.topic import Topic, list_name_forms, load_topic
from pipeline.config.watches import check_watches
from pipeline.model.items import Article, Moment
from pipeline.read.judge import judge_article
from pipeline.read.prescan import passes_prescan
from pipeline.runs.publish_step import group_articles
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.search import search_stories
from pipeline.store.client import Store
from pipeline.store.schema import templates
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.write.test_drafting import text as mail_text

ARTICLES = {
    "deal": (
        "Norway and Peru sign a fishing agreement",
        "OSLO, May 7. The ministers of both countries signed it in Lima. Norwegian salmon will be exported.",
    ),
    "spanish": (
        "Noruega y Perú firman un acuerdo",
        "El embajador de Noruega fue recibido en Lima. Ambos países hablan con firmas peruanas.",
    ),
    "list": (
        "Where to go",
        "One may enter Sweden, Norway, Chile, Brazil, Peru without a visa.",
    ),
    "old-sides": ("Azerbaijan and Vietnam sign an agreement", "The ministers of both countries met in Baku."),
}
RELEVANT = {"deal", "spanish"}


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load_topic(ROOT / "config" / "topic.example.yml")


@pytest.fixture
def other(room: Newsroom, topic: Topic) -> Iterator[Newsroom]:
    """Return a newsroom whose indices know the names of the other sides alone."""
    store = replace(room.store, prefix=f"azvn-test-{secrets.token_hex(4)}-")
    templates.provision_indices(store, list_name_forms(topic))
    yield replace(room, store=store)
    templates.remove_indices(store)


def find(store: Store, words: str) -> set[str]:
    return {hit.article["url"].rpartition("/")[2] for hit in search_stories(store, words)}


def test_two_other_sides_are_judged_indexed_found_and_mailed(other: Newsroom, topic: Topic) -> None:
    other.started({"query": "Noruega", "id": "norway"})
    other.book = check_watches(other.book, Catalogue([]), topic)
    assert (other.book.topic_words, len(other.book.watches)) == ("norway peru", 1)
    at = other.now - timedelta(minutes=1)
    writes = []
    for name, (title, text) in ARTICLES.items():
        article = Article(
            url=f"https://outlet.example/{name}",
            source="unlisted",
            title=title,
            text=text,
            published=Moment(at=at, on=f"{at:%Y-%m-%d}"),
            first_seen_at=at,
            fetched_at=at,
        )
        verdict = judge_article(article, topic)
        assert (verdict.grade >= 2) is (name in RELEVANT), (name, verdict)
        assert passes_prescan(f"<p>{title} {text}</p>".encode(), topic) is (name != "old-sides")
        writes.append(ArticleWrite(article, verdict))
    write_articles(other.store, [write for write in writes if write.verdict.grade >= 2])
    group_articles(other.store, other.now)
    for words in ("Norge", "Perú", "peruanos", "norske Peru"):
        assert find(other.store, words) == RELEVANT, words
    assert find(other.store, "Vietnam") == set()
    other.run()
    (mail,) = other.office.to("lan@desk.example")
    assert str(mail["Subject"]).startswith("[NO–PE] ")
    assert str(mail["From"]) == "Norway–Peru news monitor <monitor@azvn.example>"
    told = mail_text(mail)
    assert {name for name, (title, _) in ARTICLES.items() if title in told} == RELEVANT
    assert "Vietnam" not in told
