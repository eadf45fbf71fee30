"""Date and authors in the state from which scripts draw a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import TITLE
from tests.pipeline.read.extract.test_state import MARKUP, draw, dump

OWN = "2026-11-09"
DATED = "2026-11-09T10:15:00+07:00"
OTHER = {"title": "Ferry to the islands moves to the pier", "publishedAt": "2026-11-02T08:00:00Z"}


def make_state(name: str = "publishedAt", value: Any = DATED, title: str = TITLE) -> dict[str, Any]:
    article = {"title": title, name: value, "contentHtml": MARKUP}
    return {"props": {"related": [OTHER], "article": article, "latest": [OTHER]}}


STATE = make_state()
# Nuxt 3: a list of all values, in which an object's values are the numbers of places.
LISTED = [{"article": 1}, {"title": 2, "publishedAt": 3, "body": 4}, TITLE, DATED, MARKUP, OTHER]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(dump(STATE), id="next-data"),
        pytest.param(f"window.__STATE__ = {dump(STATE)};", id="assigned"),
        pytest.param(f"self.__next_f.push([1,{dump('5:' + dump(STATE))}])", id="next pushes"),
        pytest.param(dump({"body": dump(STATE)}), id="json inside a string"),
        pytest.param(dump(LISTED), id="a list of all values"),
    ],
)
def test_the_date_beside_the_headline_in_the_state_is_the_pages(
    read: Callable[..., Any], script: str
) -> None:
    published = read(draw(script)).published
    assert (published.on, published.rung) == (OWN, "state")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("published_at", DATED),
        ("firstPublishedAt", "2026-11-09T03:15:00.000Z"),
        ("datePublished", OWN),
        ("publishDate", "2026-11-09 10:15:00"),
        ("pubDate", 1_794_194_100),
        ("publishTime", 1_794_194_100_000),
    ],
)
def test_names_of_publication_are_known_by_their_kind(
    read: Callable[..., Any], name: str, value: Any
) -> None:
    assert read(draw(dump(make_state(name, value)))).published.on == OWN


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(make_state("updatedAt"), id="a change"),
        pytest.param(make_state("unpublishedAt"), id="an end"),
        pytest.param(make_state("publishedUntil"), id="another end"),
        pytest.param(make_state("publishedAt", "9"), id="no date"),
        pytest.param(make_state("publishedAt", "2031-11-09"), id="a date to come"),
        pytest.param(make_state("published", True), id="no date but a fact"),
        pytest.param(
            {"publishedAt": DATED, "article": {"title": TITLE, "body": MARKUP}}, id="the page's around"
        ),
        pytest.param({"a": make_state("x"), "b": OTHER}, id="another article's"),
    ],
)
def test_other_values_of_the_state_are_no_date(read: Callable[..., Any], state: Any) -> None:
    assert read(draw(dump(state))).published.rung == "first-seen"


def test_what_the_page_shows_comes_first(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    script = f"<script>{json.dumps(STATE)}</script>"
    published = read(page_of(top="<div>08.11.2026 10:00</div>", bottom=script)).published
    assert (published.on, published.rung) == ("2026-11-08", "text")


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"name": "Marta Ellison"}, ("Marta Ellison",)),
        ([{"name": "Aysel Məmmədova"}, {"name": "Elçin Quliyev"}], ("Aysel Məmmədova", "Elçin Quliyev")),
        ("Nguyễn Thu Hà", ("Nguyễn Thu Hà",)),
        ("Анна Иванова", ("Анна Иванова",)),
        ("morning-desk-7", ()),
        ({"id": 12}, ()),
    ],
)
def test_the_authors_beside_the_headline_in_the_state_wrote_it(
    read: Callable[..., Any], author: Any, names: tuple[str, ...]
) -> None:
    state = make_state()
    state["props"]["article"]["author"] = author
    state["props"]["related"][0] = OTHER | {"author": {"name": "Tom Arkwright"}}
    assert read(draw(dump(state))).authors == names


@pytest.mark.parametrize(
    ("name", "value", "names"),
    [
        ("slug", "4711-harbour.html", ("Marta Ellison",)),
        ("url", "http://morning-post.example/news/4711-harbour.html?from=feed", ("Marta Ellison",)),
        ("slug", "4712-ferry.html", ()),
        ("slug", "", ()),
        ("id", "4711-harbour.html", ()),
        ("url", "http://[", ()),
    ],
)
def test_an_object_with_the_pages_address_is_the_article_whatever_its_headline(
    read: Callable[..., Any], name: str, value: str, names: tuple[str, ...]
) -> None:
    post = {name: value, "publishedAt": DATED, "author": {"name": "Marta Ellison"}, "html": MARKUP}
    found = read(draw(dump({"post": post})))
    assert (found.authors, found.published.rung) == (names, "state" if names else "first-seen")
