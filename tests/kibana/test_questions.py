"""Every search that a panel or a saved search makes, put to a real Elasticsearch over the sample's month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from matplotlib.image import imread

from docs.pictures.answers import Answer, ask_dashboard, ask_question
from docs.pictures.draw import draw_dashboard
from kibana.files import KibanaObject, read_objects
from kibana.questions import build_table_question
from kibana.sessions import build_watch_session
from local.sample.month import fill_month
from pipeline.config.settings import ROOT
from pipeline.config.topic import load_topic
from pipeline.config.watches import Watch
from pipeline.store.articles.watch_queries import Asked, find_articles, widen_fields
from pipeline.store.client import Store
from pipeline.store.schema.filtered import FILTERED
from tests.indices import empty_indices

Views = dict[str, Any]
NAMES = [(one.kind, one.stem) for one in read_objects("azvn-") if one.kind != "view"]
BOARDS = [stem for kind, stem in NAMES if kind == "dashboard"]
SESSIONS = [stem for kind, stem in NAMES if kind == "session"]


@pytest.fixture(scope="module")
def month(provisioned: Store) -> Iterator[Store]:
    """The shared indices with the sample's month in them."""
    empty_indices(provisioned)
    fill_month(provisioned, load_topic(ROOT / "config" / "topic.yml"), datetime.now(UTC))
    yield provisioned
    empty_indices(provisioned)


@pytest.fixture(scope="module")
def objects(month: Store) -> dict[tuple[str, str], KibanaObject]:
    return {(one.kind, one.stem): one for one in read_objects(month.prefix)}


@pytest.fixture(scope="module")
def views(objects: dict[tuple[str, str], KibanaObject]) -> Views:
    return {one.id: one.body for one in objects.values() if one.kind == "view"}


@pytest.fixture(scope="module")
def answers(
    month: Store, objects: dict[tuple[str, str], KibanaObject], views: Views
) -> dict[str, dict[str, list[Answer]]]:
    return {stem: ask_dashboard(month, objects["dashboard", stem], views) for stem in BOARDS}


@pytest.mark.parametrize("stem", BOARDS)
def test_every_panel_and_control_is_answered_and_none_is_empty(
    answers: dict[str, dict[str, list[Answer]]], objects: dict[tuple[str, str], KibanaObject], stem: str
) -> None:
    board = objects["dashboard", stem].body
    asking = [panel for panel in board["panels"] if panel["type"] != "markdown"]
    assert set(answers[stem]) == {panel["id"] for panel in [*asking, *board.get("pinned_panels", ())]}
    for panel in asking:
        for answer in answers[stem][panel["id"]]:
            values = [value for row in answer.rows for value in row.values if value is not None]
            assert values or answer.documents, panel["id"]


@pytest.mark.parametrize("stem", SESSIONS)
def test_every_saved_search_finds_something(
    month: Store, objects: dict[tuple[str, str], KibanaObject], views: Views, stem: str
) -> None:
    body = objects["session", stem].body
    answer = ask_question(month, build_table_question(stem, body["tabs"][0], views, body))
    assert answer.documents


def test_everything_shows_the_seeds_of_2025_and_the_news_of_30_days_do_not_hide_behind_them(
    month: Store,
    objects: dict[tuple[str, str], KibanaObject],
    views: Views,
    answers: dict[str, dict[str, list[Answer]]],
) -> None:
    body = objects["session", "everything"].body
    found = ask_question(month, build_table_question("everything", body["tabs"][0], views, body)).documents
    days = [str(one["published_at"][0])[:10] for one in found]
    assert {"2025-05-07", "2025-05-08"} <= set(days)
    (latest,) = answers["azerbaijan-vietnam"]["latest"]
    assert not [one for one in latest.documents if str(one["published_at"][0]).startswith("2025")]


def test_numbers_are_those_that_the_index_holds(
    month: Store, answers: dict[str, dict[str, list[Answer]]]
) -> None:
    since = {"range": {"first_seen_at": {"gte": "now-7d"}}}
    grade = {"range": {"relevance.grade": {"gte": 2}}}
    seed = {"term": {"origin": "seed"}}
    week = month.aggregate(
        "articles",
        {"stories": {"cardinality": {"field": "story.id"}}},
        {"bool": {"filter": [since, grade], "must_not": [seed]}},
    )
    now, before = answers["azerbaijan-vietnam"]["new-stories"]
    assert now.rows[0].values == (week["stories"]["value"],)
    assert before.question.body["query"]["bool"]["filter"][0]["range"]["first_seen_at"]["lte"] == "now-7d"
    (trouble,) = answers["how-we-are-doing"]["in-trouble"]
    assert [row.keys for row in trouble.rows] == [
        ("busy-herald", "rate_limited"),
        ("quiet-gazette", "not_a_feed"),
    ]
    (silent,) = answers["how-we-are-doing"]["silent"]
    assert [row.keys[0] for row in silent.rows] == ["harbour-record", "quiet-gazette"]
    (precision,) = answers["how-we-are-doing"]["precision"]
    marked = month.count_values("articles", "review.verdict")
    assert precision.rows[0].values[0] == pytest.approx(marked["right"] / sum(marked.values()), abs=0.05)


def test_minutes_are_reckoned_from_the_times_of_a_document(
    answers: dict[str, dict[str, list[Answer]]],
) -> None:
    (sent,) = answers["how-we-are-doing"]["mail-latency"]
    medians = [row.values[0] for row in sent.rows if row.values[0] is not None]
    assert 8 / 60 <= min(medians) <= max(medians) <= 178 / 60
    (latency,) = answers["how-we-are-doing"]["latency"]
    seen = [row.values[0] for row in latency.rows if row.values[0] is not None]
    assert 0 <= min(seen) <= max(seen) <= 90


def test_filtered_aliases_show_their_part_of_the_articles(month: Store) -> None:
    counted = {name: month.count(name) for name in FILTERED}
    grades = month.count_values("articles", "relevance.grade")
    assert counted["news"] == grades["3"] + grades["2"]
    assert counted["mentions"] == grades["1"]
    leads = {
        "bool": {"filter": [{"term": {"story.role": "lead"}}, {"range": {"relevance.grade": {"gte": 2}}}]}
    }
    assert counted["stories"] == month.count("articles", leads) < counted["news"]


def test_the_search_of_a_watch_finds_the_stories_that_the_watch_finds(month: Store, views: Views) -> None:
    people = [{"id": "lan", "address": "lan@desk.example"}]
    for query, filters in (
        ("SOCAR OR title:oil", {}),
        ("", {"country": ["AZ"], "grade": 3}),
        ("Vietnam -text:football", {"language": ["ru", "az"], "people": ["Tô Lâm"]}),
    ):
        entry = {"id": "w", "title": "W", "query": query, "filters": filters, "recipients": people}
        watch = Watch.model_validate(entry)
        body = build_watch_session(watch, month.prefix, widen_fields).body
        body["tabs"][0]["column_order"].append("story.id")
        shown = ask_question(month, build_table_question("w", body["tabs"][0], views, body)).documents
        asked = Asked(watch.query, {name: list(v) for name, v in watch.filters.model_dump().items()})
        since = datetime.now(UTC) - timedelta(days=30)
        found = find_articles(month, asked, since=since, most=100)
        stories = {one["_source"]["story"]["id"] for one in month.get_documents("articles", found).values()}
        assert stories
        # A watch mails no seeds and nothing that was taken off.
        assert stories <= {one["story.id"][0] for one in shown}


@pytest.mark.parametrize("stem", BOARDS)
def test_a_dashboard_can_be_drawn(
    month: Store, objects: dict[tuple[str, str], KibanaObject], views: Views, tmp_path: Path, stem: str
) -> None:
    path = tmp_path / "board.png"
    draw_dashboard(month, objects["dashboard", stem], views, path)
    picture = imread(path)
    assert picture.shape[1] == 1600
    colours = {tuple(pixel) for pixel in (picture[::4, ::4, :3] * 255).astype(int).reshape(-1, 3)}
    # Bars, lines, letters: a page without answers would be white and grey.
    assert len(colours) > 50
