"""Feeds with the quirks that real ones have; the ids are those of the quirk table."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from pipeline.discover import Discovery
from pipeline.model.outcomes import Outcome

Found = Callable[..., Discovery]
DECLARATION = '<?xml version="1.0"?>'
ONE = "<title>Tin</title><link>https://a.example/1</link>"
LINK = "<link>https://a.example/1</link>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item>{}</item></rdf:RDF>'


def rss(*items: str, head: str = "", declaration: str = DECLARATION) -> str:
    return (
        f'{declaration}<rss version="2.0"><channel>{head}'
        + "".join(f"<item>{i}</item>" for i in items)
        + "</channel></rss>"
    )


BOMB = '<!ENTITY a0 "x">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("quirk", "body"),
    [
        ("F1 no guid", rss(ONE)),
        ("F3 guid is no address", rss(ONE + '<guid isPermaLink="false">17</guid>')),
        ("F3 guid is the only address", rss("<title>Tin</title><guid>https://a.example/1</guid>")),
        ("F4 no date", rss(ONE)),
        ("F15 no body", rss(ONE + "<description/>")),
        ("F20 relative link", rss("<title>Tin</title><link>/1</link>")),
        (
            "F20 xml:base",
            ATOM.format('<entry xml:base="https://a.example/"><title>Tin</title><link href="1"/></entry>'),
        ),
        ("F20 no scheme", rss("<title>Tin</title><link>//a.example/1</link>")),
        ("F21 tracking", rss("<title>Tin</title><link>https://a.example/1?utm_source=x</link>")),
        ("F28 whatever type, good XML", rss(ONE)),
        ("F29 blanks and BOM", "\ufeff\n\n  " + rss(ONE)),
        ("F29 warnings of the server", "<br />\n<b>Warning</b>: mysql in <b>x.php</b>\n" + rss(ONE)),
        ("F30 undeclared prefix", rss(ONE + "<media:x>1</media:x>")),
        ("F31 control characters", rss(ONE + "<x>\x0b\x01\x00</x>")),
        ("F31 control references", rss(ONE + "<x>&#x1F;&#0;</x>")),
        (
            "F31 halves of an emoji",
            rss("<title>Tin&#55357;&#56832;&#xD800;&#99999999;</title>" + LINK + "& <x>"),
        ),
        (
            "an element named like feedparser's own field",
            rss(ONE + "<links>x</links><source>y</source><title_detail>z</title_detail>"),
        ),
        ("F33 truncated", rss(ONE)[:-16] + "<item><tit"),
        ("F33 truncated in a character", rss(ONE + "<description>Tiếng Việt").encode()[:-22] + b"\xe1\xbb"),
        (
            "F36 UTF-16 with BOM",
            rss(ONE, declaration='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"),
        ),
        (
            "F36 UTF-16 without",
            rss(ONE, declaration='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16-be"),
        ),
        (
            "F37 Atom, self first",
            ATOM.format('<entry><title>Tin</title><link rel="self" href="/s"/><link href="/1"/></entry>'),
        ),
        (
            "F37 Atom, media",
            ATOM.format(
                '<entry><title>Tin</title><link type="audio/mpeg" href="/s.mp3"/><link href="/1"/></entry>'
            ),
        ),
        ("F38 RDF", RDF.format(ONE)),
        (
            "F39 JSON Feed",
            '{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"https://a.example/1","title":"Tin"}]}',
        ),
        ("F39 JSON Feed, id only", '\ufeff{"items":[{"id":"https://a.example/1","title":"T\\u0069n"}]}'),
        ("F41 entity bomb", f"<!DOCTYPE r [{BOMB}]>" + rss(ONE + "<x>&a9;</x>", declaration="")),
        (
            "F41 in UTF-16",
            (f"<!DOCTYPE r [{BOMB}]>" + rss(ONE + "<x>&a9;</x>", declaration="")).encode("utf-16"),
        ),
        (
            "F41 with a bracket in a value",
            '<!DOCTYPE r [<!ENTITY a "]>"><!ENTITY b "&a;&a;">]>' + rss(ONE + "<x>&b;</x>", declaration=""),
        ),
        (
            "F42 external entity",
            '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            + rss(ONE + "<x>&e;</x>", declaration=""),
        ),
        ("RSS 0.91", '<rss version="0.91"><channel><item>' + ONE + "</item></channel></rss>"),
        ("comment with another root", "<!-- <html> -->" + rss(ONE, declaration="")),
        ("packed", gzip.compress(rss(ONE).encode())),
    ],
)
def test_a_feed_with_a_quirk_is_read(found: Found, quirk: str, body: bytes | str) -> None:
    discovery = found(body)
    assert discovery.outcome is Outcome.OK
    assert [(c.url, c.title) for c in discovery.candidates] == [("https://a.example/1", "Tin")]


def test_f2_the_same_guid_on_all_items_hides_none(found: Found) -> None:
    items = [f"<title>T{n}</title><link>https://a.example/{n}</link><guid>same</guid>" for n in range(5)]
    assert len(found(rss(*items)).candidates) == 5


def test_the_same_address_twice_is_one_candidate(found: Found) -> None:
    again = "<title>Later</title><link>http://www.a.example/1?utm_source=x</link>"
    assert [c.title for c in found(rss(ONE, again)).candidates] == ["Tin"]


def test_f24_a_thousand_items_are_all_read(found: Found) -> None:
    items = [
        f"<title>Tin {n}</title><link>https://a.example/{n}</link><description>{'x' * 600}</description>"
        for n in range(1000)
    ]
    assert len(found(rss(*items)).candidates) == 1000


@pytest.mark.parametrize(
    "link",
    [
        "https://a.example/?x=1&y=2",
        "https://a.example/?x=1&amp;y=2",
        "<![CDATA[https://a.example/?x=1&#038;y=2]]>",
    ],
)
def test_f32_an_ampersand_in_a_link_is_not_lost(found: Found, link: str) -> None:
    """lxml's recovery turns ?x=1&y=2 into ?x=1=2."""
    assert (
        found(rss(f"<title>T</title><link>{link}</link>")).candidates[0].url == "https://a.example/?x=1&y=2"
    )


def test_a_parameter_named_like_an_entity_stays_itself(found: Found) -> None:
    body = rss("<title>T</title><link>https://a.example/?a=1&amp;copy=2&amp;sect=3</link>")
    assert found(body).candidates[0].url == "https://a.example/?a=1&copy=2&sect=3"


@pytest.mark.parametrize(
    ("quirk", "declared", "encoding"),
    [
        ("F34 windows-1251, declared and real", "windows-1251", "cp1251"),
        ("F35 windows-1251 real, utf-8 declared", "utf-8", "cp1251"),
        ("windows-1251, nothing declared", "", "cp1251"),
        ("utf-8 real, windows-1251 declared", "windows-1251", "utf-8"),
        ("koi8-r", "koi8-r", "koi8-r"),
        ("an encoding nobody knows", "x-unknown", "utf-8"),
    ],
)
def test_russian_is_read_whatever_is_declared(found: Found, quirk: str, declared: str, encoding: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else DECLARATION
    body = rss(f"<title>Визит во Вьетнам</title>{LINK}", declaration=declaration).encode(encoding)
    assert found(body).candidates[0].title == "Визит во Вьетнам"


def test_latin_1_declared_as_utf_8_is_read(found: Found) -> None:
    assert (
        found(rss(f"<title>Café à Hanoï</title>{LINK}").encode("latin-1")).candidates[0].title
        == "Café à Hanoï"
    )


def test_one_wrong_byte_spoils_one_character(found: Found) -> None:
    body = (
        rss(f"<title>Việt Nam thăm Bắc Kinh</title>{LINK}<description>Ti?ng</description>")
        .encode()
        .replace(b"Ti?ng", b"Ti\xffng")
    )
    assert found(body).candidates[0].title == "Việt Nam thăm Bắc Kinh"


def test_f37_atom_keeps_both_dates_and_the_other_languages(found: Found) -> None:
    entry = (
        '<entry><title>Tin</title><link hreflang="en" href="/en/1"/><link hreflang="vi" href="/vi/1"/>'
        "<published>2026-11-20T10:00:00Z</published><updated>2026-11-21T10:00:00Z</updated></entry>"
    )
    candidate = found(ATOM.format(entry).replace("<feed ", '<feed xml:lang="vi-VN" ')).candidates[0]
    assert (candidate.url, candidate.language, candidate.alternates) == (
        "https://a.example/vi/1",
        "vi",
        ("https://a.example/en/1",),
    )
    assert candidate.published_at and candidate.updated_at
    assert (candidate.published_at.day, candidate.updated_at.day) == (20, 21)


def test_a_later_pubdate_is_the_sign_of_an_edited_item(found: Found) -> None:
    candidate = found(rss(ONE + "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>")).candidates[0]
    assert candidate.updated_at == candidate.published_at


@pytest.mark.parametrize(
    ("body", "feed", "language"),
    [
        (rss(ONE, head="<language>vi-VN</language>"), {}, "vi"),
        (rss(ONE, head="<language>vi-VN</language>"), {"languages": ("az",)}, "az"),
        (rss(ONE, head="<language>vi</language>"), {"languages": ("az", "ru")}, "vi"),
        (rss(ONE.replace("<title>", '<title xml:lang="ru">'), head="<language>vi</language>"), {}, "ru"),
        (
            RDF.format(ONE + "<dc:language xmlns:dc='http://purl.org/dc/elements/1.1/'>aze</dc:language>"),
            {},
            "az",
        ),
        ('{"language":"en-GB","items":[{"url":"https://a.example/1"}]}', {}, "en"),
        ('{"articles":[{"url":"https://a.example/1","language":"Vietnamese"}]}', {}, "vi"),
        (rss(ONE), {}, None),
        (rss(ONE, head="<language>none at all</language>"), {}, None),
    ],
)
def test_the_language_is_the_one_declared_nearest(
    found: Found, body: str, feed: dict[str, object], language: str | None
) -> None:
    assert found(body, **feed).candidates[0].language == language


def test_one_bad_entry_costs_one_entry_and_says_why(found: Found) -> None:
    bad = [
        f"<title>T</title><link>{link}</link>"
        for link in ("http://127.0.0.1/x", "javascript:x", "http://me@a.example/", "https://[x/")
    ]
    discovery = found(
        rss("<title>no link</title>", *bad, "<link>https://a.example/" + "x" * 8192 + "</link>", ONE)
    )
    assert [c.title for c in discovery.candidates] == ["Tin"]
    assert [b.partition(":")[0] for b in discovery.bad] == [
        "no address",
        "private address",
        "scheme",
        "user info",
        "no address",
        "too long",
    ]


@pytest.mark.parametrize("base", ["https://b.example/x/", "http://[a/", "javascript:x", "/x/"])
def test_the_base_of_one_entry_is_not_that_of_the_next(found: Found, base: str) -> None:
    first = f'<entry xml:base="{base}"><title>T</title><link href="https://a.example/1"/></entry>'
    discovery = found(ATOM.format(first + '<entry><title>Tin</title><link href="2"/></entry>'))
    assert [c.url for c in discovery.candidates] == ["https://a.example/1", "https://a.example/2"]


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>30</ttl>", 1800),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
        ("<sy:updatePeriod> dayly </sy:updatePeriod>", 86400),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0.5</sy:updateFrequency>", 7200),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1.1.1</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>always</sy:updatePeriod>", 600),
        ("<sy:updatePeriod>never</sy:updatePeriod>", None),
        ("<ttl>0</ttl>", None),
        ("", None),
    ],
)
def test_what_a_feed_says_about_its_pace_is_kept(found: Found, head: str, seconds: int | None) -> None:
    assert found(rss(ONE, head=head)).max_age == seconds
