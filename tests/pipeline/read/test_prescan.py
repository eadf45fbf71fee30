"""What the prescan lets pass: every form that can make a side, in every coding that pages use."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config.topic import Topic
from pipeline.model.items import Article
from pipeline.read.judge import judge_article
from pipeline.read.prescan import passes_prescan
from pipeline.text.clean import fold_text

Make = Callable[..., Article]
OTHER = {"azerbaijan": "Vietnam", "vietnam": "Azerbaijan"}

CODINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper case": str.upper,
    "title case": str.title,
    "turkic upper case": lambda s: s.replace("i", "İ").replace("ı", "I").upper(),
    "without diacritics": fold_text,
    "decomposed": lambda s: unicodedata.normalize("NFD", s),
    "decimal entities": lambda s: "".join(c if c.isascii() else f"&#{ord(c)};" for c in s),
    "hex entities": lambda s: "".join(c if c.isascii() else f"&#x{ord(c):04x};" for c in s),
    "json escapes": lambda s: json.dumps(s)[1:-1],
    "upper-case json escapes": lambda s: json.dumps(s.upper())[1:-1].replace("\\U", "\\u"),
    "named entities": lambda s: (
        s.replace("ê", "&ecirc;")
        .replace("â", "&acirc;")
        .replace("ô", "&ocirc;")
        .upper()
        .replace("CIRC;", "circ;")
    ),
    "dotted capitals": lambda s: s.replace("i", "İ").upper().replace("İ", "&Idot;"),
    "no-break blanks": lambda s: s.replace(" ", "&nbsp;"),
    "no-break blanks as escapes": lambda s: s.replace(" ", "\\u00a0"),
    "line breaks as escapes": lambda s: s.replace(" ", "\\n"),
    "line breaks": lambda s: s.replace(" ", "\n  "),
    "marked up": lambda s: s.replace(" ", " <b class='x'>"),
}


@pytest.mark.parametrize("coding", CODINGS)
def test_every_form_that_makes_a_side_passes(coding: str, topic: Topic) -> None:
    write = CODINGS[coding]
    lost = [
        form
        for side in topic.sides
        for form in topic.list_strong_forms(side)
        if not passes_prescan(f"<p>{OTHER[side]}</p><p>{write(form)}</p>".encode(), topic)
    ]
    assert lost == []


@pytest.mark.parametrize(
    "page",
    [
        "<p>Azerbaijan and Georgia</p>",
        "<p>Việt Nam và Lào</p>",
        "<p>Вьетнам и Лаос</p>",
        "<p>Azərbaycan və Gürcüstan, &#8217;</p>",
        "<script>var x='abaku xhanoi'</script><p>Vietnam</p>",
        "",
        "\x00\ud800",
    ],
)
def test_a_page_without_both_sides_is_thrown_away(page: str, topic: Topic) -> None:
    assert not passes_prescan(page.encode("utf-8", "surrogatepass"), topic)


@pytest.mark.parametrize("filler", ["x", "<i>", "&nbsp;"])
def test_coded_names_are_found_wherever_a_piece_of_the_page_ends(filler: str, topic: Topic) -> None:
    coded = "<p>H&#7891; Ch&iacute; Minh</p><p>&#1041;&#1072;&#1082;&#1091;</p>"
    around = filler * (9000 // len(filler))
    lost = [
        place
        for place in range(4000, 4200, 3)
        if not passes_prescan(f"{around[:place]} {coded}{around}".encode(), topic)
    ]
    assert lost == []


def test_short_words_of_style_sheets_and_scripts_are_no_names(topic: Topic) -> None:
    style = ".icon-con,.content{min-width:1px;transition:all}.bac k{son:con}" * 2000
    page = f"<style>{style}</style><p>Azerbaijan and Georgia</p>"
    assert not passes_prescan(page.encode(), topic)


def test_a_page_that_costs_too_much_to_look_at_is_read(topic: Topic) -> None:
    assert passes_prescan(("<p>Azerbaijan</p>" + "chi minh " * 100_000).encode(), topic)


NAMES = [
    "Azerbaijan",
    "Vietnam",
    "Baku",
    "Hanoi",
    "Hà",
    "Nội",
    "Việt",
    "Nam",
    "Azərbaycan",
    "Vyetnamın",
    "Bakıda",
    "Hanoyda",
    "Вьетнама",
]
MORE = [
    "Азербайджану",
    "Баку",
    "Ханое",
    "SOCAR",
    "Petrovietnam",
    "To",
    "Lam",
    "Tô",
    "Lâm",
    "Əliyev",
    "Ilham",
    "Aliyev",
    "Ba-cu",
]
ACTS = [
    "visit",
    "talks",
    "signed",
    "agreement",
    "səfər",
    "görüş",
    "hợp",
    "tác",
    "thăm",
    "визит",
    "переговоры",
    "oil",
    "War",
    "News",
]
WORDS = st.sampled_from([*NAMES, *MORE, *ACTS, ".", ",", "-", "and", "və", "và", "и", "Grand", "Prix"])


@settings(max_examples=settings().max_examples * 2)
@given(words=st.lists(WORDS, max_size=25))
def test_what_the_judge_grades_the_prescan_lets_pass(words: list[str], topic: Topic, article: Make) -> None:
    text = " ".join(words)
    if judge_article(article("", text), topic).grade:
        assert passes_prescan(text.encode("utf-8", "surrogatepass"), topic)
    assert judge_article(article("", text), topic) == judge_article(article("", text), topic)


@given(text=st.text(max_size=400))
def test_any_text_is_judged_without_a_fault(text: str, topic: Topic, article: Make) -> None:
    passes_prescan(text.encode("utf-8", "surrogatepass"), topic)
    assert judge_article(article(text[:40], text), topic).grade == 0
