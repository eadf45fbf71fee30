"""The headline of a page whose title is a rubric's or the site's: the line that stands above the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

TEXT = "".join(f"<div>{paragraph}</div>" for paragraph in PARAGRAPHS)
MENU = "<nav><a href='/'>Home</a> <a href='/press/'>{}</a></nav>"
RUBRICS = ("Press centre", "Xəbərlər", "Tin tức", "Пресс-центр")


def lay_out(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize("rubric", RUBRICS)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<h1>{0}</h1><div><span>12.11.2026</span><h3>{1}</h3>{2}</div>", id="a lower heading"),
        pytest.param("<h1>{0}</h1><h2>{1}</h2><i>12.11.2026</i><div>{2}</div>", id="above the date"),
        pytest.param("<div><p>{0}</p><p><b>{1}</b></p><p>12.11.2026</p>{2}</div>", id="no heading"),
    ],
)
def test_what_a_menu_leads_to_is_no_headline(read: Callable[..., Any], rubric: str, body: str) -> None:
    page = MENU.format(rubric) + body.format(rubric, TITLE, TEXT)
    found = read(lay_out(rubric, page), url="http://morning-post.example/press/1187/")
    assert (found.title, found.published.on) == (TITLE, "2026-11-12")


def test_what_the_address_has_for_a_folder_is_none_either(read: Callable[..., Any]) -> None:
    body = f"<h1>News</h1><article><h2>{TITLE}</h2>{TEXT}</article>"
    assert read(lay_out("News", body), url="http://coast.example/en/news/1204").title == TITLE
    assert read(lay_out("News", body), url="http://coast.example/en/1204").title == "News"


@pytest.mark.parametrize(
    "title", ["Ministry of Quays of the Coast (sample)", "Chi tiết tin - Cổng tỉnh Ven Biển"]
)
def test_a_title_that_the_page_does_not_show_gives_way(read: Callable[..., Any], title: str) -> None:
    body = f"<div><div>All of us</div><div class='t'>{TITLE}</div><div>12.11.2026</div>{TEXT}</div>"
    assert read(lay_out(title, body)).title == TITLE


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param(
            "Harbour days", f"<h1>Harbour days</h1><h2>{TITLE}</h2>{TEXT}", id="few words and a deck"
        ),
        pytest.param(
            "Board lengthens the quay of the east by ninety metres",
            f"<p>Nobody has seen such a quay before</p><b>Board lengthens the quay of the east</b>{TEXT}",
            id="the words of the title come first",
        ),
    ],
)
def test_other_titles_stay(read: Callable[..., Any], title: str, body: str) -> None:
    found = read(lay_out(title, f"<div>{body}</div>")).title
    assert found == title.removesuffix(" by ninety metres")


def test_what_is_said_for_networks_is_a_headline(read: Callable[..., Any]) -> None:
    head = "<meta property='og:title' content='Press centre'>"
    body = MENU.format("Press centre") + f"<h1>Press centre</h1><h3>{TITLE}</h3>{TEXT}"
    assert read(f"<html><head>{head}</head><body>{body}</body></html>").title == "Press centre"


def test_a_heading_with_the_sites_name_gives_way_whatever_networks_get(read: Callable[..., Any]) -> None:
    name = "Coast Town University"
    head = f"<title>All news | {name}</title><meta property='og:title' content='{name}'>"
    body = f"{MENU.format('All news')}<h1>All news</h1><div><h2>{TITLE}</h2>{TEXT}</div>"
    assert read(f"<html><head>{head}</head><body>{body}</body></html>").title == TITLE
    linked = f"<h1><a href='/'>Portal of the Coast Town</a></h1><h2>Chi tiết tin</h2><h3>{TITLE}</h3>{TEXT}"
    assert read(lay_out("Chi tiết tin - Portal of the Coast Town", linked)).title == TITLE


def test_a_headline_behind_the_sites_name_in_the_title_stays(read: Callable[..., Any]) -> None:
    head = f"<title>Morning Post | {TITLE}</title><meta property='og:title' content='{TITLE}'>"
    body = f"<h1>{TITLE}</h1><p>Nobody has seen such a quay before</p>{TEXT}"
    assert read(f"<html><head>{head}</head><body><div>{body}</div></body></html>").title == TITLE
