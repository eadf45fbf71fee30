"""By-lines as templates of today make them: names in boxes, in links side by side, under a heading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ORGANISATION = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Organization",'
    ' "name": "Sputter Coast News"}}</script>'
)
BOX = (
    "<div data-testid='byline-new-people'><div><span>Marta Ellison</span><div>Port reporter</div></div></div>"
)


@pytest.mark.parametrize(
    ("top", "names"),
    [
        pytest.param(BOX, ("Marta Ellison",), id="a part's name in another attribute"),
        pytest.param(
            "<div class='authors'><div class='title'>Авторы</div><a href='/a/1'>Анна Иванова</a>"
            "<a href='/a/2'>Пётр Лоцман</a></div>",
            ("Анна Иванова", "Пётр Лоцман"),
            id="links without a mark between",
        ),
        pytest.param(
            "<div class='author-card'><img src='a.jpg'><a href='/anna'>Анна Иванова</a><p>Кандидат"
            " исторических наук, доцент кафедры портов Приморского университета, эксперт Совета</p></div>",
            ("Анна Иванова",),
            id="a card with what its bearer is",
        ),
        pytest.param(
            "<div class='author'><b>Craig Meyer</b> <span>Coast NETWORK</span></div>",
            ("Craig Meyer",),
            id="for whom behind the name",
        ),
        pytest.param(
            "<div class='top'><a href='/tac-gia/ha'>Nguyễn Thu Hà/TNVN-Moscow</a></div>",
            ("Nguyễn Thu Hà",),
            id="a desk behind a stroke",
        ),
        pytest.param(
            "<div class='author-box'><b>CONTACT THE AUTHOR</b><p>Fill in what is marked by a star.</p></div>",
            (),
            id="a call in capitals",
        ),
        pytest.param(
            "<div class='author-box'><h4>About Author</h4><p>She writes of quays and of ferries.</p></div>",
            (),
            id="a heading of the box",
        ),
    ],
)
def test_names_are_read_from_the_boxes_of_a_by_line(
    read: Callable[..., Any], page_of: Callable[..., str], top: str, names: tuple[str, ...]
) -> None:
    assert read(page_of(top=top)).authors == names


def put_in_article(page: str) -> str:
    """Call what holds headline and text an article."""
    return page.replace("<div class='main'>", "<article>").replace("</div></div>", "</div></article>")


@pytest.mark.parametrize("label", ["Authors", "About the author", "Müəlliflər", "Tác giả", "Авторы"])
def test_names_under_a_heading_for_authors_are_theirs(
    read: Callable[..., Any], page_of: Callable[..., str], label: str
) -> None:
    first = "<li><a href='/people/m'>Marta Ellison</a><span>Fellow</span></li>"
    aside = f"<aside><h2>{label}</h2><ul>{first}<li><a href='/p/2'>Tom Quay</a></li></ul></aside>"
    page = put_in_article(page_of(top=aside))
    assert read(page).authors == ("Marta Ellison", "Tom Quay")
    assert read(page.replace(f"<h2>{label}", "<h2>Members of the board")).authors == ()


def test_a_by_line_comes_before_an_outlet_that_a_meta_tag_calls_the_author(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    head = f"<meta name='author' content='Sputter Coast News'>{ORGANISATION}"
    signed = "<p class='author-line'>Marta Ellison</p>"
    shown = "<p>Sputter Coast News</p>"
    assert read(page_of(head=head, top=shown, bottom="")).authors == ("Sputter Coast News",)
    assert read(page_of(head=head, top=shown + signed)).authors == ("Marta Ellison",)


def test_the_address_of_an_article_names_who_wrote_it_wherever_it_stands(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    people = "<a rel='author' href='/m'>Marta Ellison</a> in Hanoi and <a rel='author' href='/t'>Tom Quay</a>"
    aside = f"<aside><address>{people}</address></aside>"
    page = put_in_article(page_of(top=aside))
    assert read(page).authors == ("Marta Ellison", "Tom Quay")
    assert read(page.replace("address", "div")).authors == ()


@pytest.mark.parametrize("label", ["Göndərən:", "Posted by", "Đăng bởi:"])
def test_a_label_in_the_box_of_the_author_is_no_part_of_the_name(
    read: Callable[..., Any], page_of: Callable[..., str], label: str
) -> None:
    foot = f"<div class='post-footer'><span class='post-author'>{label} <b>Nigar Həsənli</b></span></div>"
    assert read(page_of(text=None, bottom="").replace("</div></div>", f"</div>{foot}</div>")).authors == (
        "Nigar Həsənli",
    )
