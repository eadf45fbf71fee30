"""Names and words find each other in four languages, whatever their form and their diacritics."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.config import topic
from pipeline.config.settings import ROOT, Settings
from pipeline.model.stories import Grouped
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.search import search_page, search_stories
from pipeline.store.articles.search_query import Part, Search, build_query, split_search
from pipeline.store.articles.stories import set_story
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.store.schema import templates
from pipeline.store.schema.mappings import DEFAULT_FIELDS

TEXTS = {
    "en": (
        "Leaders meet",
        "President Aliyev received To Lam, who came from Vietnam on a state visit to Azerbaijan.",
    ),
    "en-adjective": ("Trade grows", "Vietnamese and Azerbaijani companies signed contracts."),
    "en-spaced": ("A book", "Readers in Viet Nam liked the novel."),
    "en-other": ("Weather", "It was said to rain; the lamb went to a farm. Nam Nguyen had to go."),
    "az": ("Dövlət səfəri", "İlham Əliyevin dəvəti ilə Vyetnamın lideri To Lam Azərbaycana gəldi."),
    "az-plain": ("Iqtisadiyyat", "Azerbaycan iqtisadiyyati haqqinda Memmedov danisdi."),
    "az-other": ("Mədəniyyət", "Bəstəkar Məmmədov Gəncədə çıxış etdi."),
    "vi": ("Chuyến thăm", "Tổng Bí thư Tô Lâm thăm Adécbaigian, Tổng thống Aliyev đón đoàn Việt Nam."),
    "ru": (
        "Встреча",
        "Ильхам Алиев встретился с То Ламом; президент Вьетнама завершил государственный визит.",
    ),
    "ru-cases": ("Переговоры", "Лидер приехал с визитом: о Вьетнаме и Азербайджане говорили у Алиева."),
    "ru-adjective": ("Торговля", "Вьетнамский и азербайджанский бизнес."),
}
VIETNAM = {"en", "en-adjective", "en-spaced", "az", "vi", "ru", "ru-cases", "ru-adjective"}
AZERBAIJAN = {"en", "en-adjective", "az", "az-plain", "vi", "ru-cases", "ru-adjective"}
ALIYEV = {"en", "az", "vi", "ru", "ru-cases"}
TO_LAM = {"en", "az", "vi", "ru"}

MATRIX = [
    (("Vietnam", "Viet Nam", "Việt Nam", "Vyetnam", "Вьетнам", "vietnam", "VIETNAM", "viet-nam"), VIETNAM),
    (("Vietnamese", "Vyetnamın", "Вьетнама", "вьетнамский", "вьетнамцы", "Vietnam's"), VIETNAM),
    (("Azərbaycan", "Azerbaycan", "Azarbaycan", "Azerbaijan", "Азербайджан", "Adécbaigian"), AZERBAIJAN),
    (("Azərbaycanın", "Azerbaijani", "Азербайджана", "азербайджанский", "AZƏRBAYCAN"), AZERBAIJAN),
    (("Aliyev", "Əliyev", "Eliyev", "Əliyevin", "Алиев", "Алиева", "əliyev"), ALIYEV),
    (("To Lam", "Tô Lâm", "to lam", "То Лам", "То Лама", "To\u0302 La\u0302m", '"To Lam"'), TO_LAM),
    (("Вьетнам визит", "Vyetnam визит", "визитом Вьетнама"), {"ru", "ru-cases"}),
    (("Məmmədov", "Memmedov"), {"az-other", "az-plain"}),
    (("Mammadov",), {"az-other"}),
    (("Gəncədə", "Gencede", "Gancada"), {"az-other"}),
    (("chuyen tham", "Chuyến thăm", "thăm chuyến"), {"vi"}),
    (("company contract",), {"en-adjective"}),
    (("встречи", "президента"), {"ru"}),
    (("Mammadov çıxış",), {"az-other"}),
    (("Aliyev Вьетнам", "Вьетнам Əliyev"), ALIYEV & VIETNAM),
    (("Tô Lâm Aliyev", "Алиев To Lam"), TO_LAM & ALIYEV),
    (("Nam",), {"en-spaced", "en-other", "vi"}),
    (("To Lam Вьетнам визит",), {"ru"}),
    (("Lam To", "nothing of the kind", "", "  ", "?!"), set()),
]
CASES = [(query, found) for queries, found in MATRIX for query in queries]


@pytest.fixture(scope="module")
def spoken(chosen: Settings) -> Iterator[Store]:
    """Return indices made with the real topic, with the texts of the table in them."""
    door = connect_store(chosen.model_copy(update={"index_prefix": f"azvn-test-{secrets.token_hex(4)}-"}))
    templates.provision_indices(door, topic.list_name_forms(topic.load_topic(ROOT / "config" / "topic.yml")))
    yield door
    templates.remove_indices(door)
    door.client.close()


@pytest.fixture(scope="module")
def table(spoken: Store, make: Any) -> Store:
    writes = [
        make.write(url=f"https://outlet.example/{name}", title=title, text=text)
        for name, (title, text) in TEXTS.items()
    ]
    write_articles(spoken, writes)
    return spoken


def names(found: Any) -> set[str]:
    return {hit.article["url"].rpartition("/")[2] for hit in found}


@pytest.mark.parametrize(("query", "found"), CASES, ids=[query or "empty" for query, _ in CASES])
def test_a_search_finds_what_the_table_says(table: Store, query: str, found: set[str]) -> None:
    assert names(search_stories(table, query, size=50)) == found


KIBANA = [
    ("To Lam", TO_LAM),
    ('"Tô Lâm"', TO_LAM),
    ("Viet Nam", VIETNAM),
    ("Azarbaycan", AZERBAIJAN),
    ("Mammadov", {"az-other"}),
]
LUCENE = [*KIBANA, ("Вьетнам AND визит", {"ru", "ru-cases"})]


def found_by(store: Store, body: dict[str, Any]) -> set[str]:
    store.refresh("articles")
    hits = store.client.search(index=store.get_alias("articles"), query=body, size=50)["hits"]["hits"]
    return {hit["_source"]["url"].rpartition("/")[2] for hit in hits}


@pytest.mark.parametrize(("query", "found"), LUCENE, ids=[query for query, _ in LUCENE])
def test_plain_words_in_lucene_syntax_search_all_fields_in_all_forms(
    table: Store, query: str, found: set[str]
) -> None:
    assert found_by(table, {"query_string": {"query": query}}) == found


@pytest.mark.parametrize(("query", "found"), KIBANA, ids=[query for query, _ in KIBANA])
def test_plain_words_in_kql_search_all_fields_in_all_forms(table: Store, query: str, found: set[str]) -> None:
    # What KQL makes of words without a field.
    kind = "phrase" if '"' in query else "best_fields"
    assert (
        found_by(table, {"multi_match": {"type": kind, "query": query.strip('"'), "lenient": True}}) == found
    )


def test_a_known_name_of_several_words_is_one_part(table: Store) -> None:
    parts = [("Tô Lâm", True), ("thăm", False), ("Việt Nam", True), ("визит", False)]
    assert split_search(table, "Tô Lâm thăm Việt Nam, визит") == parts


def test_words_of_a_headline_come_before_words_of_a_text(table: Store, make: Any) -> None:
    word = "Zanzibar"
    in_text, in_title = make.write(text=f"All about {word}."), make.write(title=f"All about {word}")
    write_articles(table, [in_text, in_title])
    assert [hit.article["url"] for hit in search_stories(table, word)] == [
        in_title.article.url,
        in_text.article.url,
    ]


def test_a_story_is_found_once_with_its_lead_and_copies(table: Store, make: Any) -> None:
    word = "Madagascar"
    writes = [make.write(text=f"{word} {n}") for n in range(3)]
    write_articles(table, writes)
    lead, *copies = [w.article.id for w in writes]
    set_story(table, lead, Grouped(lead, "lead"))
    for copy in copies:
        set_story(table, copy, Grouped(lead, "copy"))
    for query in (word, f"{word} 2"):
        [found] = search_stories(table, query)
        answer = found.build_json()
        assert (answer["url"], answer["copies"], answer["role"], answer["story"]) == (
            writes[0].article.url,
            2,
            "lead",
            lead,
        )
        assert answer["copy_urls"] == [w.article.url for w in writes[1:]]


def test_articles_that_are_not_grouped_yet_are_all_found(table: Store, make: Any) -> None:
    word = "Mauritius"
    write_articles(table, [make.write(text=f"{word} {n}") for n in range(3)])
    assert len(search_stories(table, word)) == 3
    assert len(search_stories(table, word, size=2)) == 2


def test_short_syllables_must_stand_together(table: Store, make: Any) -> None:
    together, apart = (
        make.write(text="Ông Vu Ba Le phát biểu."),
        make.write(text="Le phone de Vu est à Ba Dinh."),
    )
    write_articles(table, [together, apart])
    assert [hit.article["url"] for hit in search_stories(table, "Vu Ba Le")] == [together.article.url]


def test_words_side_by_side_count(table: Store, make: Any) -> None:
    apart = make.write(text="In Pemba they sell nine sacks of cloves, and in Tanga there is none.")
    together = make.write(text="In Pemba cloves are sold by the sack, they say, and in Tanga there is none.")
    write_articles(table, [apart, together])
    assert [hit.article["url"] for hit in search_stories(table, "Pemba cloves")] == [
        together.article.url,
        apart.article.url,
    ]


@pytest.mark.parametrize("sort", ["relevance", "new", "old"])
def test_pages_of_what_is_worth_the_same_say_nothing_twice(table: Store, make: Any, sort: Any) -> None:
    word = f"Tuvalu{sort}"
    writes = [make.write(text=f"{word}, part {n}") for n in range(35)]
    for some in (writes[:3], writes[3:30], writes[30:]):
        write_articles(table, some)
        table.refresh("articles")
    found = [search_page(table, Search(word, sort=sort, page=page, size=10)) for page in (1, 2)]
    # The parts of an index change their order when they become one.
    table.client.indices.forcemerge(index=table.get_alias("articles"), max_num_segments=1)
    found += [search_page(table, Search(word, sort=sort, page=page, size=10)) for page in (3, 4)]
    urls = [story.article["url"] for page in found for story in page.stories]
    assert sorted(urls) == sorted(write.article.url for write in writes)
    assert {page.events for page in found} == {35}


def test_where_too_many_are_found_fewer_are_counted_and_that_is_said(
    table: Store, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = [make.write(text=f"Vanuatu, part {n}") for n in range(8)]
    write_articles(table, writes)
    for write in writes:
        event = {"id": write.article.id, "stories": 1, "languages": ["en"]}
        table.client.update(index=table.get_alias("articles"), id=write.article.id, doc={"event": event})
    asked = Search("Vanuatu", size=2)
    all_of_them = search_page(table, asked)
    assert (all_of_them.events, all_of_them.articles, all_of_them.exact) == (8, 8, True)
    monkeypatch.setattr("pipeline.store.articles.search.COUNTED", 5)
    monkeypatch.setattr("pipeline.store.articles.search.GLANCED", 3)
    some = search_page(table, asked)
    assert some.stories == all_of_them.stories
    assert (some.events, some.exact) == (3, False)
    monkeypatch.setattr("pipeline.store.articles.search.COUNTED", 10)
    counted = search_page(table, asked)
    assert (counted.events, counted.exact) == (8, True)


def test_what_a_search_finds_by_leaving_out_is_shown(table: Store, make: Any) -> None:
    word = "Tuvalu"
    article = make.write(text=f"{word} and rain."), make.write(text=f"{word} and snow.")
    write_articles(table, article)
    found = search_page(table, Search("-rain", plain=False, until=make.now, since=make.now, size=500))
    urls = {story.article["url"] for story in found.stories}
    assert {write.article.url for write in article} & urls == {article[1].article.url}


def test_a_name_is_asked_of_the_fields_in_which_it_is_one_term() -> None:
    name, word = build_query([Part("Việt Nam", is_name=True), Part("visit")])["bool"]["must"]
    assert set(name["multi_match"]["fields"]) == {"title.stemmed^3", "summary.stemmed", "text.stemmed"}
    assert word["multi_match"]["fields"] == [*DEFAULT_FIELDS]


def test_a_search_for_nothing_is_no_search_for_everything() -> None:
    assert build_query([]) == {"match_none": {}}
    assert "title.stemmed^3" in DEFAULT_FIELDS
