"""The files of what Kibana shows: forms that it takes, references that lead somewhere, fields that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from docs.tables import _walk_fields
from kibana.files import KibanaObject, read_objects
from kibana.questions import Question, build_table_question, list_questions
from kibana.sessions import build_line, read_line
from pipeline.store.schema.filtered import FILTERED
from pipeline.store.schema.mappings import KINDS
from tests.kibana.schema import DASHBOARD, DATA_VIEW, SESSION, SESSION_FILE, find_fault

PREFIX = "azvn-"
OBJECTS = read_objects(PREFIX)
BY_KIND: dict[str, dict[str, KibanaObject]] = {
    kind: {one.id: one for one in OBJECTS if one.kind == kind} for kind in ("view", "session", "dashboard")
}
VIEWS = {id_: one.body for id_, one in BY_KIND["view"].items()}
BOARDS = list(BY_KIND["dashboard"].values())
SCHEMAS = {"view": DATA_VIEW, "session": SESSION_FILE, "dashboard": DASHBOARD}
NUMBERS = {"integer", "float", "double", "byte"}
WITH_VALUES = {"keyword", "date", "boolean", *NUMBERS}
NEEDS: dict[str, set[str]] = {
    "terms": WITH_VALUES,
    "cardinality": WITH_VALUES,
    "date_histogram": {"date"},
    "sum": NUMBERS,
    "avg": NUMBERS,
    "percentiles": NUMBERS,
    "min": {"date", *NUMBERS},
    "max": {"date", *NUMBERS},
}
"""Types of a field by the aggregation that uses it: another gives an error, or silently nothing."""
ALIASES = {**{kind: kind for kind in KINDS}, **{name: alias.kind for name, alias in FILTERED.items()}}


def name(one: KibanaObject) -> str:
    return one.id


def list_types(view: dict[str, Any]) -> dict[str, str]:
    """Every field behind a view with its type, sub-fields and runtime fields too."""
    fields = KINDS[ALIASES[view["title"].removeprefix(PREFIX)]]
    types = dict(_walk_fields(fields))
    for field, about in fields.items():
        types |= {f"{field}.{inner}": more["type"] for inner, more in about.get("fields", {}).items()}
    return types | {field: about["type"] for field, about in view.get("runtimeFieldMap", {}).items()}


def list_all_questions() -> Iterator[tuple[str, Question]]:
    for one in BOARDS:
        yield from ((f"{one.stem}: {question.panel}", question) for question in list_questions(one, VIEWS))
    for one in BY_KIND["session"].values():
        yield one.stem, build_table_question(one.stem, one.body["tabs"][0], VIEWS, one.body)


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


QUESTIONS = list(list_all_questions())
TYPES = {view["title"]: list_types(view) for view in VIEWS.values()}


@pytest.mark.parametrize("one", OBJECTS, ids=name)
def test_kibana_takes_the_form_of_it(one: KibanaObject) -> None:
    assert find_fault(SCHEMAS[one.kind], one.body) == ""


def test_the_list_of_data_views_is_whole() -> None:
    assert {id_.removeprefix(PREFIX) for id_ in VIEWS} == {
        *("articles", "articles-found", "articles-published", "mentions", "events", "revisions"),
        *("feeds", "pages", "counts", "cycles", "mails"),
    }
    assert VIEWS["azvn-articles-found"]["title"] == VIEWS["azvn-articles-published"]["title"] == "azvn-news"


NOTE = {"content": ".", "settings": {}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"access_control": {}}, "access_control"),
        ({"query": {"expression": ""}}, "language"),
        ({"controls": []}, "controls"),
        (
            {"pinned_panels": [{"type": "options_list_control", "config": {"data_view_id": "v"}}]},
            "field_name",
        ),
        (
            {"panels": [{"type": "markdown", "grid": {"x": 0, "y": 0}, "config": {"content": "."}}]},
            "settings",
        ),
        ({"panels": [{"type": "lens", "grid": {"x": 0, "y": 0}, "config": {}}]}, "lens"),
        (
            {"panels": [{"type": "markdown", "uid": "a", "grid": {"x": 0, "y": 0}, "config": NOTE}]},
            "uid",
        ),
    ],
)
def test_what_kibana_refuses_is_refused_here(change: dict[str, Any], fault: str) -> None:
    assert fault in find_fault(DASHBOARD, {**BOARDS[0].body, **change})


@pytest.mark.parametrize("one", OBJECTS, ids=name)
def test_what_is_referred_to_is_there(one: KibanaObject) -> None:
    for key, value in walk(one.body):
        if key in ("ref_id", "data_view_id"):
            assert value in VIEWS
        if key in ("destination", "dashboard_id"):
            assert value in BY_KIND["dashboard"]


@pytest.mark.parametrize("one", BOARDS, ids=name)
def test_panels_have_ids_of_their_own_fit_the_grid_and_do_not_overlap(one: KibanaObject) -> None:
    panels = one.body["panels"]
    ids = [panel["id"] for panel in [*panels, *one.body.get("pinned_panels", ())]]
    assert len(set(ids)) == len(ids) < 100
    assert all(panel["grid"]["x"] + panel["grid"]["w"] <= 48 for panel in panels)
    for a, b in combinations([panel["grid"] for panel in panels], 2):
        beside = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
        below = a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
        assert beside or below, (a, b)


@pytest.mark.parametrize("one", BOARDS, ids=name)
def test_rows_of_panels_leave_no_holes(one: KibanaObject) -> None:
    panels = [panel["grid"] for panel in one.body["panels"]]
    high = max(grid["y"] + grid["h"] for grid in panels)
    assert sum(grid["w"] * grid["h"] for grid in panels) == 48 * high


@pytest.mark.parametrize("one", [*BOARDS, *BY_KIND["session"].values()], ids=name)
def test_a_time_range_and_a_title_for_each_are_said(one: KibanaObject) -> None:
    views = [value for key, value in walk(one.body) if key == "ref_id"]
    timeless = all("timeFieldName" not in VIEWS[view] for view in views)
    assert timeless or one.body["time_range"]["to"] == "now"
    assert all(panel["config"]["title"] for panel in one.body.get("panels", ()))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_field_that_a_view_names_is_in_the_index(view: dict[str, Any]) -> None:
    known = TYPES[view["title"]]
    named = {one["value"] for one in view["sourceFilters"]} | {*view["fieldFormats"], *view["fieldAttrs"]}
    assert named - set(known) == set()
    assert "timeFieldName" not in view or known[view["timeFieldName"]] == "date"


def test_sketch_and_meaning_are_hidden_and_grades_are_words_wherever_articles_are_shown() -> None:
    for view in VIEWS.values():
        if ALIASES[view["title"].removeprefix(PREFIX)] in ("articles", "revisions"):
            assert {"sketch", "meaning"} <= {one["value"] for one in view["sourceFilters"]}
            entries = view["fieldFormats"]["relevance.grade"]["params"]["lookupEntries"]
            words = {one["key"]: one["value"] for one in entries}
            assert words == {"3": "core", "2": "substantial", "1": "mention", "0": "none"}
            assert view["fieldFormats"]["url"]["id"] == "url"


@pytest.mark.parametrize(("panel", "question"), QUESTIONS, ids=[panel for panel, _ in QUESTIONS])
def test_every_field_that_is_asked_has_a_type_that_allows_it(panel: str, question: Question) -> None:
    known = TYPES[question.index]
    assert question.index.startswith(PREFIX)
    for key, inner in walk(question.body.get("aggs", {})):
        if key in NEEDS:
            assert known[inner["field"]] in NEEDS[key], (panel, inner["field"])
    for one in question.body.get("sort", ()):
        assert known[next(iter(one))] in WITH_VALUES
    for one in question.body.get("fields", ()):
        assert one["field"] in known
    for key, inner in walk(question.body["query"]):
        if key in ("range", "exists", "match_phrase", "terms"):
            assert known[next(iter(inner))] in WITH_VALUES


@pytest.mark.parametrize(("panel", "question"), QUESTIONS, ids=[panel for panel, _ in QUESTIONS])
def test_every_field_that_a_query_names_is_there(panel: str, question: Question) -> None:
    known = TYPES[question.index]
    for key, inner in walk(question.body):
        if key == "query_string":
            named = re.findall(r"([a-z_]+(?:\.[a-z_]+)*):", inner["query"].replace("_exists_:", ""))
            named += re.findall(r"_exists_:([a-z_.]+)", inner["query"])
            assert [field for field in named if field not in known] == [], panel


@pytest.mark.parametrize("one", BY_KIND["session"].values(), ids=name)
def test_a_saved_search_is_a_line_that_can_be_imported_and_read_back(one: KibanaObject) -> None:
    line = build_line(one)
    assert find_fault(SESSION, line["attributes"]) == ""
    assert line["references"][0]["id"] in VIEWS
    assert read_line(line) == one.body


@pytest.mark.parametrize("one", OBJECTS, ids=name)
def test_under_another_prefix_ids_indices_and_names_are_others(one: KibanaObject) -> None:
    (other,) = [o for o in read_objects("desk-") if (o.kind, o.stem) == (one.kind, one.stem)]
    assert other.id == f"desk-{one.stem}" != one.id
    assert other.name == f"{one.name} (desk)"
    assert not [value for key, value in walk(other.body) if key == "ref_id" and value.startswith("azvn-")]
