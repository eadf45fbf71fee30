"""Quotation marks: a phrase is a phrase whatever marks it was typed with; an apostrophe is none."""

from __future__ import annotations

import pytest

from pipeline.text.quotes import find_open_quote, straighten_quotes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("“oil and gas”", '"oil and gas"'),
        ("«нефть и газ» AND Баку", '"нефть и газ" AND Баку'),
        ("»Öl und Gas«", '"Öl und Gas"'),
        ("„neft və qaz“ OR „dầu khí”", '"neft və qaz" OR "dầu khí"'),
        ("”dầu khí”", '"dầu khí"'),
        ("title:'To Lam'~2", 'title:"To Lam"~2'),
        ("(‘To Lam’ OR ‹Baku›)", '("To Lam" OR "Baku")'),
        ("＂oil gas＂", '"oil gas"'),
        ("« банк „Юг“ »", '"банк „Юг“"'),
        ('“the "big" five”', '"the  big  five"'),
    ],
)
def test_a_phrase_is_one_whatever_its_marks(typed: str, meant: str) -> None:
    assert straighten_quotes(typed) == meant
    assert straighten_quotes(meant) == meant


@pytest.mark.parametrize(
    "kept",
    ['"a ‘b’ «c»"', "Bakı'da OR Hanoi'de", "don't AND won't", "Qur’an OR O‘zbek", "/«[ab]»/", "oil's gas'"],
)
def test_what_is_no_phrase_stays(kept: str) -> None:
    assert straighten_quotes(kept) == kept


@pytest.mark.parametrize(
    ("query", "mark"), [("“oil", "“"), ("oil» gas", "»"), ('"a “b" OR c', ""), ("it's", "")]
)
def test_a_mark_without_its_partner_is_found(query: str, mark: str) -> None:
    assert find_open_quote(straighten_quotes(query)) == mark
