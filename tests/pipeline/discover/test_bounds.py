"""A document is read up to its bounds, and says which one ended it."""

from __future__ import annotations

import pytest

from pipeline.discover.bounds import (
    MOST_ATTRIBUTES,
    MOST_ENTRIES,
    MOST_NAMESPACES,
    MOST_OF_SITEMAP,
    MOST_REFERENCES,
    bound_document,
    bound_references,
    bound_sitemap,
)

TAGS = 40


@pytest.mark.parametrize("unit", [b"<a>", b"</a>", b"<a b='c'>", b"<!", b"<?", b"<", b"< ", b"<<"])
def test_what_a_parser_looks_at_as_a_tag_counts_as_one(unit: bytes) -> None:
    kept, note = bound_document(b"<rss>" + unit * 3 * TAGS, most_tags=TAGS)
    assert note == f"more than {TAGS} tags"
    assert len(kept) <= len(b"<rss>" + unit * TAGS)


@pytest.mark.parametrize("unit", [b"<![CDATA[<p>a</p>]]>", b"<!--<p>a</p>-->", b"a > b ", b"&lt;p&gt;"])
def test_what_no_parser_takes_for_a_tag_is_free(unit: bytes) -> None:
    document = b"<rss>" + unit * 3 * TAGS
    assert bound_document(document, most_tags=TAGS) == (document, "")


def test_entries_and_namespaces_end_a_document_with_their_number() -> None:
    assert (
        bound_document(b"<item></item>" * (MOST_ENTRIES + 1), 10**6)[1] == f"more than {MOST_ENTRIES} entries"
    )
    spaces = b"".join(b"<a xmlns:n%d='x'>" % number for number in range(MOST_NAMESPACES + 1))
    assert bound_document(spaces)[1] == f"more than {MOST_NAMESPACES} namespaces"


def test_an_element_with_too_many_attributes_is_read_without_them() -> None:
    attributes = b"".join(b" a%d='1'" % number for number in range(MOST_ATTRIBUTES + 1))
    kept, note = bound_document(b"<item" + attributes + b"><title>T</title></item>")
    assert kept == b"<item><title>T</title></item>"
    assert note == f"an element with more than {MOST_ATTRIBUTES} attributes, read without them"


def test_a_sitemap_is_read_up_to_wider_bounds() -> None:
    kept, note = bound_sitemap(b"<urlset>" + b"<url>" * MOST_OF_SITEMAP)
    assert (kept.count(b"<"), note) == (MOST_OF_SITEMAP, f"more than {MOST_OF_SITEMAP} tags")
    spaces = b"".join(b"<url xmlns:n%d='x'/>" % number for number in range(MOST_NAMESPACES + 1))
    kept, note = bound_sitemap(spaces)
    assert (kept.count(b"<"), note) == (MOST_NAMESPACES, f"more than {MOST_NAMESPACES} namespaces")
    attributes = b"".join(b" a%d='>'" % number for number in range(MOST_ATTRIBUTES + 1))
    kept, note = bound_sitemap(b"<urlset><url" + attributes + b"/><loc>L</loc>")
    assert (kept, note[:26]) == (b"<urlset><url/><loc>L</loc>", "an element with more than ")
    usual = b"<urlset xmlns:news='n'><url><loc>" + b"https://a.example/" * 40 + b"</loc></url></urlset>"
    assert bound_sitemap(usual) == (usual, "")


def test_references_end_a_document_with_their_number() -> None:
    kept, note = bound_references(b"&lt;" * (MOST_REFERENCES + 1))
    assert (kept.count(b"&"), note) == (MOST_REFERENCES, f"more than {MOST_REFERENCES} character references")
    assert bound_references(b"&lt;" * 9) == (b"&lt;" * 9, "")
