"""Texts made of other texts: reprints, cuts and quotations."""

from __future__ import annotations

import pytest

from local.sample.reprints import drop_dateline, quote_paragraphs, reprint_text


@pytest.mark.parametrize(
    "dateline",
    [
        "BAKU, Azerbaijan, November 24. ",
        "HÀ NỘI — ",
        "Hà Nội (Sen Hồng) - ",
        "Bakı. 24 noyabr. ",
        "Баку. 24 ноября. ",
        "LONDON, November 24 - ",
        "",
    ],
)
def test_a_dateline_is_taken_off(dateline: str) -> None:
    body = "Ministers of both countries signed a roadmap that sets out deliveries for three years"
    assert drop_dateline(f"{dateline}{body}") == body


ORIGINAL = {"one": "CITY, May 1. First of all. Second of all.\nThird of all is here.\nFourth is the last."}


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (
            {"of": "one"},
            "CITY, May 1. First of all. Second of all.\nThird of all is here.\nFourth is the last.",
        ),
        ({"of": "one", "without": [1]}, "CITY, May 1. First of all. Second of all.\nFourth is the last."),
        (
            {"of": "one", "keep": 0.5, "credit": "Agency."},
            "CITY, May 1. First of all. Second of all.\nAgency.",
        ),
        ({"of": "one", "keep": 0.3, "dateline": "TOWN -"}, "TOWN - First of all."),
    ],
)
def test_a_reprint_follows_its_order(order: dict[str, object], text: str) -> None:
    assert reprint_text(order, ORIGINAL) == text


def test_a_quotation_comes_without_its_dateline() -> None:
    assert (
        quote_paragraphs("Mine.\n[one:0-1]\nMine too.", ORIGINAL)
        == "Mine.\nFirst of all. Second of all.\nThird of all is here.\nMine too."
    )
