"""Authors, addresses and pictures as the page gives them, or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

TITLE = "Harbour board lengthens the eastern quay"
URL = "http://morning-post.example/news/4711-harbour.html"


def linked(*items: dict[str, Any]) -> str:
    """JSON-LD blocks."""
    return "".join(f'<script type="application/ld+json">{json.dumps(i)}</script>' for i in items)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Marta Ellison"}, ("Marta Ellison",)),
        ([{"@type": "Person", "name": "Marta Ellison"}, "Tom Arkwright"], ("Marta Ellison", "Tom Arkwright")),
        ("Marta Ellison and Tom Arkwright", ("Marta Ellison", "Tom Arkwright")),
        ("By Marta Ellison", ("Marta Ellison",)),
        ("Ellison, Marta", ()),
        ("https://morning-post.example/people/12", ()),
        ("Morning Post", ()),
        ({"@type": "Organization", "name": "Coast Agency"}, ("Coast Agency",)),
        (
            [
                {"@type": "Organization", "name": "Küsten-Agentur"},
                {"@type": "Person", "name": "Marta Ellison"},
            ],
            ("Marta Ellison", "Küsten-Agentur"),
        ),
        (
            {"@type": "NewsMediaOrganization", "name": "Desk of the Morning Post"},
            ("Desk of the Morning Post",),
        ),
        ({"@type": "Person", "name": "Morning-Post.example"}, ()),
        ([{"@type": "Organization", "name": "Morning Post"}, "Marta Ellison"], ("Marta Ellison",)),
        ({"@type": "Person", "name": "新間"}, ("新間",)),
        ({"@type": "Person", "name": "김구"}, ("김구",)),
        ({"@type": "Person", "name": "AB"}, ()),
        ("admin", ()),
        ("Xəzər redaksiyası", ()),
        ({"name": ["Lê Thu Hà"]}, ("Lê Thu Hà",)),
        (None, ()),
        ([[[{"name": {"name": "x"}}]]], ()),
        ({"@type": "Person", "givenName": "Marta", "familyName": "Ellison"}, ("Marta Ellison",)),
        ("Nguy&#7877;n Thu H&agrave;", ("Nguyễn Thu Hà",)),
        ("Text: Marta Ellison, Photo: Tom Arkwright", ("Marta Ellison",)),
        ("Mətn: Aysel Məmmədova; Foto: Elçin Quliyev", ("Aysel Məmmədova",)),
        ("Bài: Lê Thu Hà | Ảnh: Bùi Bình An", ("Lê Thu Hà",)),
        ("Текст: Анна Иванова, Фото: Пётр Сидоров", ("Анна Иванова",)),
        ("Marta Ellison (me) und Tom Arkwright (ta)", ("Marta Ellison", "Tom Arkwright")),
        ("Aysel Məmmədova və Elçin Quliyev", ("Aysel Məmmədova", "Elçin Quliyev")),
        ("mel/tak; sor", ("mel/tak", "sor")),
        ("Marta Ellison, Chief Engineer and Head of Quays", ("Marta Ellison",)),
        ("Marta Ellison and Tom Arkwright, Coast Review", ("Marta Ellison", "Tom Arkwright")),
        ("Marta Ellison, Associated Press", ("Marta Ellison",)),
        ("Marta Ellison The Associated Press", ("Marta Ellison",)),
        ("Reuters", ("Reuters",)),
        ("Marta Ellison in New Haven", ("Marta Ellison",)),
        ("Marta Ellison MS, RDN", ("Marta Ellison",)),
        ("Marta Ellison | Sponsored", ("Marta Ellison",)),
        ("김민서 기자", ("김민서",)),
        ("Ina Stafford", ("Ina Stafford",)),
        ({"@type": "Person", "name": ", Morning Post"}, ()),
        ("morning-post.example, Haven, Coastland", ()),
    ],
)
def test_the_right_authors_or_none(
    read: Callable[..., Any], page_of: Callable[..., str], author: Any, names: tuple[str, ...]
) -> None:
    assert (
        read(page_of(head=linked({"@type": "NewsArticle", "headline": TITLE, "author": author}))).authors
        == names
    )


def test_an_author_named_by_its_id_alone_is_looked_up(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    graph = [
        {"@type": "NewsArticle", "headline": TITLE, "author": {"@id": "#marta"}, "publisher": {"@id": "#p"}},
        {"@type": "Person", "@id": "#marta", "name": "Marta Ellison"},
        {"@type": "Organization", "@id": "#p", "name": "Coast Publishers"},
    ]
    assert read(page_of(head=linked({"@graph": graph}))).authors == ("Marta Ellison",)
    graph[0]["author"] = {"@id": "#p"}
    assert read(page_of(head=linked({"@graph": graph}))).authors == ("Coast Publishers",)
    assert read(page_of(head=linked({"@graph": graph}), top="<p>By Tom Arkwright</p>")).authors == (
        "Tom Arkwright",
    )


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ("<h5 class='wp-authorline'>By Marta Ellison, Harbour</h5>", ("Marta Ellison",)),
        ("<p class='byline'>By Marta Ellison</p>", ("Marta Ellison",)),
        ("<div class='article-author'>Lê Thu Hà</div>", ("Lê Thu Hà",)),
        ("<span class='author-name'>Анна Иванова</span>", ("Анна Иванова",)),
        ("<p class='author'>Lê Thu Hà <i>- Thứ sáu, ngày 06/11/2026 14:30 GMT+7</i></p>", ("Lê Thu Hà",)),
        ("<div class='muellif'>Aysel Məmmədova</div>", ("Aysel Məmmədova",)),
        ("<div class='tac-gia'>Lê Thu Hà</div>", ("Lê Thu Hà",)),
        ("<div class='news-avtor'>Анна Иванова</div>", ("Анна Иванова",)),
        ("<div>Words by Marta Ellison</div>", ("Marta Ellison",)),
        ("<p>SECTION: <a href='/b'>Port</a></p><p>WRITER: <a>Marta Ellison</a></p>", ("Marta Ellison",)),
        ("<div>Müxbir: Aysel Məmmədova</div>", ("Aysel Məmmədova",)),
        ("<div>Phóng viên: Lê Thu Hà</div>", ("Lê Thu Hà",)),
        ("<div>Reporter Marta Ellison asked the board.</div>", ()),
        ("<div>Mətn: Aysel Məmmədova</div>", ("Aysel Məmmədova",)),
        ("<div class='authors'>Aysel Məmmədova, Elçin Quliyev</div>", ("Aysel Məmmədova", "Elçin Quliyev")),
        ("<div class='author'>Follow us everywhere</div>", ()),
        ("<div class='author-box'>Marta Ellison writes about the coast since 2011</div>", ()),
        ("<div class='comments'><span itemprop='author'>Troll Hill</span></div>", ()),
        ("<div itemscope itemprop='comment'><b class='author'>Troll Hill</b></div>", ()),
        ("<aside><b class='author'>Other Writer</b></aside>", ()),
        ("<div class='AuthorLink-sc-1x9-2'>Marta Ellison</div>", ("Marta Ellison",)),
        ("<div class='media__byline'>Tom Arkwright</div>", ()),
        ("<p class='info'>von <a href='/x'>Marta Ellison</a></p><p>12.11.2026</p>", ("Marta Ellison",)),
        ("<p>Müəllif: Aysel Məmmədova</p>", ("Aysel Məmmədova",)),
        ("<p><a href='/author/marta'>Marta Ellison</a> - 12 November 2026</p>", ("Marta Ellison",)),
        ("<ul><li>By: Marta Ellison, <a>Tom Arkwright</a></li></ul>", ("Marta Ellison", "Tom Arkwright")),
        ("<p>By the way, the board met again.</p>", ()),
        ("<p>Then <a href='/profile/2'>Tom Arkwright</a> spoke.</p>", ()),
        (f"<p><a href='/profile/2'>Tom Arkwright</a> {'spoke and ' * 20}left</p>", ()),
        ("<div class='box'><div class='teaser'>By Tom Arkwright</div></div>", ()),
    ],
)
def test_a_by_line_that_is_called_so_names_the_author(
    read: Callable[..., Any], page_of: Callable[..., str], top: str, names: tuple[str, ...]
) -> None:
    assert read(page_of(top=top)).authors == names


def test_an_office_behind_the_name_is_no_part_of_it(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    link = (
        "<article><a rel='author'>Marta Ellison <span>Coast correspondent of the paper</span></a></article>"
    )
    assert read(page_of(top=link)).authors == ("Marta Ellison",)


def test_a_by_line_with_more_names_than_the_structured_data_is_the_whole_list(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    head = linked({"@type": "NewsArticle", "headline": TITLE, "author": "Marta Ellison"})
    both = "<article><p><a rel='author'>Tom Arkwright</a> <a rel='author'>Marta Ellison</a></p></article>"
    assert read(page_of(head=head, top=both)).authors == ("Tom Arkwright", "Marta Ellison")
    one, other = (f"<article><b rel='author'>{n}</b></article>" for n in ("Marta Ellison", "Tom Arkwright"))
    assert read(page_of(head=head, top=one, bottom=other)).authors == ("Marta Ellison",)


def test_the_page_s_own_object_names_the_author_where_no_article_s_does(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    item = {
        "@type": "WebPage",
        "url": URL,
        "datePublished": "2026-11-12",
        "author": {"name": "Marta Ellison"},
    }
    assert read(page_of(head=linked(item))).authors == ("Marta Ellison",)


def test_an_article_whose_comments_are_open_is_no_comment(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    page = page_of(top="<p><b rel='author'>Marta Ellison</b></p>")
    page = page.replace("<div class='main'>", "<article class='comments-open'>")
    assert read(page).authors == ("Marta Ellison",)


def test_an_author_in_the_meta_tag_must_be_shown_beside_the_text(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    head = "<meta name='author' content='Jonas Weber'>"
    assert read(page_of(head=head, bottom="<footer>Site by Jonas Weber</footer>")).authors == ()
    assert read(page_of(head=head, top="<span>Jonas Weber</span>")).authors == ("Jonas Weber",)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("desk@morning-post.example (Aygün Səfərli)", ("Aygün Səfərli",)),
        ("bientap@mail.morning-post.example (Lê Thu Hà)", ("Lê Thu Hà",)),
        ("Анна Иванова &lt;anna@morning-post.example&gt;", ("Анна Иванова",)),
        ("Анна Иванова (anna@morning-post.example)", ("Анна Иванова",)),
        ("jonas@web-design.example (Jonas Weber)", ()),
        ("jonas@not-morning-post.example (Jonas Weber)", ()),
        ("desk@morning-post.example (news desk)", ()),
        ("desk@morning-post.example", ()),
    ],
)
def test_an_author_in_the_meta_tag_with_a_mail_address_of_the_outlet_need_not_be_shown(
    read: Callable[..., Any], page_of: Callable[..., str], value: str, names: tuple[str, ...]
) -> None:
    assert read(page_of(head=f"<meta name='author' content='{value}'>")).authors == names


def test_of_several_articles_the_one_of_this_page_is_taken(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    other = {
        "@type": "NewsArticle",
        "headline": "Another story altogether",
        "url": "/news/1.html",
        "author": "Wrong Person",
    }
    mine = {
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "author": "Marta Ellison",
        "datePublished": "2026-11-12T01:00:00Z",
    }
    by_address = {
        "@type": "Article",
        "mainEntityOfPage": {"@id": URL},
        "headline": "Quay to grow",
        "author": "Tom Arkwright",
    }
    assert read(page_of(head=linked(other, mine))).authors == ("Marta Ellison",)
    assert read(page_of(head=linked({"@graph": [other, by_address]}))).authors == ("Tom Arkwright",)
    assert read(page_of(head=linked(other))).authors == ()


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "author": "Marta Ellison",}',
        '<!-- {"@type": "NewsArticle", "author": "Marta Ellison"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "author": "Marta Ellison"}\n//]]>',
        '{"@type": "NewsArticle", "description": "one\ntwo\tthree", "author": "Marta Ellison"};',
    ],
)
def test_damaged_json_is_read_all_the_same(
    read: Callable[..., Any], page_of: Callable[..., str], text: str
) -> None:
    assert read(page_of(head=f'<script type="application/ld+json">{text}</script>')).authors == (
        "Marta Ellison",
    )


@pytest.mark.parametrize(
    "text",
    ['{"@type": "NewsArticle", "author": ', "[" * 50_000, "null", "42", '{"@graph": {"@graph": [[]]}}'],
)
def test_json_that_cannot_be_read_costs_nothing_else(
    read: Callable[..., Any], page_of: Callable[..., str], text: str
) -> None:
    assert read(page_of(head=f'<script type="application/ld+json">{text}</script>')).title == TITLE


@pytest.mark.parametrize(
    ("claimed", "url"),
    [
        ("/news/4711", "http://morning-post.example/news/4711"),
        ("http://morning-post.example/", URL),
        ("http://morning-post.example/news", URL),
        ("http://elsewhere.example.org/news/4711", URL),
        ("javascript:alert(1)", URL),
        ("", URL),
    ],
)
def test_a_canonical_link_is_believed_within_reason(
    read: Callable[..., Any], page_of: Callable[..., str], claimed: str, url: str
) -> None:
    article = read(page_of(head=f"<link rel='canonical' href='{claimed}'>"))
    assert article.url == url
    assert URL in article.urls


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        ("http://cdn.morning-post.com/a.jpg", "http://cdn.morning-post.com/a.jpg"),
        ("data:image/png;base64,AAAA", None),
        ("http://169.254.169.254/a.jpg", None),
        ("http://user:secret@cdn.morning-post.com/a.jpg", None),
        ("", None),
    ],
)
def test_a_picture_has_an_address_that_may_be_asked(
    read: Callable[..., Any], page_of: Callable[..., str], image: str, kept: str | None
) -> None:
    assert read(page_of(head=f"<meta property='og:image' content='{image}'>")).image == kept


def test_translations_are_kept_and_home_pages_are_not(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    head = "".join(
        f"<link rel='alternate' hreflang='{code}' href='{href}'>"
        for code, href in (
            ("vi", "/vi/tin/4711-cang.html"),
            ("az", "/az"),
            ("en", URL),
            ("x-default", "/news/1"),
            ("ru", "file:///etc/passwd"),
        )
    )
    article = read(page_of(head=head), feed_alternates=("http://morning-post.example/ru/news/4711.html",))
    assert article.alternates == (
        "http://morning-post.example/ru/news/4711.html",
        "http://morning-post.example/vi/tin/4711-cang.html",
    )
