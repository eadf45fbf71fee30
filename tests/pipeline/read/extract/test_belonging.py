"""Whose a by-line or a date is: the article's own, or that of what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

OWN = "<p class='byline'><span itemprop='author'>Marta Ellison</span></p>"
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
CARD = (
    "<div class='unit'><h3><a href='/news/{0}'>{1}</a></h3><span class='author'>Kamran Quliyev</span>"
    "<meta itemprop='datePublished' content='2026-11-{0}T09:00:00+04:00'></div>"
)
CARDS = "".join(
    CARD.format(number, line)
    for number, line in (
        (7, "Gənc üzgüçülər dənizə yenidən qayıdır"),
        (8, "Chợ nổi dời sang bến mới từ tháng sau"),
        (9, "Маяк на косе снова принимает гостей"),
    )
)
ROWS = "".join(
    f"<div class='row'><div><a href='/news/{number}'>Ferries leave an hour later on Sunday {number}</a></div>"
    "<div>By <a rel='author' href='/u/9'>Tom Arkwright</a></div></div>"
    for number in (7, 8, 9)
)
SCOPES = "".join(
    "<div itemscope itemtype='https://schema.org/NewsArticle'><i itemprop='headline'>Ferries leave later</i>"
    f"<meta itemprop='datePublished' content='2026-11-0{number}T09:00:00+07:00'>"
    "<span itemprop='author'>Tom Arkwright</span></div>"
    for number in (7, 8, 9)
)


@pytest.mark.parametrize(
    "beside",
    [
        CARDS,
        f"<main><div>{ROWS}</div></main>",
        SCOPES,
        "<blockquote><p>We wait.</p><cite class='author' rel='author'>Elvin Rzayev</cite></blockquote>",
        "<article><figure><img src='a.jpg'><b itemprop='author'>Lê Thu Hà</b></figure></article>",
        "<div itemscope itemtype='https://schema.org/VideoObject'><i itemprop='author'>Lê Thu Hà</i></div>",
        "<div class='rey' itemprop='comment'><a rel='author' class='author'>Oxucu Birinci</a></div>",
    ],
)
def test_names_and_days_of_what_stands_beside_an_article_are_not_its_own(
    read: Callable[..., Any], page_of: Callable[..., str], beside: str
) -> None:
    for page in (page_of(bottom=beside), page_of(above=beside), page_of(text=TEXT + beside)):
        article = read(page)
        assert article.authors == ()
        assert article.published.rung == "first-seen"


def test_an_articles_own_names_and_day_are_found_behind_those_of_others(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    own = OWN + "<time itemprop='datePublished' datetime='2026-11-10T08:30:00+07:00'></time>"
    scope = "<div itemscope itemtype='https://schema.org/Article'>"
    for beside in (CARDS, SCOPES):
        page = page_of(above=beside + scope, top=own, bottom="</div>")
        article = read(page)
        assert (article.authors, article.published.on) == (("Marta Ellison",), "2026-11-10")


@pytest.mark.parametrize(
    "columnists",
    [
        "<div class='voices'><h3>Columnists</h3><a class='author' rel='author'>Nora Lind</a></div>",
        "<div class='fikir'><b>Köşə yazarları</b><p class='author-name'>Aysel Məmmədova</p></div>",
        "<div class='colonna'><i class='author'>Анна Иванова</i><i class='author'>Олег Юдин</i></div>",
    ],
)
def test_who_writes_beside_the_article_has_not_written_it(
    read: Callable[..., Any], page_of: Callable[..., str], columnists: str
) -> None:
    assert read(page_of(bottom=columnists)).authors == ()
    wrapped = page_of(above="<main>", bottom=f"{columnists}</main>")
    assert read(wrapped).authors == ()
    named = page_of(top="<p class='author'>Lê Thu Hà</p>", bottom=columnists)
    assert read(named).authors == ("Lê Thu Hà",)
    below = page_of(above=columnists, text=TEXT + "<p class='author'>Lê Thu Hà</p>")
    assert read(below).authors == ("Lê Thu Hà",)


@pytest.mark.parametrize(
    "top",
    [
        # The headline leads to the article's own address; an element of the author leads to more of hers.
        f"<h3><a href='#'>Harbour board lengthens the eastern quay</a></h3>{OWN}",
        f"<div>{OWN}<a href='/author/marta'>All articles by Marta Ellison</a></div>",
        f"<div itemscope itemtype='https://schema.org/CreativeWork'>{OWN}</div>",
        "<article><blockquote class='meta'><h1>The quay</h1><b rel='author'>Marta Ellison</b></blockquote>"
        "</article>",
    ],
)
def test_what_looks_like_a_card_or_a_quotation_may_be_the_articles_own(
    read: Callable[..., Any], page_of: Callable[..., str], top: str
) -> None:
    head = "<meta property='og:title' content='Harbour board lengthens the eastern quay'>"
    assert read(page_of(head=head, top=top)).authors == ("Marta Ellison",)


def test_what_an_object_with_the_pages_headline_has_in_a_side_element_is_its_own(
    read: Callable[..., Any],
) -> None:
    page = (
        "<html><head><title>{0}</title></head><body><aside><time itemprop='datePublished'"
        " datetime='2026-11-07T08:00:00+07:00'>7</time></aside><article itemscope"
        " itemtype='https://schema.org/NewsArticle'><aside><time itemprop='datePublished'"
        " datetime='2026-11-10T08:30:00+07:00'>10 November</time></aside><h1 itemprop='headline'>{0}</h1>"
        "<div itemprop='articleBody'>{1}</div></article></body></html>"
    )
    published = read(page.format(TITLE, TEXT)).published
    assert (published.on, published.rung) == ("2026-11-10", "meta")


def test_a_link_to_an_author_in_an_item_of_its_own_beside_the_headline_is_a_by_line(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    item = "<ul><li><a rel='author' href='/a/1'>Marta Ellison</a></li></ul>"
    assert read(page_of(top=item)).authors == ("Marta Ellison",)
    assert read(page_of(top=item.replace("</a>", "</a> and the boats"))).authors == ()


def test_a_date_in_a_side_element_right_beside_the_headline_is_the_pages(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    aside = "<aside><time datetime='2026-11-10T08:30'>08:30, 10 November</time></aside>"
    page = page_of()
    assert read(page.replace("<h1>", f"{aside}<h1>")).published.on == "2026-11-10"
    assert read(page.replace("<h1>", f"{aside}<div>Harbour</div><h1>")).published.rung == "first-seen"


def test_a_date_that_stands_bare_in_a_card_is_the_cards(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    card = "<p class='n'>{0}.10.2026 <a href='/n/{0}'>Ferry number {0} leaves the quay</a><br>It left.</p>"
    cards = "".join(card.format(n) for n in range(10, 20))
    page = page_of(text=f"<p>{TEXT[:300]}</p>", bottom=f"<div>{cards}</div>")
    assert read(page).published.rung == "first-seen"


def test_a_by_line_that_is_shown_comes_before_one_word_of_a_meta_tag(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    head = "<meta name='author' content='Sputter'>"
    top = "<div class='author'>{}</div><p>© Sputter</p>"
    assert read(page_of(head=head, top=top.format("Marta Ellison"))).authors == ("Marta Ellison",)
    assert read(page_of(head=head, top=top.format("today"))).authors == ("Sputter",)


def test_a_by_line_is_beside_a_headline_that_stands_deep_in_boxes_of_its_own(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    page = page_of(title="{}").replace("<h1>{}</h1>", "{}")
    deep = f"{'<div>' * 6}<h1>{TITLE}</h1>{'</div>' * 6}"
    by = f"{'<div>' * 3}By Marta Ellison{'</div>' * 3}"
    assert read(page.format(f"<section>{deep}</section><section>{by}</section>")).authors == (
        "Marta Ellison",
    )


def test_a_date_in_one_row_with_a_trail_or_a_side_element_above_the_article_is_the_pages(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    trail = "<b class='breadcrumb'><a href='/x'>Port</a></b>"
    row = f"<div class='breadcrumb_row'>{trail}<i class='date'>9.11.2026</i></div>"
    assert read(page_of().replace("<h1>", f"{row}<h1>")).published.on == "2026-11-09"
    time = "<time datetime='2026-11-10T15:22'>15:22, 10 November</time>"
    aside = f"<div><aside><a class='time' href='/2026/11/10/'>{time}</a></aside><article>"
    page = page_of().replace("<div class='main'>", aside)
    assert read(page).published.on == "2026-11-10"
