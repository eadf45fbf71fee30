"""Dates and by-lines beside the headline, which may be no heading: what says the title and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

OWN = "2026-11-09"
TEXT = "<br><br>".join(PARAGRAPHS)
WRITTEN = (
    "09.11.2026",
    "09.11.2026 10:15",
    "9 November 2026",
    "9 noyabr 2026",
    "09/11/2026",
    "9 ноября 2026",
)


def lay_out(body: str) -> str:
    return f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    "layout",
    [
        "<div><div class='z'>{title}</div><div class='d'>{date}</div><div>{text}</div></div>",
        "<table><tr><td><font size=4><b>{title}</b></font><br><font size=1>{date}</font><br><br>{text}</td>"
        "</tr></table>",
        "<div><p><strong>{title}</strong></p><p><em>{date}</em></p><p>{text}</p></div>",
        "<div><h4>{title}</h4><span>{date}</span><div>{text}</div></div>",
        "<form><div><span id='t'>{title}</span><span id='d'>{date}</span></div><div>{text}</div></form>",
        # The date is in one element with the text, which stands behind it.
        "<div><h1>{title}</h1><div class='news'><span>{date}</span><img src='a.jpg'>{text}</div></div>",
    ],
)
def test_a_date_beside_what_says_the_title_is_the_pages(
    read: Callable[..., Any], layout: str, written: str
) -> None:
    published = read(lay_out(layout.format(title=TITLE, date=written, text=TEXT))).published
    assert (published.on, published.rung) == (OWN, "text")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "<div><a href='/'>{title}</a> <i>{date}</i></div><div>{text}</div>", id="a link to it in a list"
        ),
        pytest.param("<ul><li>{title} </li><li>{date}</li></ul><div>{text}</div>", id="a trail"),
        pytest.param(
            "<div class='sidebar'><b>{title}</b><p>{date}</p></div><div>{text}</div>", id="a column"
        ),
        pytest.param(
            "<div><b><a href='/n/1'>{title} and more</a></b><p>{date}</p></div><div>{text}</div>",
            id="another title",
        ),
        pytest.param(
            "<div><p>{date}, Harbour</p><b>{title}</b><div>{text}</div></div>", id="a line above it"
        ),
        pytest.param(
            "<div><b>{title}</b><div>{text}<br>The fair was opened on <b>{date}</b> in the harbour town, said"
            " the mayor of it.</div></div>",
            id="a day that a sentence speaks of",
        ),
        pytest.param(
            "<div><b>{title}</b><div>The fair was opened on <b>{date}</b> in the town at the harbour, as its"
            " mayor said.<br>{text}</div></div>",
            id="a day in the first sentence",
        ),
        pytest.param(
            "<div><b>{title}</b><div><b>{date}</b> выставка открылась в городе у моря, и её посетили многие"
            " жители.<br>{text}</div></div>",
            id="a day that begins the first sentence",
        ),
        pytest.param(
            "<div><b>{title}</b><div>{text}<br>{text}</div><div class='comments'><p>{date}</p></div></div>",
            id="a comment",
        ),
        pytest.param(
            "<div class='clock'>{date}</div><div><b>{title}</b><div>{text}</div></div>", id="a clock"
        ),
    ],
)
def test_other_dates_are_not(read: Callable[..., Any], body: str) -> None:
    page = lay_out(body.format(title=TITLE, date=WRITTEN[0], text=TEXT))
    assert read(page).published.rung == "first-seen"


NAMES = ("Marta Ellison", "Aysel Məmmədova", "Nguyễn Thu Hà", "Анна Иванова")


@pytest.mark.parametrize(
    ("by", "dated", "name"),
    [
        ("By {}", "9 November 2026, 10:15", NAMES[0]),
        ("Submitted by {} on", "Mon, 9 November 2026 - 10:15", NAMES[0]),
        ("Müəllif: {}", "9 noyabr 2026, 10:15", NAMES[1]),
        ("Tác giả {}", "09/11/2026 10:15", NAMES[2]),
        ("Đăng bởi {} lúc", "10:15 09/11/2026", NAMES[2]),
        ("Автор: {}", "9 ноября 2026, 10:15", NAMES[3]),
    ],
)
@pytest.mark.parametrize(
    "line",
    [
        "<p>{by} <time datetime='2026-11-09T10:15'>{dated}</time></p>",
        "<p class='byline'>{by} <time datetime='2026-11-09T10:15'>{dated}</time></p>",
        "<p>{by} {dated}</p>",
        "<article><footer><div>{by} <span>{dated}</span></div></footer>{text}</article>",
    ],
)
def test_a_by_line_with_its_date_names_the_author(
    read: Callable[..., Any], page_of: Callable[..., str], line: str, by: str, dated: str, name: str
) -> None:
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    top = line.format(by=by.format(name), dated=dated, text=text if "{text}" in line else "")
    article = read(page_of(top=top, text="" if "{text}" in line else None))
    assert article.authors == (name,)
    assert article.published.on == OWN


def test_an_author_is_marked_beside_the_headline_outside_of_the_article(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    top = "<address><a rel='author'>Marta Ellison</a><time datetime='2026-11-09'>9 November</time></address>"
    assert read(page_of(top=top)).authors == ("Marta Ellison",)
    bottom = "<footer><address><a rel='author'>Tom Arkwright</a></address></footer>"
    assert read(page_of(bottom=bottom)).authors == ()
