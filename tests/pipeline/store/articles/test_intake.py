"""Articles enter the index, are revised, refused and removed, one document at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pipeline.config.sources import Source
from pipeline.model.outcomes import Outcome
from pipeline.model.stories import Grouped
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.lookup import load_article
from pipeline.store.articles.reviews import mark_article
from pipeline.store.articles.stories import set_story
from pipeline.store.client import Store

HOUR = timedelta(hours=1)
OUTLET = Source(
    id="outlet", name="The Outlet", country="AZ", languages=("az",), site="https://outlet.example/"
)
REFUSED = {"fail": {"message": "refused by a test", "if": "ctx.title == 'Refuse me'"}}


def ids(writes: list[Any]) -> list[str]:
    return [write.article.id for write in writes]


def revisions_of(store: Store, id_: str) -> dict[str, Any]:
    store.refresh("revisions")
    return {
        hit["_id"]: hit["_source"] for hit in store.stream_documents("revisions", {"term": {"article": id_}})
    }


@pytest.fixture
def refusing(store: Store) -> Iterator[Store]:
    """Return a store whose articles with one headline are refused by Elasticsearch itself."""
    name, index = f"{store.prefix}refuse", f"{store.get_alias('articles')}-v1"
    store.client.ingest.put_pipeline(id=name, processors=[REFUSED])
    store.client.indices.put_settings(index=index, settings={"index.default_pipeline": name})
    yield store
    store.client.indices.put_settings(index=index, settings={"index.default_pipeline": None})
    store.client.ingest.delete_pipeline(id=name)


def test_a_new_article_has_every_field_of_its_owners(store: Store, make: Any) -> None:
    write = replace(
        make.write(authors=("A. Writer",), found_in=("feed-2", "feed-1"), archive="c1.warc.gz#7"),
        source=OUTLET,
    )
    assert write_articles(store, [write]) == [Outcome.INDEXED]
    document = load_article(store, write.article.id)
    assert document is not None
    assert document["source"] == {
        "id": "outlet",
        "name": "The Outlet",
        "kind": "independent",
        "country": "AZ",
        "domain": "outlet.example",
    }
    assert document["relevance"] == {
        "grade": 3,
        "label": "core",
        "reasons": ["headline"],
        "sentence": "A sentence.",
    }
    assert (document["first_seen_at"], document["revision"], document["cycle"]) == (
        "2026-05-07T09:00:00.000Z",
        1,
        "c1",
    )
    assert document["found_in"] == ["feed-1", "feed-2"]
    assert document["words"] == 3


def test_an_unknown_outlet_is_unlisted_under_its_domain(store: Store, make: Any) -> None:
    write = make.write(url="https://somewhere.example/one")
    write_articles(store, [write])
    document = load_article(store, write.article.id)
    assert document is not None
    assert (document["source"]["id"], document["source"]["domain"]) == ("unlisted", "somewhere.example")


def test_writing_again_touches_nothing(store: Store, make: Any) -> None:
    writes = [make.write(), make.write()]
    write_articles(store, writes)
    before = store.get_documents("articles", ids(writes))
    assert write_articles(store, writes) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    after = store.get_documents("articles", ids(writes))
    assert {i: d["_version"] for i, d in before.items()} == {i: d["_version"] for i, d in after.items()}


def test_an_edit_keeps_the_old_text_under_id_and_revision(store: Store, make: Any) -> None:
    url = make.url()
    first, second = (
        make.write(url=url),
        make.write(url=url, text="A second text.", fetched_at=make.now + HOUR),
    )
    assert write_articles(store, [first]) == [Outcome.INDEXED]
    assert write_articles(store, [second]) == [Outcome.REVISED]
    id_ = first.article.id
    document = load_article(store, id_)
    assert document is not None
    assert (document["text"], document["revision"]) == ("A second text.", 2)
    assert {key: old["text"] for key, old in revisions_of(store, id_).items()} == {
        f"{id_}-1": "A first text."
    }


def test_several_captures_of_one_address_are_merged_in_order(store: Store, make: Any) -> None:
    url = make.url()
    writes = [make.write(url=url, text=f"Text number {n}.", fetched_at=make.now + n * HOUR) for n in range(8)]
    assert write_articles(store, writes) == [Outcome.INDEXED, *[Outcome.REVISED] * 7]
    document = load_article(store, writes[0].article.id)
    assert document is not None
    assert (document["text"], document["revision"]) == ("Text number 7.", 8)
    assert len(revisions_of(store, writes[0].article.id)) == 7


def test_an_older_capture_goes_among_the_revisions_once(store: Store, make: Any) -> None:
    url = make.url()
    new = make.write(url=url, text="A newer text.")
    old = make.write(url=url, text="An older text.", fetched_at=make.now - HOUR)
    assert write_articles(store, [new]) == [Outcome.INDEXED]
    for _ in range(2):
        assert write_articles(store, [old]) == [Outcome.OLDER]
    kept = revisions_of(store, new.article.id)
    assert [doc["text"] for doc in kept.values()] == ["An older text."]
    assert (load_article(store, new.article.id) or {})["text"] == "A newer text."


def test_a_revision_that_comes_back_from_the_archive_is_not_kept_twice(store: Store, make: Any) -> None:
    url = make.url()
    first, second = (
        make.write(url=url),
        make.write(url=url, text="A second text.", fetched_at=make.now + HOUR),
    )
    write_articles(store, [first, second])
    assert write_articles(store, [first]) == [Outcome.OLDER]
    assert list(revisions_of(store, first.article.id)) == [f"{first.article.id}-1"]


def test_one_refused_document_costs_one_document(refusing: Store, make: Any) -> None:
    writes = [make.write(), make.write(title="Refuse me"), make.write()]
    assert write_articles(refusing, writes) == [Outcome.INDEXED, Outcome.REFUSED, Outcome.INDEXED]
    bad = writes[1].article.id
    kept = refusing.get_documents("refused", [f"articles-{bad}"])[f"articles-{bad}"]["_source"]
    assert "refused by a test" in kept["reason"]
    assert '"title": "Refuse me"' in kept["document"]
    assert load_article(refusing, bad) is None


def test_another_article_under_the_same_id_is_told_and_changes_nothing(store: Store, make: Any) -> None:
    write = make.write()
    write_articles(store, [write])
    store.update(
        "articles", write.article.id, {"url": "https://other.example/", "urls": ["https://other.example/"]}
    )
    other = make.write(
        url=write.article.url, title="Another", text="Something else.", fetched_at=make.now + HOUR
    )
    assert write_articles(store, [other]) == [Outcome.ID_COLLISION]
    assert (load_article(store, write.article.id) or {})["text"] == "A first text."


def test_writers_side_by_side_lose_nothing(store: Store, make: Any) -> None:
    url = make.url()
    write_articles(store, [make.write(url=url)])

    def add(feed: str) -> None:
        write_articles(store, [make.write(url=url, found_in=(feed,))])

    threads = [threading.Thread(target=add, args=(f"feed-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = load_article(store, make.write(url=url).article.id)
    assert found is not None
    assert found["found_in"] == [f"feed-{n}" for n in range(4)]


def test_a_story_and_a_persons_mark_outlive_a_revision(store: Store, make: Any) -> None:
    url = make.url()
    write = make.write(url=url)
    write_articles(store, [write])
    set_story(store, write.article.id, Grouped(write.article.id, "lead", ("q1",)))
    assert mark_article(store, url, "right", "me")
    write_articles(store, [make.write(url=url, text="A second text.", fetched_at=make.now + HOUR)])
    document = load_article(store, write.article.id)
    assert document is not None
    assert document["story"] == {"id": write.article.id, "role": "lead", "quotes": ["q1"], "copies": 0}
    assert (document["review"]["verdict"], document["review"]["by"]) == ("right", "me")
