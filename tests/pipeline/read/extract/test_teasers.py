"""Other articles that are told in a row behind the text or in its midst, and lists that are its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS

TEXT = "\n".join(PARAGRAPHS)
FIRST, *OTHERS = (f"<p>{p}</p>" for p in PARAGRAPHS)
REST = "".join(OTHERS)
HEADLINES = ("Fishermen ask for a landing stage", "Cranes for the quay arrive in March")
WORDS = ("They have waited for it since the flood.", "A ship brings them from the north.")
SHAPES = {
    "items": "<li><a href='{link}'>{headline}</a><span>{words}</span></li>",
    "boxes": "<div class='story'><a href='{link}'>{headline}</a><p>{words}</p></div>",
    "tables": (
        "<table class='r'><tr><td><div><a href='{link}'>{headline}</a></div><p>{words}</p></td></tr></table>"
    ),
}


def write_row(shape: str, link: str = "/n/{number}") -> str:
    parts = enumerate(zip(HEADLINES, WORDS, strict=True))
    row = (
        SHAPES[shape].format(link=link.format(number=number), headline=headline, words=words)
        for number, (headline, words) in parts
    )
    return f"<div>{''.join(row)}</div>"


@pytest.mark.parametrize("shape", SHAPES)
def test_linked_headlines_with_some_words_behind_the_text_are_other_articles(
    read: Callable[..., Any], page_of: Callable[..., str], shape: str
) -> None:
    assert read(page_of(text=FIRST + REST + write_row(shape))).text == TEXT


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(write_row("items", "https://ports.example/{number}"), id="sources elsewhere"),
        pytest.param(
            f"<ul><li>{WORDS[0]} See <a href='/n/1'>{HEADLINES[0]}</a></li><li>{WORDS[1]} See <a href='/n/2'>"
            f"{HEADLINES[1]}</a></li></ul>",
            id="links behind the words",
        ),
        pytest.param(
            f"<ul><li><b>{HEADLINES[0]}.</b> {WORDS[0]}</li><li>{WORDS[1]}</li></ul>", id="no links"
        ),
    ],
)
def test_lists_of_the_articles_own_stay(
    read: Callable[..., Any], page_of: Callable[..., str], row: str
) -> None:
    assert all(words in read(page_of(text=FIRST + row + REST)).text for words in WORDS)


def test_a_digest_is_made_of_them(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    items = "".join(
        f"<li><a href='/n/{number}'>{HEADLINES[number % 2]} {number}</a> {words}</li>"
        for number, words in enumerate(PARAGRAPHS * 2)
    )
    found = read(page_of(text=f"<p>{PARAGRAPHS[0]}</p><ul>{items}</ul>")).text
    assert all(words in found for words in PARAGRAPHS)


@pytest.mark.parametrize("date", ["", "12.10.2026 ", "<i>12 October 2026</i> "])
def test_more_of_them_than_of_a_short_article_are_others_where_they_stand_outside_of_it(
    read: Callable[..., Any], page_of: Callable[..., str], date: str
) -> None:
    item = f"<p class='n'>{date}<a href='/n/{{0}}'>Ferry number {{0}} leaves the quay</a><br>{WORDS[0]}</p>"
    rows = "".join(map(item.format, range(20)))
    short = FIRST + OTHERS[0]
    assert read(page_of(text=short, bottom=f"<div>{rows}</div>")).text == "\n".join(PARAGRAPHS[:2])
