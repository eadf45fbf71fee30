"""What a block is called counts against it: hidden, told beside the text, a notice; subheads are text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS

TEXT = "\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
STRANGER = "A stranger's sentence on Vietnam that is no part of what the article of this page has to say."


@pytest.mark.parametrize(
    "block",
    [
        f"<div class='hidden'><p>{STRANGER}</p></div>",
        f"<div class='modal-wrap d-none'><p>{STRANGER}</p></div>",
        f"<div class='infobox'><h3>The port</h3><p>{STRANGER}</p></div>",
        f"<div class='ui-info-box'><p>{STRANGER}</p></div>",
        f"<p class='commission-disclosure'>{STRANGER}</p>",
        f"<p class='site-disclaimer'>{STRANGER}</p>",
        f"<div class='sign-in-group'><p>{STRANGER}</p></div>",
        f"<div class='FeaturedImageCaption'>{f'{STRANGER} ' * 4}</div>",
    ],
)
def test_what_is_hidden_or_told_beside_the_text_is_left_out(
    read: Callable[..., Any], page_of: Callable[..., str], block: str
) -> None:
    assert read(page_of(text=BODY + block)).text == TEXT
    first, rest = BODY.split("</p>", 1)
    assert read(page_of(text=f"{first}</p>{block}{rest}")).text == TEXT


@pytest.mark.parametrize(
    "called", ["hidden md:block", "d-none d-md-block", "overflow-hidden", "hidden-print"]
)
def test_what_is_shown_on_some_screens_is_shown(
    read: Callable[..., Any], page_of: Callable[..., str], called: str
) -> None:
    assert read(page_of(text=f"<div class='{called}'>{BODY}</div>")).text == TEXT


def test_subheads_are_text_whatever_they_are_called(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    first, rest = BODY.split("</p>", 1)
    page = page_of(text=f"{first}</p><h2 class='paywall'>What the cranes cost</h2>{rest}")
    assert "What the cranes cost" in read(page).text


def test_a_list_under_a_heading_may_end_a_text(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    years = "".join(f"<li>{year}: A. Sample</li>" for year in range(2020, 2026))
    text = read(page_of(text=f"{BODY}<h3>Heads of the board since 2020</h3><ul>{years}</ul>")).text
    assert text.endswith(
        "Heads of the board since 2020\n" + "\n".join(f"{y}: A. Sample" for y in range(2020, 2026))
    )


def test_the_points_before_a_text_are_kept(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    points = (
        "The quay of the harbour grows by ninety metres.",
        "Two cranes arrive in March of next year.",
        "The work keeps forty people busy.",
    )
    listed = "".join(f"<li>{point}</li>" for point in points)
    assert read(page_of(text=f"<ul>{listed}</ul>{BODY}")).text == "\n".join((*points, TEXT))


@pytest.mark.parametrize("credit", ["Photo: Coast Agency", "Фото: Берег", "Ảnh: Biển Bạc", "(Foto: Sahil)"])
def test_a_long_caption_is_known_by_who_took_the_picture(
    read: Callable[..., Any], page_of: Callable[..., str], credit: str
) -> None:
    def page(last: str) -> str:
        box = f"<div class='box'><img src='/q.jpg'><h4>{STRANGER * 4}</h4><p>{last}</p></div>"
        return page_of(text=BODY + box + BODY.replace("The ", "This "))

    assert STRANGER not in read(page(credit)).text
    assert STRANGER in read(page("They spoke on Thursday.")).text
