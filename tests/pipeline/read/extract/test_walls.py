"""H5, H6, H9, X4, X5: what stands in place of an article, and articles shown in part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml.html import fromstring

from pipeline.model.items import Article, Rejected
from pipeline.model.outcomes import Outcome
from pipeline.text.clean import clean_line
from tests.pipeline.read.extract.conftest import PARAGRAPHS

CONSENT_AZ = (
    "<h1>Məxfilik</h1><p>Saytımız cookie fayllarından istifadə edir. Davam etməklə cookie siyasətinə razılıq"
    " verirsiniz.</p>"
)
CONSENT_RU = (
    "<h1>Мы используем файлы cookie</h1><p>Продолжая, вы соглашаетесь с политикой конфиденциальности.</p>"
)
HEADLINES = "".join(
    f"<h3><a href='/news/{i}.html'>A headline about thing {i} of the day</a></h3><p>Short.</p>"
    for i in range(30)
)


def whole(body: str, title: str = "", head: str = "") -> str:
    """A page of its own."""
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (whole("<script>document.cookie='D1N=abc';window.location.reload(true);</script>"), Outcome.WALL),
        ("<html><script>document.cookie='x=1; path=/';location.href='/a'</script></html>", Outcome.WALL),
        (
            whole(
                "<h1>Just a moment...</h1><p>Enable JavaScript and cookies to continue</p>",
                "Just a moment...",
            ),
            Outcome.WALL,
        ),
        (whole("<p>Please verify you are a human. Ray 81f0.</p>", "Attention Required!"), Outcome.WALL),
        (whole("<p>Подтвердите, что вы не робот</p>", "Проверка браузера"), Outcome.WALL),
        (whole(CONSENT_AZ, "Məxfilik"), Outcome.WALL),
        (whole(CONSENT_RU), Outcome.WALL),
        (whole("<h1>Page not found</h1><p>Try the search.</p>", "404"), Outcome.SOFT_404),
        (
            whole("<h1>Səhifə tapılmadı</h1><p>Axtarışdan istifadə edin.</p>", "Morning Post"),
            Outcome.SOFT_404,
        ),
        (whole("<p>Không tìm thấy trang mà bạn yêu cầu.</p>", "Morning Post"), Outcome.SOFT_404),
        (
            whole(
                "<h1>Ошибка 404</h1>" + "<p>Возможно, вас заинтересуют наши новости дня и другое.</p>" * 5,
                "Страница не найдена",
            ),
            Outcome.SOFT_404,
        ),
        (whole("<h1>Photos of the day</h1><figure><img src='a.jpg'></figure>"), Outcome.TOO_SHORT),
        (
            whole("<h1>Watch the launch live</h1><video src='a.mp4'></video><p>Live from 9.</p>"),
            Outcome.TOO_SHORT,
        ),
        (whole("", "Empty"), Outcome.UNREADABLE),
        (whole(HEADLINES, "News"), Outcome.NOT_ARTICLE),
        (
            "<rss version='2.0'><channel><item><title>An item of a feed</title></item></channel></rss>",
            Outcome.NOT_ARTICLE,
        ),
        ("{}", Outcome.TOO_SHORT),
    ],
)
def test_what_is_no_article_is_named(read: Callable[..., Any], page: str, outcome: Outcome) -> None:
    found = read(page)
    assert isinstance(found, Rejected)
    assert found.outcome is outcome


NOTICES = (
    "This article has been removed at the request of its author.",
    "Sorry, this page is no longer available",
    "Bu xəbər silinib.",
    "Bài viết này đã bị gỡ bỏ theo yêu cầu.",
    "Материал снят с публикации. Элемент не найден.",
    "Статья удалена",
)


@pytest.mark.parametrize("notice", NOTICES)
def test_an_article_that_was_taken_back_is_none_whatever_stands_below_it(
    read: Callable[..., Any], page_of: Callable[..., str], notice: str
) -> None:
    others = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert read(page_of(text=f"<div>{notice}</div>{others}")).outcome is Outcome.SOFT_404
    assert read(page_of(text=f"<p>{notice}</p>")).outcome is Outcome.SOFT_404


@pytest.mark.parametrize(
    "first",
    [
        "The article has been removed from the museum after a fire in its eastern wing, the board says.",
        "Статья удалена из устава порта, и теперь катера могут стоять у причала всю ночь без платы.",
        "Bài viết đã xóa hết nghi ngờ của ngư dân về bến tàu mới, ban quản lý cảng cho biết hôm thứ Năm.",
        "Xəbər silinib deyə sahil sakinləri narahat olmasın, liman idarəsi plana sadiqdir, deyə o bildirib.",
    ],
)
def test_an_article_may_begin_with_what_was_removed(
    read: Callable[..., Any], page_of: Callable[..., str], first: str
) -> None:
    others = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert isinstance(read(page_of(text=f"<p>{first}</p>{others}")), Article)


def test_the_home_page_is_no_article(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    assert read(page_of(), url="http://morning-post.example/").outcome is Outcome.NOT_ARTICLE


@pytest.mark.parametrize(
    "title",
    [
        "New rules for cookies and consent",
        "Flight 404 lands safely after an hour",
        "Access denied: how villages lost their road",
    ],
)
def test_an_article_about_such_things_is_an_article(
    read: Callable[..., Any], page_of: Callable[..., str], title: str
) -> None:
    assert isinstance(
        read(page_of(title=title, head=f"<title>{title}</title><meta property='og:type' content='article'>")),
        Article,
    )


def test_a_flash_of_one_sentence_counts_when_the_page_says_that_it_is_news(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    flash = (
        "<p>The harbour board has just agreed to lengthen the eastern quay, its spokeswoman says. More"
        " follows.</p>"
    )
    assert read(page_of(text=flash)).outcome is Outcome.TOO_SHORT
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour board lengthens the'
        ' eastern quay"}</script>'
    )
    assert isinstance(read(page_of(text=flash, head=head)), Article)


CRANES = (
    "<p>The harbour board agreed to lengthen the eastern quay by ninety metres before next year ends; cranes"
    " follow.</p>"
)
TEASER = CRANES * 2


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (
            (
                '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree":'
                ' "False"}</script>'
            ),
            TEASER,
        ),
        ("", TEASER + "<p>Subscribe to continue reading</p>"),
        ("", TEASER + "<p>Чтобы читать дальше, оформите подписку.</p>"),
        ("", TEASER + "<div class='paywall'>Đăng ký để đọc tiếp</div>"),
        ("", TEASER + "<p>The fishermen, however, said that…</p>"),
        ("<meta property='article:content_tier' content='locked'>", TEASER),
        ("<meta name='content-tier' content='Premium'>", TEASER),
        ("", TEASER + "<p>Đăng ký gói bạc để đọc trọn bài về cầu cảng và các số báo cũ.</p>"),
        ("", TEASER + "<div class='paywall'>Yazının davamı yalnız abunəçilər üçündür</div>"),
        ("", TEASER + "<p>The rest of this story is for subscribers.</p>"),
        ("", TEASER + "<p>Материал доступен только по подписке.</p>"),
    ],
)
def test_a_teaser_is_partial_and_without_its_offer(
    read: Callable[..., Any], page_of: Callable[..., str], head: str, text: str
) -> None:
    article = read(page_of(head=head, text=text))
    assert article.partial
    assert "ubscribe" not in article.text
    assert "подписк" not in article.text
    assert "để đọc trọn" not in article.text


@pytest.mark.parametrize(
    ("head", "last"),
    [
        ("", ""),
        ("<meta property='article:content_tier' content='free'>", ""),
        ("<meta property='article:content_tier' content='metered'>", ""),
        ("", "<p>Pupils sign up with the library to read the old logs of the pilots.</p>"),
        ("", "<p>Học sinh đăng ký với thư viện cảng để đọc nhật ký của hoa tiêu.</p>"),
        ("", "<p>Старые карты доступны по подписке клуба лоцманов.</p>"),
    ],
)
def test_a_whole_article_is_not_partial(
    read: Callable[..., Any], page_of: Callable[..., str], head: str, last: str
) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) + last
    article = read(page_of(head=head, text=text))
    assert not article.partial
    assert article.text.endswith(clean_line(fromstring(last).text_content()) if last else PARAGRAPHS[-1])


@pytest.mark.parametrize("path", ["az", "ru/", "en-us/", "index.html", "vi/default.aspx"])
def test_the_front_page_of_a_language_is_no_article(
    read: Callable[..., Any], page_of: Callable[..., str], path: str
) -> None:
    page = page_of(head="<meta property='og:type' content='article'>")
    assert read(page, url=f"http://morning-post.example/{path}").outcome is Outcome.NOT_ARTICLE
    assert isinstance(read(page, url="http://morning-post.example/az/harbour"), Article)


def test_a_check_of_the_browser_under_an_articles_tags_is_a_wall(read: Callable[..., Any]) -> None:
    head = (
        "<meta property='og:type' content='article'><meta property='og:title' content='Quay is lengthened'>"
    )
    says = "<p>Это автоматический процесс. Скоро вы попадёте на страницу, которую запросили.</p>" * 4
    page = whole(f"<h1>Проверка браузера перед переходом на сайт</h1>{says}", head=head)
    assert read(page).outcome is Outcome.WALL
    news = page.replace("Quay is lengthened", "Зачем нужна проверка браузера")
    assert isinstance(read(news), Article)
