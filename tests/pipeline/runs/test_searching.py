"""Searches as the desk makes them: options, order, pages, totals, events, hints, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.elasticsearch import Server
from pipeline.config.settings import ROOT, Settings
from pipeline.model.items import Article, Moment, Verdict
from pipeline.model.stories import Grouped
from pipeline.runs.nearness import find_near_words
from pipeline.runs.refusal import Refusal
from pipeline.runs.searching import SearchOrder, run_search
from pipeline.runs.workplace import Workplace
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.events import set_events, write_meanings
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.search_query import Search
from pipeline.store.articles.stories import set_story
from pipeline.store.client import Store
from pipeline.text import meaning
from pipeline.text.meaning import find_mark, read_meanings, read_question
from tests.indices import provision_some

NOW = datetime.now(UTC)


def make_write(name: str, grade: int, days: float, title: str, text: str, source: str) -> ArticleWrite:
    at = NOW - timedelta(days=days)
    article = Article(
        url=f"https://{source}.example/{name}",
        source=source,
        language={"vietnamnews": "vi", "azertag": "az"}.get(source, "en"),
        title=title,
        text=text,
        published=Moment(at=at, on=f"{at:%Y-%m-%d}", rung="json-ld"),
        first_seen_at=at,
        fetched_at=at,
    )
    people = ("Tô Lâm",) if "To Lam" in text else ()
    return ArticleWrite(article, Verdict(grade=grade, people=people), OUTLETS.by_id.get(source))


OUTLETS = Workplace(Settings(config=ROOT / "config")).catalogue
WRITES = {
    name: make_write(name, *rest)  # type: ignore[arg-type]
    for name, *rest in (
        ("visit", 3, 2, "To Lam in Baku", "To Lam came to Baku on a state visit, and spoke of oil.", "trend"),
        ("aside", 1, 1, "To Lam in Astana", "To Lam came to Astana on a state visit, Baku read.", "trend"),
        ("visit-vi", 3, 2, "Tô Lâm thăm Baku", "To Lam thăm Baku, bàn về dầu khí.", "vietnamnews"),
        (
            "copy",
            3,
            1.5,
            "To Lam in Baku again",
            "To Lam came to Baku on a state visit, and spoke.",
            "azertag",
        ),
        ("lng", 2, 10, "SOCAR sells LNG", "SOCAR sells LNG to Vietnam, not oil but gas.", "azertag"),
        ("oil", 2, 400, "SOCAR sells oil", "SOCAR sells oil to Vietnam, much oil.", "azertag"),
        (
            "ferry",
            2,
            20,
            "Ferry pier",
            "A pier for ferries opens in Hanoi with Azerbaijani steel.",
            "vietnamnews",
        ),
    )
}


@pytest.fixture(scope="module")
def place(elasticsearch_server: Server) -> Iterator[Workplace]:
    """Return a workplace whose index has the articles of the table, one event of which has two stories."""
    server = elasticsearch_server
    with provision_some(server) as store:
        write_articles(store, list(WRITES.values()))
        put_together(store)
        read_all_meanings(store)
        yield Workplace(Settings(index_prefix=store.prefix)).switch_store(
            server.url, server.username, server.password
        )


def put_together(store: Store) -> None:
    ids = {name: write.article.id for name, write in WRITES.items()}
    for name, id_ in ids.items():
        story = Grouped(ids["visit"], "copy") if name == "copy" else Grouped(id_, "lead")
        set_story(store, id_, story)
    store.refresh("articles")
    events = {id_: id_ for name, id_ in ids.items() if name not in ("copy", "ferry")}
    set_events(store, events | {ids["visit-vi"]: ids["visit"]})


def read_all_meanings(store: Store) -> None:
    texts = [(write.article.title, write.article.text) for write in WRITES.values()]
    ids = [write.article.id for write in WRITES.values()]
    write_meanings(store, dict(zip(ids, read_meanings(texts), strict=True)), find_mark())
    store.refresh("articles")


def find(place: Workplace, query: str = "", **options: Any) -> list[str]:
    return [name_story(story) for story in run_search(place, SearchOrder(query, **options))["stories"]]


def name_story(story: Any) -> str:
    return str(story["url"].rpartition("/")[2])


def test_a_state_visit_comes_before_a_later_mention_and_an_event_stands_together(place: Workplace) -> None:
    result = run_search(place, SearchOrder("To Lam"))
    assert [name_story(story) for story in result["stories"]] in (
        ["visit", "visit-vi", "aside"],
        ["visit-vi", "visit", "aside"],
    )
    assert result["found"] == {"events": 2, "articles": 4, "exact": True}
    visit = next(story for story in result["stories"] if name_story(story) == "visit")
    assert [name_story({"url": url}) for url in visit["copy_urls"]] == ["copy"]
    assert [name_story(other) for other in visit["event_stories"]] == ["visit-vi"]


@pytest.mark.parametrize(
    ("query", "options", "found"),
    [
        ("SOCAR", {}, {"lng", "oil"}),
        ("SOCAR -LNG", {}, {"oil"}),
        ("SOCAR AND NOT oil", {}, set()),
        ("title:LNG OR title:pier", {}, {"lng", "ferry"}),
        ('"to Baku on a state visit"', {}, {"visit"}),
        ("grade:3", {}, {"visit", "visit-vi"}),
        ("language:vi", {}, {"visit-vi", "ferry"}),
        ("ferr* AND language:vi", {}, {"ferry"}),
        ("date:<now-300d", {}, {"oil"}),
        ("visit to Baku of To Lam", {}, {"visit", "aside"}),
        ("https://trend.example/visit?utm_source=x", {}, {"visit"}),
        ("SOCAR", {"since": "30d"}, {"lng"}),
        ("SOCAR", {"until": "300d"}, {"oil"}),
        ("", {"languages": ["vi"], "grade": 3}, {"visit-vi"}),
        ("", {"languages": ["Vietnamese"]}, {"visit-vi", "ferry"}),
        ("", {"sources": ["azertag", "vietnamnews"]}, {"visit", "visit-vi", "lng", "oil", "ferry"}),
        ("", {"countries": ["vn"], "until": "7d"}, {"ferry"}),
        ("", {"people": ["to lam"]}, {"visit", "visit-vi", "aside"}),
        ("SOCAR", {"grade": 3}, set()),
    ],
)
def test_a_search_finds_what_its_options_allow(
    place: Workplace, query: str, options: dict[str, Any], found: set[str]
) -> None:
    assert set(find(place, query, **options)) == found


def test_the_newest_or_the_oldest_come_first(place: Workplace) -> None:
    assert find(place, "SOCAR", sort="new") == ["lng", "oil"]
    assert find(place, "SOCAR", sort="old") == ["oil", "lng"]
    # Without words the newest come first; an event is as new as the newest of it.
    assert find(place)[0] == "aside"


def test_pages_show_every_event_once(place: Workplace) -> None:
    pages = [run_search(place, SearchOrder(size=2, page=page)) for page in (1, 2, 3, 4)]
    assert [page["found"]["events"] for page in pages] == [5, 5, 5, 5]
    shown = [{story["event"] or story["url"] for story in page["stories"]} for page in pages]
    assert [len(some) for some in shown] == [2, 2, 1, 0]
    assert len(set().union(*shown)) == 5


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("SOCAR selz LNG", "SOCAR sells LNG"),
        ("feries", "ferries"),
        ("state vissit -Astana", "state visit -Astana"),
        ("SOCAR", ""),
        ("zzzzzzzz", ""),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest_of_the_index(
    place: Workplace, query: str, meant: str
) -> None:
    assert run_search(place, SearchOrder(query))["did_you_mean"] == meant


@pytest.mark.parametrize(
    ("query", "options", "sentence"),
    [
        ("titel:x", {}, "titel:x: the index has no field titel: did you mean title?"),
        ("(oil", {}, "(oil: a bracket is left open."),
        ("oil AND", {}, "oil AND: ends too early: something is missing after “AND”."),
        ("date:soon", {}, "published_at:soon: “soon” is no date such as 2026-11-28 or now-7d."),
        ("grade:high", {}, "relevance.grade:high: “high” is no number."),
        (
            "grade:4",
            {},
            "relevance.grade: no article has '4' there: did you mean 3? (there are: 0, 1, 2, 3).",
        ),
        ("source:trnd", {}, "source.id: no article has 'trnd' there: did you mean trend?"),
        ("language:RU", {}, "language: no article has 'RU' there: did you mean ru?"),
        ("x", {"sources": ["trnd"]}, "--source: no article has 'trnd' there: did you mean trend?"),
        ("x", {"countries": ["ZQ"]}, "--country: no article has 'ZQ' there"),
        ("x", {"themes": ["energi"]}, "--theme: no article has 'energi' there: did you mean energy?"),
        ("x", {"people": ["Aliyev"]}, "--people: no article has 'Aliyev' there: did you mean "),
        (
            "x",
            {"since": "2026-02-01", "until": "2026-01-31"},
            "--since 2026-02-01 lies after --until 2026-01-31.",
        ),
        ("x", {"sort": "best"}, "--sort is one of: relevance, new, old (found 'best')."),
        ("x", {"like": "https://trend.example/visit"}, "--like takes an address, and no words"),
        (
            "",
            {"like": "https://trend.example/none"},
            "No article with the address https://trend.example/none",
        ),
        ("", {"meaning": True}, "--meaning needs words"),
        ("x", {"meaning": True, "sort": "new"}, "in the order of nearness: leave --sort away."),
        ("x", {"page": 51}, "Only the first 1,000 events can be paged through"),
    ],
)
def test_what_cannot_be_searched_is_said_with_what_would_be_right(
    place: Workplace, query: str, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refusal) as raised:
        run_search(place, SearchOrder(query, **options))
    assert sentence in str(raised.value)


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("a head of state comes", "visit"),
        ("landing stage for boats", "ferry"),
        ("нефть продана", "oil"),
    ],
)
def test_a_search_by_meaning_finds_what_says_it_in_other_words(
    place: Workplace, question: str, nearest: str
) -> None:
    result = run_search(place, SearchOrder(question, meaning=True))
    assert nearest in [name_story(story) for story in result["stories"]][:3]
    assert result["meaning"] is True


def test_by_meaning_too_a_state_visit_comes_before_a_mention_that_is_nearer(place: Workplace) -> None:
    question = "визит в соседнюю страну"
    near = find_near_words(place.store, question, Search(question))
    bare = {
        one.id: sum(a * b for a, b in zip(one.meaning, read_question(question), strict=True)) for one in near
    }
    order = [one.id for one in near]
    aside, visit = (WRITES[name].article.id for name in ("aside", "visit"))
    assert bare[aside] > bare[visit]
    assert order.index(visit) < order.index(aside)


def test_a_search_by_meaning_keeps_to_the_filters(place: Workplace) -> None:
    assert set(find(place, "a head of state comes", meaning=True, languages=["vi"])) == {"visit-vi", "ferry"}


def test_what_is_like_an_article_is_found_without_itself(place: Workplace) -> None:
    found = find(place, like="https://azertag.example/lng")
    assert found[0] == "oil"
    assert "lng" not in found
    # A copy stands for its story, and the other stories of its event come first of all.
    assert find(place, like="https://azertag.example/copy")[0] in ("visit-vi", "aside")


def test_without_a_model_that_is_said(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "find_mark", lambda: "")
    with pytest.raises(Refusal, match="the extra `meaning` is not installed"):
        run_search(place, SearchOrder("oil", meaning=True))
