"""JSON-LD as outlets write it, and what of it is believed of the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.extract.json_ld import DEEPEST, parse_json_ld

URL = "http://morning-post.example/news/4711-harbour.html"
WANTED = {"@type": "NewsArticle", "headline": "The quay, lengthened: what // it costs /* now */"}
PLAIN = json.dumps(WANTED)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace('"', "&quot;"),
        f"// <![CDATA[\n{PLAIN}\n// ]]>",
        f"/*<![CDATA[*/{PLAIN}/*]]>*/",
        f"<![CDATA[{PLAIN}]]>",
        f"<!--\n{PLAIN}\n//-->",
        f"<!-- {PLAIN} -->",
        f"\ufeff{PLAIN}",
        f"  {PLAIN};  ",
        f"window.data = {PLAIN};",
        PLAIN.replace("{", "{ // the article\n").replace(", ", ", /* who */ "),
        PLAIN.replace("}", ",}"),
        PLAIN.replace(", ", ",, "),
        "{'@type': 'NewsArticle', headline: 'The quay, lengthened: what // it costs /* now */',}",
    ],
)
def test_a_block_is_read_however_it_is_wrapped(text: str) -> None:
    read = parse_json_ld(text)
    assert (read[0] if isinstance(read, list) else read)["@type"] == "NewsArticle"


def test_line_feeds_inside_strings_are_blanks_and_comments_inside_strings_stay() -> None:
    read = parse_json_ld('{"a": "one\ntwo\tthree // four", "b": ["x",],}')
    assert read == [{"a": "one two three // four", "b": ["x"]}]


def test_objects_one_behind_the_other_are_all_read() -> None:
    assert parse_json_ld('{"a": 1}\n{"b": 2} {"c"') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null and void",
        '{"a"',
        "{a b c}",
        "[" * 50_000,
        '{"a":' * 50_000,
        '[{"a":' * (DEEPEST + 1),
        "/*" * 9,
    ],
)
def test_what_is_no_json_is_nothing(text: str) -> None:
    assert not parse_json_ld(text)


@given(st.text(alphabet='{}[]",:/*\\a1 \n&;<', max_size=200))
def test_no_block_makes_it_fail(text: str) -> None:
    parse_json_ld(text)


def linked(*items: Any) -> str:
    """A graph."""
    return f'<script type="application/ld+json">{json.dumps({"@graph": items})}</script>'


@pytest.mark.parametrize(
    ("node", "rung"),
    [
        ({"@type": "WebPage", "@id": URL}, "json-ld"),
        ({"@type": ["WebPage", "ItemPage"], "url": URL + "?utm_source=x"}, "json-ld"),
        ({"@type": "WebPage"}, "json-ld"),
        ({"@type": "ClaimReview", "url": URL}, "json-ld"),
        ({"@type": "WebPage", "url": "http://morning-post.example/"}, "first-seen"),
        ({"@type": "WebSite"}, "first-seen"),
    ],
)
def test_the_page_node_of_a_graph_dates_the_article(
    read: Callable[..., Any], page_of: Callable[..., str], node: dict[str, Any], rung: str
) -> None:
    dated = node | {"datePublished": "2026-11-10T06:15:00+00:00", "dateModified": "2026-11-11T06:15:00+00:00"}
    own = {"@type": "Article", "mainEntityOfPage": {"@id": URL}}
    assert read(page_of(head=linked(own, dated))).published.rung == rung


@pytest.mark.parametrize(
    ("said", "partial"),
    [
        ({"isAccessibleForFree": False}, True),
        ({"isAccessibleForFree": "False"}, True),
        ({"isAccessibleForFree": "http://schema.org/False"}, True),
        ({"hasPart": {"isAccessibleForFree": "False", "cssSelector": ".wall"}}, True),
        ({"hasPart": [{"isAccessibleForFree": True}, {"isAccessibleForFree": False}]}, True),
        ({"hasPart": [{"isAccessibleForFree": True}], "isAccessibleForFree": True}, False),
        ({"hasPart": ["x", None]}, False),
    ],
)
def test_a_part_that_costs_makes_the_text_partial(
    read: Callable[..., Any], page_of: Callable[..., str], said: dict[str, Any], partial: bool
) -> None:
    assert read(page_of(head=linked({"@type": "NewsArticle", **said}))).partial is partial


@pytest.mark.parametrize(
    ("said", "partial"),
    [
        ("<meta itemprop='isAccessibleForFree' content='False'>", True),
        ("<link itemprop='isAccessibleForFree' href='http://schema.org/False'>", True),
        ("<span itemprop='isAccessibleForFree'>false</span>", True),
        ("<meta itemprop='isAccessibleForFree' content='True'>", False),
        # Of another article beside.
        ("<aside><meta itemprop='isAccessibleForFree' content='False'></aside>", False),
    ],
)
def test_microdata_say_as_well_that_it_costs(
    read: Callable[..., Any], page_of: Callable[..., str], said: str, partial: bool
) -> None:
    assert read(page_of(top=said)).partial is partial


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            "<base href='/az/'><link rel='canonical' href='news/4711'>",
            "http://morning-post.example/az/news/4711",
        ),
        (
            "<link rel='canonical' href=' '><link rel='canonical' href='/n/4711'>",
            "http://morning-post.example/n/4711",
        ),
        (
            "<link rel='canonical' href=''><meta property='og:url' content='/n/4711'>",
            "http://morning-post.example/n/4711",
        ),
        ("<base href='http://['><link rel='canonical' href='/n/4711'>", "http://morning-post.example/n/4711"),
        ("<base href='http://elsewhere.example2.com/'><link rel='canonical' href='n/4711'>", URL),
    ],
)
def test_addresses_start_from_the_base_and_empty_ones_say_nothing(
    read: Callable[..., Any], page_of: Callable[..., str], head: str, url: str
) -> None:
    assert read(page_of(head=head)).url == url
