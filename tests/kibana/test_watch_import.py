"""A search that somebody saved in Discover becomes the entry of a watch, or a sentence says why it cannot."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kibana.door import KibanaFault, open_door
from kibana.sessions import build_watch_session
from kibana.watch_import import build_watch_entry, find_session, make_watch_id
from pipeline.config.watches import Watch
from pipeline.store.articles.watch_queries import widen_fields
from tests.kibana.standin import StandIn


def save(kibana: StandIn, id_: str, title: str, query: str, language: str = "lucene", **source: Any) -> None:
    """Save a search as a person does in Discover."""
    meta = {"query": {"query": query, "language": language}, "filter": [], "indexRefName": "view", **source}
    kibana.sessions[id_] = {
        "type": "search",
        "id": id_,
        "typeMigrationVersion": "10.5.0",
        "attributes": {
            "title": title,
            "description": "",
            "columns": ["title"],
            "sort": [["first_seen_at", "desc"]],
            "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(meta)},
        },
        "references": [{"name": "view", "type": "index-pattern", "id": "azvn-articles-found"}],
    }


def choose(field: str, value: Any, **meta: Any) -> dict[str, Any]:
    """A filter as Kibana keeps the one that a click on a value makes."""
    kind, params = ("phrases", value) if isinstance(value, list) else ("phrase", {"query": value})
    return {
        "meta": {"key": field, "type": kind, "params": params, "negate": False, "disabled": False, **meta}
    }


@pytest.mark.parametrize(
    "named",
    [
        "5b1c-uuid",
        "Dầu khí và SOCAR",
        "https://kibana.example/s/news/app/discover#/view/5b1c-uuid?_g=(time:(from:now-7d,to:now))",
    ],
)
def test_a_search_is_found_by_id_title_or_address(kibana: StandIn, named: str) -> None:
    save(kibana, "5b1c-uuid", "Dầu khí và SOCAR", 'SOCAR AND "dầu thô"')
    save(kibana, "other", "Another", "x")
    entry = build_watch_entry(find_session(open_door(kibana.make_settings()), named))
    assert entry == {"id": "dau-khi-va-socar", "title": "Dầu khí và SOCAR", "query": 'SOCAR AND "dầu thô"'}


def test_filters_that_were_clicked_become_those_of_the_watch(kibana: StandIn) -> None:
    filters = [
        choose("source.country", "VN"),
        choose("language", ["vi", "en"]),
        choose("relevance.grade", "3"),
        choose("themes", "energy", disabled=True),
    ]
    save(kibana, "s", "All", "*", filter=filters)
    entry = build_watch_entry(find_session(open_door(kibana.make_settings()), "s"))
    assert entry == {
        "id": "all",
        "title": "All",
        "filters": {"country": ["VN"], "language": ["vi", "en"], "grade": [3]},
    }


@pytest.mark.parametrize(
    ("query", "language", "filters", "sentence"),
    [
        ("source.country : VN", "kuery", [], "'Mine' is written in KQL: switch .* to Lucene"),
        ("x", "lucene", [choose("words", "5")], "a filter on words that a watch cannot have"),
        ("x", "lucene", [choose("language", "vi", negate=True)], "a filter on language that a watch cannot"),
        ("x", "lucene", [{"meta": {"type": "combined"}}], "a filter on more than one field"),
    ],
)
def test_what_a_watch_cannot_say_is_refused_in_a_sentence(
    kibana: StandIn, query: str, language: str, filters: list[Any], sentence: str
) -> None:
    save(kibana, "mine", "Mine", query, language, filter=filters)
    with pytest.raises(KibanaFault, match=sentence):
        build_watch_entry(find_session(open_door(kibana.make_settings()), "mine"))


def test_an_empty_search_in_kql_finds_everything_and_is_taken(kibana: StandIn) -> None:
    save(kibana, "mine", "Mine", "", "kuery")
    entry = build_watch_entry(find_session(open_door(kibana.make_settings()), "mine"))
    assert entry == {"id": "mine", "title": "Mine"}


def test_the_search_of_a_watch_comes_back_as_it_was_written() -> None:
    people = [{"id": "lan", "address": "lan@desk.example"}]
    watch = Watch.model_validate(
        {"id": "oil", "title": "Oil", "query": 'title:oil OR "text:x"', "recipients": people}
    )
    session = build_watch_session(watch, "azvn-", widen_fields)
    assert "title\\*:oil" in session.body["tabs"][0]["query"]["expression"]
    assert build_watch_entry(session.body)["query"] == '(title:oil OR "text:x")'


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("nothing", "has no saved search 'nothing'"),
        ("https://kibana.example/app/discover#/?_a=(x)", "is no address of a saved search"),
        ("Twice", r"Several saved searches are called 'Twice': name one by its id \(a, b\)"),
    ],
)
def test_one_that_cannot_be_told_is_refused_in_a_sentence(kibana: StandIn, named: str, sentence: str) -> None:
    save(kibana, "a", "Twice", "x")
    save(kibana, "b", "Twice", "y")
    with pytest.raises(KibanaFault, match=sentence):
        find_session(open_door(kibana.make_settings()), named)


@pytest.mark.parametrize(
    ("title", "id_"),
    [("Oil & gas!", "oil-gas"), ("Нефть и газ", "neft-i-gaz"), ("石油", "watch"), ("a" * 60, "a" * 40)],
)
def test_an_id_is_made_of_any_title(title: str, id_: str) -> None:
    assert make_watch_id(title) == id_
