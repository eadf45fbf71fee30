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
from pipeline.store import articles, pages
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
    assert articles.write_articles(store, [write]) == [Outcome.INDEXED]
    document = articles.load_article(store, write.article.id)
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
    articles.write_articles(store, [write])
    document = articles.load_article(store, write.article.id)
    assert document is not None
    assert (document["source"]["id"], document["source"]["domain"]) == ("unlisted", "somewhere.example")


def test_writing_again_touches_nothing(store: Store, make: Any) -> None:
    writes = [make.write(), make.write()]
    articles.write_articles(store, writes)
    before = store.get_documents("articles", ids(writes))
    assert articles.write_articles(store, writes) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    after = store.get_documents("articles", ids(writes))
    assert {i: d["_version"] for i, d in before.items()} == {i: d["_version"] for i, d in after.items()}


def test_an_edit_keeps_the_old_text_under_id_and_revision(store: Store, make: Any) -> None:
    url = make.url()
    first, second = (
        make.write(url=url),
        make.write(url=url, text="A second text.", fetched_at=make.now + HOUR),
    )
    assert articles.write_articles(store, [first]) == [Outcome.INDEXED]
    assert articles.write_articles(store, [second]) == [Outcome.REVISED]
    id_ = first.article.id
    document = articles.load_article(store, id_)
    assert document is not None
    assert (document["text"], document["revision"]) == ("A second text.", 2)
    assert {key: old["text"] for key, old in revisions_of(store, id_).items()} == {
        f"{id_}-1": "A first text."
    }


def test_several_captures_of_one_address_are_merged_in_order(store: Store, make: Any) -> None:
    url = make.url()
    writes = [make.write(url=url, text=f"Text number {n}.", fetched_at=make.now + n * HOUR) for n in range(8)]
    assert articles.write_articles(store, writes) == [Outcome.INDEXED, *[Outcome.REVISED] * 7]
    document = articles.load_article(store, writes[0].article.id)
    assert document is not None
    assert (document["text"], document["revision"]) == ("Text number 7.", 8)
    assert len(revisions_of(store, writes[0].article.id)) == 7


def test_an_older_capture_goes_among_the_revisions_once(store: Store, make: Any) -> None:
    url = make.url()
    new = make.write(url=url, text="A newer text.")
    old = make.write(url=url, text="An older text.", fetched_at=make.now - HOUR)
    assert articles.write_articles(store, [new]) == [Outcome.INDEXED]
    for _ in range(2):
        assert articles.write_articles(store, [old]) == [Outcome.OLDER]
    kept = revisions_of(store, new.article.id)
    assert [doc["text"] for doc in kept.values()] == ["An older text."]
    assert (articles.load_article(store, new.article.id) or {})["text"] == "A newer text."


def test_a_revision_that_comes_back_from_the_archive_is_not_kept_twice(store: Store, make: Any) -> None:
    url = make.url()
    first, second = (
        make.write(url=url),
        make.write(url=url, text="A second text.", fetched_at=make.now + HOUR),
    )
    articles.write_articles(store, [first, second])
    assert articles.write_articles(store, [first]) == [Outcome.OLDER]
    assert list(revisions_of(store, first.article.id)) == [f"{first.article.id}-1"]


def test_one_refused_document_costs_one_document(refusing: Store, make: Any) -> None:
    writes = [make.write(), make.write(title="Refuse me"), make.write()]
    assert articles.write_articles(refusing, writes) == [Outcome.INDEXED, Outcome.REFUSED, Outcome.INDEXED]
    bad = writes[1].article.id
    kept = refusing.get_documents("refused", [f"articles-{bad}"])[f"articles-{bad}"]["_source"]
    assert "refused by a test" in kept["reason"]
    assert '"title": "Refuse me"' in kept["document"]
    assert articles.load_article(refusing, bad) is None


def test_another_article_under_the_same_id_is_told_and_changes_nothing(store: Store, make: Any) -> None:
    write = make.write()
    articles.write_articles(store, [write])
    articles.update_article(
        store, write.article.id, {"url": "https://other.example/", "urls": ["https://other.example/"]}
    )
    other = make.write(
        url=write.article.url, title="Another", text="Something else.", fetched_at=make.now + HOUR
    )
    assert articles.write_articles(store, [other]) == [Outcome.ID_COLLISION]
    assert (articles.load_article(store, write.article.id) or {})["text"] == "A first text."


def test_writers_side_by_side_lose_nothing(store: Store, make: Any) -> None:
    url = make.url()
    articles.write_articles(store, [make.write(url=url)])

    def add(feed: str) -> None:
        articles.write_articles(store, [make.write(url=url, found_in=(feed,))])

    threads = [threading.Thread(target=add, args=(f"feed-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = articles.load_article(store, make.write(url=url).article.id)
    assert found is not None
    assert found["found_in"] == [f"feed-{n}" for n in range(4)]


def test_a_story_and_a_persons_mark_outlive_a_revision(store: Store, make: Any) -> None:
    url = make.url()
    write = make.write(url=url)
    articles.write_articles(store, [write])
    articles.set_story(store, write.article.id, Grouped(write.article.id, "lead", ("q1",)))
    assert articles.mark_article(store, url, "right", "me")
    articles.write_articles(store, [make.write(url=url, text="A second text.", fetched_at=make.now + HOUR)])
    document = articles.load_article(store, write.article.id)
    assert document is not None
    assert document["story"] == {"id": write.article.id, "role": "lead", "quotes": ["q1"], "copies": 0}
    assert (document["review"]["verdict"], document["review"]["by"]) == ("right", "me")


def test_marking_what_is_not_there_says_so(store: Store, make: Any) -> None:
    assert not articles.mark_article(store, make.url(), "right", "me")


def test_ungrouped_articles_come_by_first_seen_then_id(store: Store, make: Any) -> None:
    writes = [make.write(seen_at=make.now + n * HOUR) for n in (2, 0, 1, 0)]
    articles.write_articles(store, writes)
    mine = [u.id for u in articles.find_ungrouped(store) if u.id in ids(writes)]
    assert mine == [w.article.id for w in sorted(writes, key=lambda w: (w.article.seen_at, w.article.id))]
    articles.set_story(store, mine[0], Grouped(mine[0], "lead"))
    assert mine[0] not in [u.id for u in articles.find_ungrouped(store)]


LEADS = [
    # origin, days before, shared terms, role, found
    ("a lead of last week", "web", 7, 6, "lead", True),
    ("a lead of last month", "web", 30, 6, "lead", False),
    ("a seed of last year", "seed", 365, 6, "lead", True),
    ("a lead that shares too little", "web", 7, 4, "lead", False),
    ("a copy", "web", 7, 6, "copy", True),
]


@pytest.mark.parametrize(
    ("origin", "days", "shared", "role", "found"), [row[1:] for row in LEADS], ids=[row[0] for row in LEADS]
)
def test_members_of_stories_are_found_by_shared_terms(
    store: Store, make: Any, origin: str, days: int, shared: int, role: str, found: bool
) -> None:
    own = make.url()
    terms = tuple(f"{own}{n}" for n in range(6))
    write = make.write(origin=origin, sketch=(*terms[:shared], "z"), seen_at=make.now - timedelta(days=days))
    articles.write_articles(store, [write])
    articles.set_story(store, write.article.id, Grouped(write.article.id, role))
    near = articles.find_similar_members(store, terms, since=make.now - timedelta(days=14))
    assert [(member.id, member.leads) for member in near] == (
        [(write.article.id, role == "lead")] if found else []
    )


def test_copies_are_counted_and_written_only_when_they_differ(store: Store, make: Any) -> None:
    writes = [make.write() for _ in range(3)]
    articles.write_articles(store, writes)
    lead, *copies = ids(writes)
    articles.set_story(store, lead, Grouped(lead, "lead"))
    for copy in copies:
        articles.set_story(store, copy, Grouped(lead, "copy"))
    assert articles.count_copies(store, [lead]) == 1
    assert (articles.load_article(store, lead) or {})["story"]["copies"] == 2
    assert articles.count_copies(store, [lead]) == 0


def test_what_is_forgotten_goes_for_good_and_its_story_goes_on(store: Store, make: Any) -> None:
    url, other = make.url(), make.url()
    first = make.write(url=url, urls=(url, url + "?id=1"))
    edited = make.write(url=url, text="A second text.", fetched_at=make.now + HOUR)
    copies = [make.write(url=other, seen_at=make.now + HOUR), make.write(seen_at=make.now + 2 * HOUR)]
    articles.write_articles(store, [first, edited, *copies])
    lead, *rest = [first.article.id, *ids(copies)]
    articles.set_story(store, lead, Grouped(lead, "lead"))
    for copy in rest:
        articles.set_story(store, copy, Grouped(lead, "copy"))
    fetch = make.fetch(make.candidate(url))
    pages.record_ends(store, [make.end(fetch, article=lead, grade=3)])

    assert articles.forget_article(store, url)
    assert articles.load_article(store, lead) is None
    assert revisions_of(store, lead) == {}
    assert (articles.load_article(store, rest[0]) or {})["story"] == {
        "id": lead,
        "role": "lead",
        "quotes": [],
        "copies": 1,
    }
    for address in (url, url + "?id=1"):
        page = store.get_documents("pages", [make.candidate(address).id])[make.candidate(address).id][
            "_source"
        ]
        assert (page["state"], page["forgotten"]) == ("dropped", True)
    # What was on its way does not bring it back.
    assert articles.write_articles(store, [first]) == [Outcome.FORGOTTEN]
    pages.record_ends(store, [make.end(make.fetch(make.candidate(url), minutes=60), article=lead, grade=3)])
    assert store.get_documents("pages", [lead])[lead]["_source"]["state"] == "dropped"
    assert not articles.forget_article(store, url)


def test_articles_are_found_by_any_address_under_which_they_were_met(store: Store, make: Any) -> None:
    url, met = make.url(), make.url()
    write = make.write(url=url, urls=(url, met))
    articles.write_articles(store, [write])
    assert articles.find_article_id(store, met) == write.article.id
    assert articles.find_article_id(store, make.url()) is None
