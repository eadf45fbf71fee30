"""Searches as people type them: plain words, queries in the syntax of watches, and what is wrong."""

from __future__ import annotations

import pytest

from pipeline.config.known_values import KnownField
from pipeline.config.query.reading import (
    LONGEST,
    SearchText,
    WrongSearch,
    join_words,
    list_words,
    read_search,
)
from pipeline.store.articles.watch_queries import list_fields

FIELDS = list_fields()
KNOWN = {"language": KnownField({"ru", "vi"}, {"RU": "ru"}.get)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("To Lam", "To Lam"),
        (" viet-nam ", "viet-nam"),
        ("Azerbaijan: new oil deal", "Azerbaijan new oil deal"),
        ("What did SOCAR say?", "What did SOCAR say"),
        ("oil/gas at 10:30!", "oil gas at 10 30"),
        ("Bakı'da neft – qaz", "Bakı'da neft – qaz"),
        ("", ""),
    ],
)
def test_words_and_headlines_are_plain(typed: str, read: str) -> None:
    assert read_search(typed, FIELDS) == SearchText(read)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("«To Lam» визит", '"To Lam" визит'),
        ("SOCAR -LNG", "SOCAR -LNG"),
        ("SOCAR NOT LNG", "SOCAR NOT LNG"),
        ("grade:3 source:azertac", "relevance.grade:3 source.id:azertac"),
        ("date:>2026-11-01 oil", "published_at:>2026-11-01 oil"),
        ("published_at:[2026-01-01 TO now]", "published_at:[2026-01-01 TO now]"),
        ("viet*", "viet*"),
        ("language:vi", "language:vi"),
    ],
)
def test_signs_make_a_query(typed: str, read: str) -> None:
    assert read_search(typed, FIELDS, KNOWN) == SearchText(read, plain=False)


@pytest.mark.parametrize(
    ("typed", "read", "note"),
    [
        ("oil gas OR coal", "(oil gas) OR coal", "Read as: (oil gas) OR coal"),
        ("a OR b AND c", "a OR (b AND c)", "Read as: a OR (b AND c)"),
        ("(a OR b c) AND d", "(a OR (b c)) AND d", "Read as: (a OR (b c)) AND d"),
        ("oil or gas", "oil or gas", "Read as words; as operators they stand in capitals: oil OR gas"),
        ("oil and gas", "oil and gas", ""),
    ],
)
def test_what_may_have_been_meant_otherwise_is_said(typed: str, read: str, note: str) -> None:
    found = read_search(typed, FIELDS)
    assert (found.text, " ".join(found.notes)) == (read, note)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("titel:oil", "titel:oil: the index has no field titel: did you mean title?"),
        ("title:oil or gas", "operators are written in capitals: title:oil OR gas"),
        ("grade >= 2 oil", "grade >= 2: a comparison is written grade:>=2"),
        ("source:{ id: x }", "each field is written in full, such as source.id.name:value"),
        ("“oil and gas", "the quotation mark “ stands alone"),
        ("language:RU", "language: no article has 'RU' there: did you mean ru?"),
        ("x" * (LONGEST + 1), "A search has at most 4,000 characters, and this one 4,001."),
    ],
)
def test_what_is_no_query_is_said_with_the_right_form(typed: str, sentence: str) -> None:
    with pytest.raises(WrongSearch) as raised:
        read_search(typed, FIELDS, KNOWN)
    assert sentence in str(raised.value)


def test_an_address_is_looked_up() -> None:
    url = "https://outlet.example/a?b=c"
    assert read_search(url, FIELDS) == SearchText(url, plain=False, address=True)


def split_names(run: str) -> list[str]:
    return run.replace("To Lam", "To_Lam").split()


@pytest.mark.parametrize(
    ("query", "joined"),
    [
        ("oil gas -coal", "oil AND gas -coal"),
        ("To Lam AND oil", '"To Lam" AND oil'),
        ("title:To Lam визит", 'title:"To Lam" AND визит'),
        ("oil OR (gas coal)", "oil OR (gas AND coal)"),
        ('"oil gas" NOT To Lam', '"oil gas" NOT "To Lam"'),
        ("crude oil^2 gas~1 viet* nam", "crude oil^2 gas~1 viet* nam"),
        ("date:[2026-01-01 TO now] oil gas", "date:[2026-01-01 TO now] oil AND gas"),
    ],
)
def test_words_side_by_side_are_joined_and_names_are_phrases(query: str, joined: str) -> None:
    assert join_words(query, lambda run: [w.replace("_", " ") for w in split_names(run)]) == joined


def test_words_are_told_from_operators_and_fields() -> None:
    query = 'oil AND title:gas -coal "not this" nickel'
    assert [query[start:end] for start, end in list_words(query)] == ["oil", "gas", "nickel"]
