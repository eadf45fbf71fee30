"""Sitemaps with the quirks that real ones have; the ids are those of the quirk table."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.config.settings import get_settings
from pipeline.discover import Discovery
from pipeline.discover.window import Window
from pipeline.model.outcomes import Outcome

Found = Callable[..., Discovery]
NEWS = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
FULL = (
    "<news:news><news:publication><news:name>A</news:name><news:language>vi</news:language></news:publication>"
    "<news:publication_date>2026-11-20T10:00:00+07:00</news:publication_date><news:title>Tin</news:title></news:news>"
)


ONE = "<loc>https://a.example/1</loc>" + FULL
IMAGE = "<image:loc>https://a.example/9.jpg</image:loc><image:title>Ảnh</image:title>"
VIDEO = (
    "<video:title>Phim</video:title><video:publication_date>2020-01-01</video:publication_date>"
    "<video:content_loc>https://a.example/9.mp4</video:content_loc><video:loc>https://a.example/9</video:loc>"
)
SPACES = NEWS + " xmlns:image='https://www.google.com/schemas/sitemap-image/1.1' xmlns:video='v'"
BARE = FULL.replace("news:", "")
# What stands beside or around an entry's own fields: name, entry, attributes of the root.
BESIDE = [
    (f"{name}, {state}", entry, head)
    for name, entry in (
        ("images first", IMAGE + ONE),
        ("images last", ONE + IMAGE),
        ("videos first", VIDEO + ONE),
        ("videos and images around", IMAGE + VIDEO + ONE + VIDEO),
        ("news first", FULL + "<loc>https://a.example/1</loc>" + IMAGE),
        (
            "flat news fields",
            IMAGE + "<news:title>Tin</news:title><news:language>vi</news:language>"
            "<news:publication_date>2026-11-20T10:00:00+07:00</news:publication_date><loc>https://a.example/1</loc>",
        ),
        ("nested image without prefix", "<image><loc>https://a.example/9.jpg</loc></image>" + ONE),
    )
    for state, head in (("declared", SPACES), ("undeclared", ""))
] + [
    ("prefixed fields", "<s:loc>https://a.example/1</s:loc>" + FULL, SPACES + " xmlns:s='s'"),
    ("news without prefix", BARE + "<loc>https://a.example/1</loc>", ""),
]


def _pack_apart(text: str) -> bytes:
    data = text.encode()
    return gzip.compress(data[:90], mtime=0) + gzip.compress(data[90:], mtime=0)


def urlset(*entries: str, head: str = "") -> str:
    return f"<urlset {head}>" + "".join(f"<url>{e}</url>" for e in entries) + "</urlset>"


def index(*entries: tuple[str, str]) -> str:
    parts = (
        f"<sitemap><loc>{loc}</loc>" + (f"<lastmod>{day}</lastmod>" if day else "") + "</sitemap>"
        for loc, day in entries
    )
    return "<sitemapindex>" + "".join(parts) + "</sitemapindex>"


@pytest.mark.parametrize(
    ("quirk", "body"),
    [
        ("S1 news sitemap", urlset("<loc>https://a.example/1</loc>" + FULL, head=NEWS)),
        ("S12 BOM", "\ufeff" + urlset("<loc>https://a.example/1</loc>" + FULL, head=NEWS)),
        ("S12 undeclared namespace", urlset("<loc>\n https://a.example/1 \n</loc>" + FULL)),
        (
            "S12 wrong namespace",
            urlset("<loc>https://a.example/1</loc>" + FULL, head="xmlns='x' xmlns:news='y'"),
        ),
        (
            "S5 gz",
            gzip.compress(urlset("<loc>https://a.example/1</loc>" + FULL, head=NEWS).encode(), mtime=0),
        ),
        (
            "truncated",
            urlset("<loc>https://a.example/1</loc>" + FULL, "<loc>https://a.example/2", head=NEWS)[:-25],
        ),
        (
            "entity bomb",
            '<!DOCTYPE u [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>'
            + urlset("<loc>https://a.example/1</loc>" + FULL + "<x>&b;</x>"),
        ),
        ("S5 gz in two members", _pack_apart(urlset("<loc>https://a.example/1</loc>" + FULL, head=NEWS))),
        ("S5 gz in a member and zeros", gzip.compress(urlset(ONE).encode(), mtime=0) + b"\0" * 512),
        *((f"beside: {name}", urlset(entry, head=head)) for name, entry, head in BESIDE),
        ("a comment inside an address", urlset("<loc><!-- vi -->https://a.example/<?pi?>1</loc>" + FULL)),
        (
            "entries inside a comment",
            urlset(ONE).replace("<url>", "<!-- <url><loc>https://a.example/0</loc></url> --><url>"),
        ),
        (
            "an image before all",
            urlset(
                "<i:image><i:loc>https://a.example/9</i:loc><i:title>Ảnh</i:title></i:image><loc>https://a.example/1</loc>"
                + FULL
            ),
        ),
    ],
)
def test_a_news_sitemap_is_read(found: Found, quirk: str, body: bytes | str) -> None:
    discovery = found(body)
    assert discovery.outcome is Outcome.OK
    candidate = discovery.candidates[0]
    assert (candidate.url, candidate.title, candidate.language, candidate.from_sitemap) == (
        "https://a.example/1",
        "Tin",
        "vi",
        True,
    )
    assert candidate.published_at == datetime(2026, 11, 20, 3, tzinfo=UTC)


def test_an_external_entity_is_not_read(found: Found) -> None:
    body = '<!DOCTYPE u [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + urlset(
        "<loc>https://a.example/1&e;</loc>"
    )
    # What is no reference stays as it is written.
    assert [c.url for c in found(body).candidates] == ["https://a.example/1&e;"]


def test_s2_s9_what_is_old_or_no_article_is_dropped(found: Found) -> None:
    paths = [
        "tag/x",
        "category/y",
        "vn/lenta/",
        "3.jpg",
        "video-17",
        "print-edition/4",
        "dt360/5",
        "12-share",
        "",
    ]
    entries = [
        f"<loc>https://a.example/{p}</loc><lastmod>2026-11-24</lastmod>" for p in ("1.vnp", *paths, "2.vov")
    ]
    discovery = found(urlset(*entries, "<loc>https://a.example/old</loc><lastmod>2026-01-01</lastmod>"))
    assert [c.url for c in discovery.candidates] == ["https://a.example/1.vnp", "https://a.example/2.vov"]
    assert {b.partition(":")[0] for b in discovery.bad} == {"no article", "home page"}
    assert len(discovery.bad) == len(paths)
    assert discovery.detail == "1 entries older than 2026-10-26"


def test_how_far_back_a_plain_sitemap_is_read_can_be_told(found: Found) -> None:
    body = urlset("<loc>https://a.example/1</loc><lastmod>2026-01-01</lastmod>")
    assert found(body).outcome is Outcome.EMPTY
    assert (
        len(found(body, window=Window.make_backfill(datetime(2025, 12, 1, tzinfo=UTC), None)).candidates) == 1
    )


MAY = Window.make_backfill(datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC))


def test_a_backfill_leaves_out_what_was_printed_on_other_days_but_not_what_was_edited_later(
    found: Found,
) -> None:
    def printed(number: int, day: str) -> str:
        return f"<loc>https://a.example/{number}</loc><news:news><news:publication_date>{day}</news:publication_date></news:news>"

    entries = [
        printed(1, "2025-04-30"),
        printed(2, "2025-05-01"),
        printed(3, "2025-05-31T23:00:00Z"),
        printed(4, "2025-06-01"),
    ]
    entries += [
        f"<loc>https://a.example/{n}</loc><lastmod>{day}</lastmod>"
        for n, day in ((5, "2025-04-30"), (6, "2026-11-01"))
    ]
    discovery = found(urlset(*entries, head=NEWS), window=MAY)
    assert [c.url[-1] for c in discovery.candidates] == ["2", "3", "6"]
    assert discovery.detail == "3 entries older than 2025-05-01 or not before 2025-06-01"


def test_a_backfill_takes_the_sub_sitemaps_of_its_days_and_more_of_them(found: Found) -> None:
    months = [
        f"https://a.example/{year}-{month:02}.xml" for year in (2024, 2025, 2026) for month in range(1, 13)
    ]
    body = index(
        *((url, "") for url in months),
        ("https://a.example/unnamed.xml", ""),
        ("https://a.example/stale.xml", "2025-04-02"),
    )
    near = [f"https://a.example/2025-{month:02}.xml" for month in (6, 5, 4)]
    assert list(found(body, window=MAY).children) == [*near, "https://a.example/unnamed.xml"], (
        "a month's edges are another's in some zone"
    )
    spans = [
        "https://a.example/2025-05-10.xml",
        "https://a.example/2025-01-01_2025-06-30.xml",
        "https://a.example/2025-01-01_2025-03-31.xml",
    ]
    assert len(found(index(*((url, "") for url in spans)), window=MAY).children) == 2, (
        "a day may be the first of many, or the number of a part"
    )
    days = [f"https://a.example/2025/05/{day:02}.xml" for day in range(1, 32)]
    assert len(found(index(*((url, "2026-11-20") for url in days)), window=MAY).children) == len(days)
    many = found(index(*((f"https://a.example/part-{n}.xml", "2026-11-20") for n in range(410))), window=MAY)
    assert (len(many.children), many.detail) == (400, "10 older sub-sitemaps not read: ask for fewer days")
    assert len(found(index(*((url, "2026-11-20") for url in days))).children) == 20


def test_a_lastmod_is_when_it_was_edited_not_when_it_appeared(found: Found) -> None:
    candidate = found(
        urlset("<loc>https://a.example/1</loc><lastmod>2026-11-24T10:00:00Z</lastmod>")
    ).candidates[0]
    assert candidate.published_at is None
    assert candidate.updated_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_s3_s4_an_index_gives_its_children_newest_first_and_never_itself(found: Found) -> None:
    body = index(
        ("/s1.xml", "2026-11-01"),
        ("https://a.example/rss", "2026-11-30"),
        ("/s2.xml", "2026-11-20T01:00:00+07:00"),
        ("/s3.xml", ""),
    )
    discovery = found(body + " ")
    assert discovery.outcome is Outcome.OK
    assert discovery.children == (
        "https://a.example/s2.xml",
        "https://a.example/s1.xml",
        "https://a.example/s3.xml",
    )


def test_children_without_lastmod_are_ordered_by_the_month_in_their_address(found: Found) -> None:
    body = index(*((f"/sitemap-2026-{month:02}.xml", "") for month in range(1, 12)))
    assert found(body).children[:2] == (
        "https://a.example/sitemap-2026-11.xml",
        "https://a.example/sitemap-2026-10.xml",
    )


def test_an_index_gives_at_most_twenty_children_and_no_private_ones(found: Found) -> None:
    body = index(
        ("http://127.0.0.1/s.xml", "2026-11-24"),
        ("file:///etc/passwd", "2026-11-24"),
        *((f"/s{n}.xml", "") for n in range(100)),
    )
    children = found(body).children
    assert len(children) == 20
    assert all(c.startswith("https://a.example/") for c in children)


def test_f40_an_index_at_the_address_of_a_feed_is_an_index(found: Found) -> None:
    assert found(index(("/s1.xml", "")), "rss").kind == "sitemap-index"


def test_s6_the_fifty_thousand_and_first_address_is_not_read(found: Found) -> None:
    body = urlset(
        *(f"<loc>https://a.example/{n}</loc><lastmod>2025-11-24T10:00:00Z</lastmod>" for n in range(50_001))
    )
    discovery = found(body)
    assert discovery.detail.startswith("50000 entries")
    assert discovery.bad == ("more than 50000 addresses",)


def test_s7_sixty_megabytes_are_read_as_a_stream_and_more_than_the_limit_is_not(
    found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZVN_MAX_BYTES", str(64 * 1024 * 1024))
    get_settings.cache_clear()
    entry = "<loc>https://a.example/1</loc><lastmod>2026-11-24</lastmod><x>" + "ə" * 30_000 + "</x>"
    body = urlset(*[entry] * 1000).encode()
    assert len(body) > 60_000_000
    assert [c.url for c in found(body).candidates] == ["https://a.example/1"]
    beyond = found(body + b" " * 10_000_000)
    assert (beyond.outcome, beyond.detail[:31]) == (Outcome.TOO_LARGE, "more than 67108864 bytes packed")


def test_s8_addresses_of_another_host_are_given_for_the_crawler_to_judge(found: Found) -> None:
    assert [c.url for c in found(urlset("<loc>https://b.example/1</loc>")).candidates] == [
        "https://b.example/1"
    ]


def test_s11_a_list_of_addresses_is_read(found: Found) -> None:
    discovery = found(
        "\ufeffhttps://a.example/1\r\n\r\nhttps://a.example/x%C9%99b\nnonsense\x00\nhttps://a.example/tag/x\n"
    )
    assert discovery.kind == "text"
    assert [c.url for c in discovery.candidates] == [
        "https://a.example/1",
        "https://a.example/x%C9%99b",
        "https://a.example/nonsense",
    ]
    assert len(discovery.bad) == 1


def test_s15_alternates_are_the_same_article_in_other_languages(found: Found) -> None:
    links = "".join(
        f"<x:link rel='alternate' hreflang='{code}' href='https://a.example/{code}/1'/>"
        for code in ("vi", "en", "ru")
    )
    candidate = found(
        urlset(f"<loc>https://a.example/vi/1</loc>{links}<x:link hreflang='en' href='file:///x'/>")
    ).candidates[0]
    assert candidate.alternates == ("https://a.example/en/1", "https://a.example/ru/1")
