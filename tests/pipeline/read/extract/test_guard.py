"""A page beyond a bound is turned away by what the parser sees, and the bound is named."""

from __future__ import annotations

import pytest

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome
from pipeline.read.extract.guard import parse_page
from pipeline.text.parsing import DEEPEST, MOST_ATTRIBUTES, MOST_ELEMENTS, MOST_TEXT

MANY = " ".join(f"a{number}=1" for number in range(MOST_ATTRIBUTES + 1))


@pytest.mark.parametrize(
    ("page", "bound"),
    [
        (f"<p {MANY}>", MOST_ATTRIBUTES),
        (f"<html {MANY}><p>", MOST_ATTRIBUTES),
        (f"<i y='<' {MANY}>", MOST_ATTRIBUTES),
        (f'<i y=">" {MANY}>', MOST_ATTRIBUTES),
        (f"<i y='{{' z=<<< {MANY}>", MOST_ATTRIBUTES),
        (f"<i {MANY.replace('=1', '=>')}".replace("=>", "='>'") + ">", MOST_ATTRIBUTES),
        (f"<script></script><i {MANY}>", MOST_ATTRIBUTES),
        ("<p>" + "<br>" * (MOST_ELEMENTS + 1), MOST_ELEMENTS),
        ("<div>" * (DEEPEST + 1), DEEPEST),
        ("<b>" * (DEEPEST + 1), DEEPEST),
        ("<p>" + "x" * (MOST_TEXT + 1), MOST_TEXT),
        ("<p>" + "x <br>" * 9_000 + "y" * MOST_TEXT, MOST_TEXT),
        ("<textarea>" + "x" * (MOST_TEXT + 1), MOST_TEXT),
    ],
)
def test_a_page_beyond_a_bound_is_too_complex_and_the_bound_is_named(page: str, bound: int) -> None:
    found = parse_page(page)
    assert isinstance(found, Rejected)
    assert found.outcome is Outcome.TOO_COMPLEX
    assert str(bound) in found.detail


@pytest.mark.parametrize(
    "page",
    [
        "<p>text<script>for(var i=0;i<list.length;i++){" + " x='y'" * 5_000 + "}</script>",
        "<p>text<script>" + "<b>" * 50_000 + "</script>",
        "<p>text<script>" + "x" * 2_000_000 + "</script>",
        "<p>text<style>" + "a{} " * 200_000 + "</style>",
        f"<p>text<!-- <i {MANY}> -->",
        f"<p>text<!-- {'<b>' * 50_000} -->",
        f"<p title='{MANY}'>text",
        "<p>text" + "<p " * 50_000 + ">",
        "<ul>" + "<li>text" * 3_000 + "</ul>",
    ],
)
def test_scripts_styles_comments_and_values_are_no_markup(page: str) -> None:
    found = parse_page(page)
    assert not isinstance(found, Rejected)
    assert "text" in found.text_content()


@pytest.mark.parametrize("page", ["", "<!--" * 1_000, "<![CDATA[" * 1_000, "<!doctype " * 1_000])
def test_no_markup_is_unreadable(page: str) -> None:
    found = parse_page(page)
    assert isinstance(found, Rejected)
    assert found.outcome is Outcome.UNREADABLE
