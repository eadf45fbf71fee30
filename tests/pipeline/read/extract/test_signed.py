"""The name with which an article closes, and names that are none of its author's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

LINES = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
BROKEN = "<br><br>".join(PARAGRAPHS)
NAMES = ("Marta Ellison", "Aysel Məmmədova", "Nguyễn Thu Hà", "Анна Иванова")


def lay_out(text: str, behind: str = "") -> str:
    return (
        f"<html><head><title>{TITLE}</title></head><body><div class='page'><h1>{TITLE}</h1>"
        f"<div class='t'>{text}</div>{behind}</div></body></html>"
    )


@pytest.mark.parametrize(
    ("label", "name"),
    list(zip(("Author: ", "Müəllif: ", "Tác giả: ", "Автор: "), NAMES, strict=True)),
)
@pytest.mark.parametrize(
    ("text", "behind"),
    [
        (LINES + "<p>{}</p>", ""),
        (LINES + "<p><b>{}</b></p>", ""),
        (BROKEN + "<br><br>{}<br>", ""),
        (LINES, "<div class='src'>{}</div>"),
        (LINES, "<div><a href='/x'>Ferry to the islands moves</a></div><div><p>{}, 9.11.2026</p></div>"),
    ],
)
def test_a_name_behind_a_word_for_the_author_is_the_authors(
    read: Callable[..., Any], text: str, behind: str, label: str, name: str
) -> None:
    said = label + name
    assert read(lay_out(text.replace("{}", said), behind.replace("{}", said))).authors == (name,)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "closing",
    [
        "<p><b>{}</b></p>",
        "<p style='text-align:right;'><strong>{}</strong></p>",
        "<p align='right'>{}</p>",
        "<p style='text-align:right'><b>{}</b></p><p style='text-align:right'>Sahil Agentliyinin müxbiri</p>",
        "<p align='right'>{}</p><p>Our correspondent on the coast</p>",
        "<p align='right'>{}</p><p align='right'>Xüsusi müxbir</p><p align='right'>Hanoy</p>",
        "<p align='right'><strong>{}</strong> (Theo <em>Coast Eats</em>)</p>",
        "<div><h4><a href='/x'>Ferry to the islands moves</a></h4></div><p style='text-align: right'>{}</p>",
    ],
)
def test_a_name_alone_in_bold_or_on_the_right_signs_the_text(
    read: Callable[..., Any], closing: str, name: str
) -> None:
    assert read(lay_out(LINES + closing.format(name))).authors == (name,)


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        pytest.param("{}<p>Marta Ellison</p>", "", id="neither bold nor on the right"),
        pytest.param("{}<p><b><a href='/tag/1'>Marta Ellison</a></b></p>", "", id="a link"),
        pytest.param("{}", "<div><p><b>Marta Ellison</b></p></div>", id="a box below"),
        pytest.param("{}<h4>Marta Ellison</h4>", "", id="a heading"),
        pytest.param("{}<p><b>Theo Tân Cảng</b></p>", "", id="a source"),
        pytest.param("{}<p><b>Read More</b></p>", "", id="a call"),
        pytest.param("{}<p><b>Morning Post</b></p>", "", id="the outlet"),
        pytest.param("{}<p>Hörmətlə,</p><p><b>Elçin Quliyev</b></p>", "", id="below a greeting"),
        pytest.param("{}<p><b>Elçin Quliyev</b></p><p>Liman şurasının sədri</p>", "", id="with an office"),
        pytest.param("{}<p align='right'>Анна Иванова</p><p>9 ноября 2026</p>", "", id="with a day"),
        pytest.param(
            "<p>The mayor of the town, Marta Ellison, was there and spoke for an hour about the port.</p>"
            "{}<p><b>Mayor Marta Ellison</b></p>",
            "",
            id="told of",
        ),
        pytest.param("{}", "<div><p>Text: Large Small</p></div>", id="sizes of letters"),
        pytest.param("{}<p>Photo: Tom Arkwright</p>", "", id="who took the picture"),
        pytest.param("{}", "<div class='comments'><p>Author: Tom Arkwright</p></div>", id="a comment"),
        pytest.param("{}", "<aside><p>Author: Tom Arkwright</p></aside>", id="a column"),
        pytest.param(
            "<p>The prize went to <b>Tom Arkwright</b></p><p><b>Marta Ellison</b></p>{}", "", id="in the text"
        ),
    ],
)
def test_other_names_are_not(read: Callable[..., Any], text: str, behind: str) -> None:
    assert read(lay_out(text.replace("{}", LINES), behind)).authors == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "said",
    [
        "Söhbətləşdi: {}",
        "Беседовала {}",
        "Interview by {}",
        "Thực hiện: {}",
        "Текст: {}. Фото: Пётр Лоцман",
        "Words: {}, pictures: Tom Arkwright",
    ],
)
def test_who_asked_or_wrote_is_the_author_and_who_took_the_picture_is_not(
    read: Callable[..., Any], said: str, name: str
) -> None:
    line = f"<p>{said.format(name)}</p>"
    assert read(lay_out(LINES + line)).authors == (name,)
    page = lay_out(f"<article>{LINES}<footer>{line}</footer></article>")
    assert read(page).authors == (name,)
