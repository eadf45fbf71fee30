"""Which of a page's dates is its own: by where it stands and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

OWN = "2026-11-09"
DATED = "<div>09.11.2026 10:15</div>"


def date_of(read: Callable[..., Any], page: str, **more: Any) -> tuple[str, str]:
    published = read(page, **more).published
    return published.on, published.rung


@pytest.mark.parametrize(
    "around",
    [
        # Cards, lists, navigation and clocks, whatever they are called.
        {
            "above": (
                "<aside class='also'><a href='/x'>Other</a><time datetime='2025-02-03'>3 Feb</time></aside>"
            )
        },
        {"above": "<nav><time datetime='2026-11-12T15:30+07:00'>12 Nov, 15:30</time></nav>"},
        {"above": "<header><time datetime='2026-11-12T15:30+07:00'>12 Nov, 15:30</time></header>"},
        {"above": "<div class='top-date'>12.11.2026</div>"},
        {
            "above": (
                "<div class='block-7'><a href='/x'>Another story of the coast</a> "
                "<time datetime='2025-02-03'></time></div>"
            )
        },
        {
            "bottom": (
                "<ul><li><a href='/x'>Another story of the coast</a>"
                "<time datetime='2026-11-12T08:00'>8:00</time></li></ul>"
            )
        },
        {
            "bottom": (
                "<div><h3><a href='/x'>Another story</a></h3><span class='date'>11.11.2026 10:00</span></div>"
            )
        },
        {
            "bottom": (
                "<section class='comments'><div><time datetime='2026-11-12T03:09Z'>now</time>Good"
                "</div></section>"
            )
        },
        {
            "bottom": (
                "<div itemscope itemtype='https://schema.org/Comment'>"
                "<meta itemprop='datePublished' content='2026-11-12'></div>"
            )
        },
        {
            "bottom": (
                "<div itemprop='comment' itemscope itemtype='http://schema.org/UserComments'>"
                "<time itemprop='datePublished' datetime='2026-11-12'></time></div>"
            )
        },
        {"bottom": "<footer class='date'>12.11.2026</footer>"},
    ],
)
@pytest.mark.parametrize(
    "own",
    [
        "<div class='info'>09.11.2026 10:15</div>",
        "<time datetime='2026-11-09T10:15:00+07:00'>Monday</time>",
        "<p>By Ann Writer, 9 November 2026</p>",
        "<ul><li>Harbour</li><li>09/11/2026</li></ul>",
    ],
)
def test_the_date_beside_the_headline_is_the_pages_own(
    read: Callable[..., Any], page_of: Callable[..., str], around: dict[str, str], own: str
) -> None:
    assert date_of(read, page_of(top=own, **around))[0] == OWN


@pytest.mark.parametrize(
    "own",
    [
        "<div class='date'>Updated: 12.11.2026 10:00 | Published: 09.11.2026 09:57</div>",
        "<div>Published 9 November 2026, last updated 12 November 2026</div>",
        "<div>09.11.2026 09:57 (updated 12.11.2026 10:00)</div>",
        "<div>Yenilənib: 12.11.2026 10:00 | Dərc olunub: 09.11.2026 09:57</div>",
        "<div><span>Cập nhật lúc 10:00 12/11/2026</span> <span>Đăng lúc 09:57 09/11/2026</span></div>",
        "<div>Обновлено: 12.11.2026 10:00. Опубликовано: 09.11.2026 09:57</div>",
        "<div><p>Обновлено 12.11.2026, 10:00</p><p>09.11.2026, 09:57</p></div>",
        (
            "<p>Updated <time datetime='2026-11-12T10:00'>12.11</time> Published "
            "<time datetime='2026-11-09T10:00'>9.11</time></p>"
        ),
        (
            "<time class='updated' datetime='2026-11-12T10:00'></time>"
            "<time class='entry-date' datetime='2026-11-09T10:00'></time>"
        ),
        (
            "<time itemprop='dateModified' datetime='2026-11-12T10:00'>09/11/2026 09:57 | Updated"
            " 12/11/2026 10:00</time>"
        ),
        (
            "<span>Son yenilənmə</span> <time datetime='2026-11-12T10:00'></time> "
            "<time datetime='2026-11-09T10:00'></time>"
        ),
        "<div>09/11/2026 13:39 - Cập nhật 2 giờ trước</div>",
    ],
)
def test_published_comes_before_updated(
    read: Callable[..., Any], page_of: Callable[..., str], own: str
) -> None:
    assert date_of(read, page_of(top=own))[0] == OWN


@pytest.mark.parametrize(
    "own",
    [
        "<p class='date'>Last updated: 9 November 2026 19:20</p>",
        "<p>Son yenilənmə: 09.11.2026, 19:20</p>",
        "<p>Cập nhật: 09/11/2026</p>",
        "<p>Обновлено 9 ноября 2026, 19:20</p>",
    ],
)
def test_an_update_is_better_than_no_date(
    read: Callable[..., Any], page_of: Callable[..., str], own: str
) -> None:
    assert date_of(read, page_of(top=own)) == (OWN, "text")


@pytest.mark.parametrize(
    "text",
    [
        "<p>The fair was opened in Baku on 3 June 2026 and the next is held in Da Nang.</p>",
        "<p>Sərgi 3 iyun 2026-cı ildə Bakıda açılıb və bir həftə davam edib.</p>",
        "<p>Tháng 5/2014, một buổi gặp như thế đã diễn ra tại cảng ngày 3/6/2014.</p>",
        "<p>Выставка открылась в Баку 3 июня 2026 года, и её посетили многие.</p>",
        "<div class='event-info'><b>Date of the forum:</b> 03.06.2026</div>",
        "<div class='box'><b>Deadline:</b> 03.06.2026</div>",
        "<div><b>Tədbirin başlanğıcı:</b> 03.06.2026</div>",
        "<div><b>Thời gian diễn ra hội nghị:</b> 03/06/2026</div>",
        "<div><b>Начало форума:</b> 03.06.2026</div>",
    ],
)
def test_a_day_that_the_text_speaks_of_is_no_date_of_the_page(
    read: Callable[..., Any], page_of: Callable[..., str], text: str
) -> None:
    assert date_of(read, page_of(top=text))[1] == "first-seen"


def test_a_lower_heading_with_which_the_title_begins_is_the_headline(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    page = page_of(head="<title>Harbour board lengthens the eastern quay at the port</title>", top=DATED)
    assert date_of(read, page.replace("h1>", "h2>"))[0] == OWN
    assert date_of(read, page.replace("<h1>", "<a href='/n/1'>").replace("</h1>", "</a>"))[1] == "first-seen"


@pytest.mark.parametrize(
    ("own", "rung"),
    [
        ("<abbr class='published' title='2026-11-09T10:15:00+07:00'>10:15 AM</abbr>", "time-tag"),
        ("<abbr itemprop='datePublished' title='2026-11-09T10:15:00+07:00'>10:15 AM</abbr>", "meta"),
        ("<span class='post-time' title='Nov 9, 2026 at 10:15'>3 days ago</span>", "time-tag"),
        (
            "<div class='publishing-details'><div class='published'><span class='date'><time pubdate"
            " datetime='2026-11-09T10:15:00+07:00'>9 Nov 2026</time></span></div></div>",
            "time-tag",
        ),
        ("<a href='/2026/11/09/'><time datetime='2026-11-09'>9 Nov</time></a>", "time-tag"),
        ("<div><span>News24</span><span>9 Nov 2026</span></div>", "text"),
        ("<div>Ann Writer<span>9 Nov 2026</span></div>", "text"),
        ("<p>1-2 dəq. oxu • 9 noyabr 2026</p>", "text"),
        (
            "<div class='lead'>"
            + "A lead that tells the story in short. " * 6
            + "</div><div>09.11.2026</div>",
            "text",
        ),
        ("<div class='k'><span itemprop='datePublished'>09.11.2026, 03:55</span></div>", "meta"),
    ],
)
def test_a_date_is_read_from_where_outlets_put_it(
    read: Callable[..., Any], page_of: Callable[..., str], own: str, rung: str
) -> None:
    assert date_of(read, page_of(top=own)) == (OWN, rung)


@pytest.mark.parametrize(
    "page",
    [
        # Above the headline, and more news with dates below the text.
        "<div class='time'>{own} 10:00</div><h1>{title}</h1>{text}<div><h3>More news</h3><div><a href='/2'>"
        "Boats</a> <span>{other} 10:02</span></div></div>",
        # A date of change below the headline, called so in words, and by the element's name.
        "<div><span>{own} 10:00</span><h2>{title}</h2></div>{text}<span>Son dəyişiklik {other} 09:02</span>",
        "<div><span>{own} 10:00</span><h2>{title}</h2></div><i class='dateModified'>{other} 09:02</i>{text}",
        # An element that is no heading, with a number before the title.
        "<div><div class='date'>{own}</div><div>No:412/25, {title}</div>{text}<h3>More</h3></div>",
        # A cell beside others of a page that is laid out by tables.
        "<table><tr><td>Menu</td><td>Left</td><td><table><tr><td>Head</td></tr><tr><td class='pDate'>{own}"
        "</td></tr><tr><td>{text}</td></tr><tr><td><a href='/p'>Print this page</a></td></tr></table></td>"
        "</tr></table>",
    ],
)
def test_what_stands_beside_the_headline_comes_before_what_does_not(
    read: Callable[..., Any], page: str
) -> None:
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    html = page.format(own="09.11.2026", other="10.11.2026", title=TITLE, text=text)
    published = read(f"<html><head><title>{TITLE}</title></head><body>{html}</body></html>").published
    assert (published.on, published.rung) == (OWN, "text")


@pytest.mark.parametrize(
    ("url", "top", "found"),
    [
        ("http://morning-post.example/2026/11/09/quay/", "", (OWN, "url")),
        ("http://morning-post.example/2026/nov/09/quay", "", (OWN, "url")),
        ("http://morning-post.example/quay-20261109101512345.htm", "", (OWN, "url")),
        ("http://morning-post.example/2026-11-09-quay", "", (OWN, "url")),
        ("http://morning-post.example/2026/11/quay", "", ("2026-11-12", "first-seen")),
        ("http://morning-post.example/2026/77/99/quay", "", ("2026-11-12", "first-seen")),
        ("http://morning-post.example/2031/11/09/quay", "", ("2026-11-12", "first-seen")),
        ("http://morning-post.example/10.1186/s12905-026-10-8", "", ("2026-11-12", "first-seen")),
        ("http://morning-post.example/quay-4720261109", "", ("2026-11-12", "first-seen")),
        # Digits that go on with no time of day are a number.
        ("http://morning-post.example/202611097743-quay", "", ("2026-11-12", "first-seen")),
        # Of two days that are printed the one in the address is meant.
        (
            "http://morning-post.example/2026/11/09/q",
            "<p>03.11.2026 10:00</p><p>09.11.2026 11:00</p>",
            (OWN, "text"),
        ),
        # A tag below the headline may be a day from it, with its clock, and no change.
        (
            "http://morning-post.example/2026/11/08/q",
            "<time datetime='2026-11-09 05:00:00'>Monday</time>",
            (OWN, "time-tag"),
        ),
        (
            "http://morning-post.example/2026/11/09/q",
            "<time class='updated' datetime='2026-11-10 05:00:00'>Updated</time>",
            (OWN, "url"),
        ),
        (
            "http://morning-post.example/2026/11/09/q",
            "<time datetime='2026-11-11 05:00:00'>Wednesday</time>",
            (OWN, "url"),
        ),
    ],
)
def test_the_day_in_the_address_stands_for_a_printed_one_and_chooses_among_several(
    read: Callable[..., Any], page_of: Callable[..., str], url: str, top: str, found: tuple[str, str]
) -> None:
    assert date_of(read, page_of(top=top), url=url) == found


@pytest.mark.parametrize(
    "name",
    [
        "parsely-pub-date",
        "bt:pubDate",
        "dcterms.created",
        "sailthru.date",
        "publish_date",
        "article.published_at",
    ],
)
def test_meta_tags_are_known_by_the_kind_of_their_name(
    read: Callable[..., Any], page_of: Callable[..., str], name: str
) -> None:
    head = f"<meta name='{name}' content='2026-11-09T10:00:00+07:00'>"
    assert date_of(read, page_of(head=head)) == (OWN, "meta")


@pytest.mark.parametrize("name", ["expires", "og:updated_time", "validate", "update-rate", "event-date-x"])
def test_other_meta_tags_are_no_date_of_publication(
    read: Callable[..., Any], page_of: Callable[..., str], name: str
) -> None:
    head = f"<meta name='{name}' content='2026-11-09T10:00:00+07:00'>"
    assert date_of(read, page_of(head=head))[1] == "first-seen"


@pytest.mark.parametrize(
    "printed",
    [
        "9 thg 11, 2026",
        "9 Tháng Mười Một, 2026",
        "Tháng Mười Một 9, 2026",
        "Th11 9, 2026",
        "9-Th11-2026",
        "Пн, 9 нояб. 2026 г.",
        "9 noy 2026, axşam 07:15",
        "2026 Noyabr 9 (Bazar ertəsi) 10:15:07",
        "2026, 9 noyabr",
        "2026. november 9., 10:15",
        "2026-Nov-09 10:15",
    ],
)
def test_months_as_systems_write_them_make_a_printed_date(
    read: Callable[..., Any], page_of: Callable[..., str], printed: str
) -> None:
    assert date_of(read, page_of(top=f"<div>{printed}</div>")) == (OWN, "text")


@pytest.mark.parametrize("text", ["Ngày 9 tháng nào cũng có 2026 lá.", "Tháng 11 9 người bơi qua vịnh."])
def test_a_month_in_a_sentence_is_no_printed_date(
    read: Callable[..., Any], page_of: Callable[..., str], text: str
) -> None:
    assert date_of(read, page_of(top=f"<p>{text}</p>"))[1] == "first-seen"
