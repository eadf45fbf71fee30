"""Bare ampersands: in addresses and titles a name without its semicolon is no reference; a number is one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.discover import Discovery
from pipeline.discover.references import mend_references, resolve_references

Found = Callable[..., Discovery]

QUERIES = [
    "id=7&cat=2",
    "id=7&lang=az",
    "id=8&copy=2",
    "id=9&sect=5&x=1",
    "id=1&reg=az",
    "id=3&not=x",
    "id=3&notin=x",
    "a=1&amp=1b&b=2",
    "a=1&lt=2&gt=3",
    "id=4&times=2&order=asc&yen=1",
]


def write_rss(link: str, title: str = "Tin") -> str:
    return f"<rss><channel><item><title>{title}</title><link>{link}</link></item></channel></rss>"


DOCUMENTS: dict[str, Callable[[str], str]] = {
    "rss": write_rss,
    "rss, cut": lambda link: write_rss(link)[:-19] + "<item><title>Cut",
    "rss in CDATA": lambda link: write_rss(f"<![CDATA[{link}]]>"),
    "rss escaped": lambda link: write_rss(link.replace("&", "&amp;")),
    "rss by number": lambda link: write_rss(link.replace("&", "&#38;")),
    "guid alone": lambda link: f"<rss><channel><item><guid>{link}</guid></item></channel></rss>",
    "rdf": lambda link: (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<item rdf:about="{link}"><title>Tin</title><link>{link}</link></item></rdf:RDF>'
    ),
    "atom": lambda link: f'<feed><entry><title>Tin</title><link href="{link}"/></entry></feed>',
    "atom, cut": lambda link: f'<feed><entry><title>Tin</title><link href="{link}"/></entry><entry>',
    "json": lambda link: f'{{"items":[{{"url":"{link}","title":"Tin"}}]}}',
    "sitemap": lambda link: f"<urlset><url><loc>{link}</loc></url></urlset>",
    "sitemap escaped": lambda link: f"<urlset><url><loc>{link.replace('&', '&amp;')}</loc></url></urlset>",
    "sitemap in CDATA": lambda link: f"<urlset><url><loc><![CDATA[{link}]]></loc></url></urlset>",
    "text": lambda link: f"{link}\n",
}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_bare_ampersand_changes_no_address(found: Found, form: str, query: str) -> None:
    link = f"https://a.example/news?{query}"
    assert [c.url for c in found(DOCUMENTS[form](link)).candidates] == [link]


@pytest.mark.parametrize("query", QUERIES)
def test_a_bare_ampersand_changes_no_address_of_a_section_page(found: Found, query: str) -> None:
    body = f'<html><body><a href="/news?{query}">A headline of some length</a></body></html>'
    assert [c.url for c in found(body, link=r"/news\?").candidates] == [f"https://a.example/news?{query}"]


def test_a_bare_ampersand_changes_no_sub_sitemap(found: Found) -> None:
    body = "<sitemapindex><sitemap><loc>https://a.example/s.xml?from=1&lang=az</loc></sitemap></sitemapindex>"
    assert found(body).children == ("https://a.example/s.xml?from=1&lang=az",)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Q&A with Hanoi", "Q&A with Hanoi"),
        ("R&D, AT&T", "R&D, AT&T"),
        ("SOCAR&PVN", "SOCAR&PVN"),
        ("SOCAR&PVN; sign", "SOCAR&PVN; sign"),
        ("Hanoi &copy 2026", "Hanoi &copy 2026"),
        ("Hanoi &copy; 2026", "Hanoi © 2026"),
        ("B&amp;B", "B&B"),
        ("B&amp;amp;B", "B&B"),
        ("&Ecirc;m &nbsp;&agrave;", "Êm à"),
        ("&#220;mid &#xDC;mid", "Ümid Ümid"),
        ("&#147;Quoted&#148;", "“Quoted”"),
        ("&bogus; word", "&bogus; word"),
        ("&#X1ED3;ng b&#X1EB1;ng", "ồng bằng"),
        ("&#272&#7891ng b&#7857ng s&#244ng C&#7917u Long", "Đồng bằng sông Cửu Long"),
        ("Q&#601b&#601l&#601, 5 &#8211 7", "Qəbələ, 5 – 7"),
        ("&#x428&#x435&#x43A&#x438, &#X411&#X430&#X43A&#X443", "Шеки, Баку"),
        ("Chapter &# 5, issue &#x", "Chapter &# 5, issue &#x"),
    ],
)
@pytest.mark.parametrize("form", ["rss", "rss, cut", "in CDATA", "atom", "news sitemap"])
def test_a_title_keeps_its_ampersands(found: Found, form: str, written: str, title: str) -> None:
    link = "https://a.example/1"
    bodies = {
        "rss": write_rss(link, written),
        "rss, cut": write_rss(link, written)[:-17] + "<item><title>Cut",
        "in CDATA": write_rss(link, f"<![CDATA[{written}]]>"),
        "atom": f'<feed><entry><title>{written}</title><link href="{link}"/></entry></feed>',
        "news sitemap": (
            f"<urlset><url><loc>{link}</loc><news:news><news:title>{written}</news:title></news:news></url></urlset>"
        ),
    }
    assert found(bodies[form]).candidates[0].title == title


@pytest.mark.parametrize(
    "untouched",
    [
        b"<a>no ampersand</a>",
        b"<a>&amp;&lt;&gt;&quot;&apos;&#38;&#x26;</a>",
        b"<![CDATA[a & b &copy=2]]>",
        b"<!-- a & b -->",
        b"<![CDATA[a & b",
        b"<!-- a & b",
    ],
)
def test_what_is_right_or_no_markup_is_left(untouched: bytes) -> None:
    assert mend_references(untouched) == untouched


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("&notit;", "&notit;"),
        ("&#0;&#xD800;&#9999999;", ""),
        ("&#39;&#X27;", "''"),
        ("&copy", "&copy"),
        ("&#39s &#X27s", "'s 's"),
        ("&acE;", "∾̳"),
    ],
)
def test_only_whole_references_are_read(text: str, resolved: str) -> None:
    assert resolve_references(text) == resolved
