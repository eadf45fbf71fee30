"""Pages read: headline, text, date and language; and what is no article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Article, Candidate, Rejected
from pipeline.model.outcomes import Outcome
from pipeline.read.decode import decode_body
from pipeline.read.extract import detect_language, extract_article, make_feed_article

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://w.example/a/1"
TEXT = "".join(
    f"<p>Paragraph {n} tells at some length what the orchard keepers of the valley did after the late frost"
    " of the spring season.</p>"
    for n in range(8)
)


def page(body: bytes, url: str = URL, **candidate: object) -> Page:
    listed = Candidate(url=url, source="w", **candidate)  # type: ignore[arg-type]
    fetch = PageFetch(
        candidate=listed, cycle="c", outcome=Outcome.FETCHED, url=url, fetched_at=NOW, seen_at=NOW
    )
    return Page(fetch, body)


def read(html: str, **candidate: object) -> Article | Rejected:
    return extract_article(page(html.encode(), **candidate), None, html=html)


def article(head: str = "", body: str = TEXT, **candidate: object) -> Article:
    found = read(
        f"<html><head>{head}</head><body><article>{body}</article></body></html>",
        title="The feed's own headline",
        **candidate,
    )
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("head", "headline", "rung"),
    [
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"From the data"}</script>',
            "From the data",
            "json-ld",
        ),
        (
            (
                '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"From the'
                ' graph",}]}</script>'
            ),
            "From the graph",
            "json-ld",
        ),
        (
            '<meta property="og:title" content="From the tag - W"><meta property="og:site_name" content="W">',
            "From the tag",
            "og",
        ),
        ("<title>From the title | w.example</title>", "From the title", "title"),
        ("", "The feed's own headline", "feed"),
    ],
)
def test_the_headline_comes_from_the_highest_rung(head: str, headline: str, rung: str) -> None:
    found = article(head)
    assert (found.title, found.title_from) == (headline, rung)


@pytest.mark.parametrize(
    ("head", "body", "candidate", "instant", "rung"),
    [
        (
            (
                '<script type="application/ld+json">'
                '{"@type":"NewsArticle","datePublished":"2026-11-20T10:00:00+04:00"}</script>'
            ),
            "",
            {},
            "2026-11-20T06:00",
            "json-ld",
        ),
        (
            '<meta property="article:published_time" content="2026-11-20T10:00:00Z">',
            "",
            {},
            "2026-11-20T10:00",
            "meta",
        ),
        ("", "", {"published_at": datetime(2026, 11, 19, 8, tzinfo=UTC)}, "2026-11-19T08:00", "feed"),
        (
            "",
            "",
            {"published_at": datetime(2026, 11, 19, 8, tzinfo=UTC), "from_sitemap": True},
            "2026-11-19T08:00",
            "sitemap",
        ),
        ("", '<time datetime="2026-11-18 09:30">x</time>', {}, "2026-11-18T09:30", "time-tag"),
        ("", '<div class="news-date">12 noyabr 2026, 14:05</div>', {}, "2026-11-12T14:05", "text"),
        ("", '<div class="news-date">12 tháng 11 năm 2026</div>', {}, "2026-11-12T12:00", "text"),
        ("", "", {}, "2026-11-25T12:00", "first-seen"),
        (
            '<meta property="article:published_time" content="2027-11-20T10:00:00Z">',
            "",
            {},
            "2026-11-25T12:00",
            "first-seen",
        ),
    ],
)
def test_the_date_comes_from_the_highest_rung(
    head: str, body: str, candidate: dict[str, object], instant: str, rung: str
) -> None:
    found = article(head, body + TEXT, **candidate).published
    assert (found.at, found.rung) == (datetime.fromisoformat(instant).replace(tzinfo=UTC), rung)


def test_furniture_is_not_text() -> None:
    around = (
        '<div class="cookie-banner"><p>We use cookies here</p></div>{}<div class="related"><p>Vietnam and'
        ' Azerbaijan</p></div><p class="tags">x</p>'
    )
    found = article(body=around.format(TEXT) + '<div class="comments"><p>First!</p></div>')
    assert "Paragraph 7" in found.text
    assert not any(word in found.text for word in ("cookies", "Vietnam", "First!"))


@pytest.mark.parametrize(
    ("html", "outcome"),
    [
        (
            (
                "<title>Before you continue</title><p>We use cookies. With your consent, cookies and privacy"
                " policy.</p>"
            ),
            Outcome.WALL,
        ),
        (
            "<title>Just a moment...</title><p>Checking your browser before accessing the site.</p>",
            Outcome.WALL,
        ),
        ("<title>Page not found</title><h1>404</h1><p>Nothing here.</p>", Outcome.SOFT_404),
        ("<title>Səhifə tapılmadı</title><p>Axtardığınız səhifə yoxdur.</p>", Outcome.SOFT_404),
        ("<title>Gallery of the day</title><p>Twelve pictures.</p>", Outcome.TOO_SHORT),
        ("<p><a href=x>y</a></p>" * 40_000, Outcome.TOO_COMPLEX),
    ],
)
def test_what_is_no_article_has_its_word(html: str, outcome: Outcome) -> None:
    found = read(f"<html>{html}</html>")
    assert isinstance(found, Rejected)
    assert found.outcome is outcome


@pytest.mark.parametrize(
    "claimed", ["https://w.example/", "https://elsewhere.example2.com/a", "javascript:x"]
)
def test_a_lying_canonical_link_is_not_believed(claimed: str) -> None:
    assert article(f'<link rel="canonical" href="{claimed}">').url == URL


def test_a_teaser_is_partial() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Behind a'
        ' wall","isAccessibleForFree":false}</script>'
    )
    assert article(head, TEXT[:700]).partial


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('{"name":"Aysel Məmmədova"}', ("Aysel Məmmədova",)),
        ('["Lê An", {"name":"Bùi Bình"}]', ("Lê An", "Bùi Bình")),
        ('"https://w.example/staff"', ()),
        ('{"@type":"Organization","name":"W"}', ("W",)),
        ('"admin"', ()),
    ],
)
def test_the_right_author_or_none(author: str, names: tuple[str, ...]) -> None:
    assert (
        article(
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A'
            f' headline","author":{author}}}</script>'
        ).authors
        == names
    )


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        (
            (
                "Azərbaycan Respublikasının Prezidenti bu gün ölkəmizə səfərə gələn nümayəndə heyətini qəbul"
                " edib və danışıqlar aparıb."
            ),
            None,
            "az",
        ),
        (
            (
                "Azerbaycan Respublikasinin Prezidenti bu gun olkemize sefere gelen numayende heyetini qebul"
                " edib ve danisiqlar aparib."
            ),
            "az",
            "az",
        ),
        (
            (
                "Hai bên nhất trí đưa kim ngạch thương mại lên một tỷ USD vào năm 2030, trong đó dầu thô là"
                " mặt hàng chủ lực."
            ),
            None,
            "vi",
        ),
        (
            (
                "Стороны договорились упростить таможенные процедуры для кофе, риса и морепродуктов до конца"
                " года."
            ),
            None,
            "ru",
        ),
        (
            (
                "General Secretary Tô Lâm has affirmed that Việt Nam always treasures its ties with the"
                " enterprises of the region."
            ),
            None,
            "en",
        ),
        (
            (
                "Türkiye ve komşu ülkeler arasında yapılan anlaşma bugün imzalandı, bakan törende bir konuşma"
                " yaptı."
            ),
            None,
            "tr",
        ),
    ],
)
def test_the_language_is_told(text: str, prior: str | None, language: str) -> None:
    assert detect_language(text, prior)[0] == language


@pytest.mark.parametrize(
    ("body", "header", "text"),
    [
        ("ə Việt".encode(), "text/html; charset=iso-8859-1", "ə Việt"),
        ("<meta charset=windows-1251>Привет".encode("cp1251"), "", "Привет"),
        ("<p>Привет мир, сегодня хорошие новости и хорошая погода</p>".encode("cp1251"), "", "Привет мир"),
        ("\ufeff<p>x</p>".encode(), "", "<p>x</p>"),
        ("<p>Việt</p>".encode("utf-16"), "", "<p>Việt</p>"),
        (b"<p>a\x00b</p>", "", "ab"),
        ("<p>şəhər</p>".replace("ə", "e").encode("cp1254"), "text/html; charset=windows-1254", "şeher"),
    ],
)
def test_bytes_decide_the_charset(body: bytes, header: str, text: str) -> None:
    found = decode_body(body, header)
    assert isinstance(found, bytes)
    assert text in found.decode()


@given(st.binary(max_size=600))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    html = decode_body(body)
    if isinstance(html, bytes):
        extract_article(page(body), None, html=html.decode())


@pytest.mark.parametrize(
    "html", ["<div>" * 20_000, "<!DOCTYPE x [<!ENTITY a 'b'>]><p>&a;</p>", "{}", "<" * 100_000]
)
def test_hostile_markup_ends_in_a_word(html: str) -> None:
    assert isinstance(read(html), Rejected)


def test_the_feed_speaks_for_a_page_that_cannot_be_read() -> None:
    fetch = page(b"", title="A headline of the feed", summary="A summary of some length.").fetch
    found = make_feed_article(fetch, None)
    assert found is not None
    assert (found.text_from, found.partial, found.text) == ("feed", True, "A summary of some length.")
    assert make_feed_article(page(b"").fetch, None) is None
