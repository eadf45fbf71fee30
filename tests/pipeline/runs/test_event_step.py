"""New articles are put into stories and events, in whatever order they come, and nothing is written twice."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.model.items import Article, Moment, Verdict
from pipeline.runs.event_step import find_events, renew_meanings
from pipeline.runs.group_step import group_articles
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.event_search import describe_event, find_latest_events
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.search import search_stories
from pipeline.store.client import Store
from pipeline.store.documents import Document
from pipeline.text.sketch import sketch_text

LONG_AGO = datetime(2026, 3, 3, 6, tzinfo=UTC)
"""Older than any window that is counted back from today."""
TRADE = (
    (
        "en",
        "Trade between Azerbaijan and Vietnam grows",
        "Trade turnover between Azerbaijan and Vietnam came to 52.4 million dollars this year, 17.5 percent"
        " more than before, the State Customs Committee said in Baku.",
    ),
    (
        "az",
        "Azərbaycanla Vyetnam arasında ticarət artıb",
        "Azərbaycan ilə Vyetnam arasında ticarət dövriyyəsi bu il 52,4 milyon dollar təşkil edib, artım 17,5"
        " faizdir, Dövlət Gömrük Komitəsi bildirib.",
    ),
    (
        "vi",
        "Kim ngạch Việt Nam - Azerbaijan tăng",
        "Kim ngạch thương mại giữa Việt Nam và Azerbaijan đạt 52,4 triệu USD, tăng 17,5% so với cùng kỳ, theo"
        " Ủy ban Hải quan Nhà nước Azerbaijan.",
    ),
    (
        "ru",
        "Товарооборот Азербайджана и Вьетнама вырос",
        "Товарооборот между Азербайджаном и Вьетнамом составил 52,4 млн долларов, рост на 17,5%, сообщил"
        " Государственный таможенный комитет.",
    ),
)
CONCERT = (
    (
        "en",
        "Mugham singers fill the opera house in Hanoi",
        "A trio of mugham singers from Shusha gave a concert for 640 listeners in Hanoi's opera house, the"
        " first of nine on their tour along the coast.",
    ),
    (
        "vi",
        "Nghệ sĩ mugham hát tại Nhà hát Lớn Hà Nội",
        "Ba nghệ sĩ mugham đến từ Shusha biểu diễn trước 640 khán giả tại Nhà hát Lớn Hà Nội, mở đầu chuyến"
        " lưu diễn dọc bờ biển.",
    ),
)


@pytest.fixture
def store(provisioned: Store, empty_prefix: str) -> Store:
    """Return a door to indices that hold nothing."""
    assert provisioned.prefix == empty_prefix
    return provisioned


def make_writes() -> list[ArticleWrite]:
    """An event in four languages with a copy, another in two of the same days, and the first weeks later."""
    rows = [(text, hour) for hour, text in enumerate(TRADE)] + [
        (text, 8 + n) for n, text in enumerate(CONCERT)
    ]
    writes = [make_write(f"{n}", *text, hours=hour) for n, (text, hour) in enumerate(rows)]
    writes.append(make_write("copy", *TRADE[0], hours=20))
    later = []
    for language, title, text in TRADE[:2]:
        later.append((language, title, text.replace("52", "61").replace("17", "23")))
    return writes + [make_write(f"later-{n}", *text, hours=24 * 30 + n) for n, text in enumerate(later)]


def make_write(name: str, language: str, title: str, text: str, *, hours: float) -> ArticleWrite:
    at = LONG_AGO + timedelta(hours=hours)
    article = Article(
        url=f"https://outlet-{language}.example/{name}",
        source="unlisted",
        language=language,
        title=title,
        text=text,
        published=Moment(at=at, on=f"{at:%Y-%m-%d}", rung="json-ld"),
        first_seen_at=at + timedelta(minutes=20),
        fetched_at=at + timedelta(minutes=20),
        sketch=sketch_text(text),
    )
    return ArticleWrite(article, Verdict(grade=3))


def publish(store: Store, writes: Sequence[ArticleWrite], parts: int) -> None:
    for start in range(parts):
        write_articles(store, writes[start::parts])
        group_articles(store)
        find_events(store)


def read_groups(store: Store, kind: str) -> dict[str, frozenset[str]]:
    """The articles of each story, or event, by each article's name."""
    store.refresh("articles")
    hits = list(store.stream_documents("articles", fields=["url", kind]))
    groups: dict[str, set[str]] = {}
    for hit in hits:
        groups.setdefault(hit["_source"][kind]["id"], set()).add(hit["_source"]["url"])
    return {url: frozenset(group) for group in groups.values() for url in group}


def read_documents(store: Store) -> Mapping[str, Document]:
    store.refresh("articles")
    return store.get_documents("articles", store.find_ids("articles"))


def read_versions(store: Store) -> Mapping[str, int]:
    return {id_: document["_version"] for id_, document in read_documents(store).items()}


def test_five_orders_give_the_same_stories_and_events(store: Store) -> None:
    found = []
    for order in range(5):
        writes = make_writes()
        random.Random(order).shuffle(writes)
        publish(store, writes, parts=1 + order % 3)
        found.append((read_groups(store, "story"), read_groups(store, "event")))
        store.client.delete_by_query(index=f"{store.prefix}articles", query={"match_all": {}}, refresh=True)
    assert all(one == found[0] for one in found)
    stories, events = found[0]
    assert sorted(len(group) for group in set(stories.values())) == [1] * 7 + [2]
    assert sorted(len(group) for group in set(events.values())) == [2, 2, 5]


def test_an_event_counts_its_stories_and_languages_and_is_named_for_its_first_story(
    store: Store,
) -> None:
    publish(store, make_writes(), parts=1)
    store.refresh("articles")
    hits = {h["_source"]["url"]: h["_source"] for h in store.stream_documents("articles")}
    first = hits["https://outlet-en.example/0"]
    for name in ("outlet-az.example/1", "outlet-ru.example/3", "outlet-en.example/copy"):
        assert hits[f"https://{name}"]["event"] == {
            "id": first["story"]["id"],
            "stories": 4,
            "languages": ["az", "en", "ru", "vi"],
        }


def test_people_see_an_event_once_with_its_stories_by_language(store: Store) -> None:
    publish(store, make_writes(), parts=1)
    latest = [describe_event(stories) for stories in find_latest_events(store, size=5, grade=2, least=2)]
    counts = [(event["stories"], event["articles"], event["languages"]) for event in latest]
    assert counts == [(2, 2, ["az", "en"]), (2, 2, ["en", "vi"]), (4, 5, ["az", "en", "ru", "vi"])]
    found = [one.build_json() for one in search_stories(store, "customs committee baku")]
    others = {other["language"] for other in found[0]["event_stories"]}
    assert found[0]["event"]
    assert others in ({"az", "ru", "vi"}, {"az"})


def test_a_cycle_that_is_published_again_writes_nothing(store: Store) -> None:
    publish(store, make_writes(), parts=2)
    before = read_versions(store)
    publish(store, [], parts=1)
    assert read_versions(store) == before


def test_a_later_copy_gets_the_event_of_its_story(store: Store) -> None:
    writes = make_writes()
    publish(store, [write for write in writes if "copy" not in write.article.url], parts=1)
    publish(store, [write for write in writes if "copy" in write.article.url], parts=1)
    assert "https://outlet-en.example/copy" in read_groups(store, "event")["https://outlet-az.example/1"]


def test_meanings_are_kept_and_read_anew_only_for_another_model(store: Store) -> None:
    publish(store, make_writes(), parts=1)
    assert renew_meanings(store) == 0
    id_ = store.find_ids("articles", {"term": {"story.role": "lead"}})[0]
    store.update("articles", id_, {"meaning_by": "another model"})
    assert renew_meanings(store) == 1
    assert renew_meanings(store) == 0


def test_what_a_killed_run_decided_and_did_not_count_is_counted_by_the_next(store: Store) -> None:
    publish(store, make_writes(), parts=1)
    before = {id_: document["_source"]["event"] for id_, document in read_documents(store).items()}
    script = "ctx._source.event.remove('stories'); ctx._source.event.remove('languages')"
    query = {"term": {"language": "az"}}
    store.client.update_by_query(index=f"{store.prefix}articles", query=query, script=script, refresh=True)
    assert {id_: document["_source"]["event"] for id_, document in read_documents(store).items()} != before
    find_events(store)
    assert {id_: document["_source"]["event"] for id_, document in read_documents(store).items()} == before
