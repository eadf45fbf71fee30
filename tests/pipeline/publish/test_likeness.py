"""Which texts are the same, which quote another, which only look alike."""

from __future__ import annotations

import random

import pytest

from bench.reprints import KINDS, Maker, make_lookalikes
from pipeline.publish.likeness import Likeness, Sketched, compare_texts
from pipeline.text.sketch import sketch_text

AGENCY = """
The energy ministers of Azerbaijan and Vietnam signed a roadmap on Tuesday that sets out deliveries of
light crude for the coming three years.
Under the document 120,000 tonnes will be shipped in the first quarter, rising to 450,000 tonnes by the
end of the second year.
Both sides agreed to form a working group of eleven experts that meets every six weeks, alternately in
Baku and in Hanoi.
The refinery at Dung Quat has asked for samples of two further grades, which the laboratory on the
Absheron peninsula is preparing now.
A spokesman said the price formula follows the monthly average of the Dated Brent quotation less a
discount that was not disclosed.
The ministers also discussed training places for forty young engineers at the oil and industry university
from next September.
Shipping will be handled by two tankers of the Aframax class under a charter that runs until March and
may be extended twice.
Observers in both capitals called the agreement the most concrete step since the political declaration of
the previous spring.
"""
OTHER = """
A late frost has damaged apricot orchards in the Nakhchivan valley, and growers expect a third less fruit
than in an ordinary year.
Agronomists recommend to prune the affected branches at once and to water sparingly until the new shoots
have hardened off in June.
The regional office counted 2,400 hectares with visible damage and promised that insurers would send
assessors within ten working days.
Prices on the wholesale market in the capital rose by a fifth, though dealers say that imports will close
the gap before the holidays.
Beekeepers, too, are worried because the blossoms on which their colonies depend fell within two nights
of the cold spell this month.
"""


def sketched(text: str) -> Sketched:
    """A text as it comes from the index."""
    return Sketched(text, frozenset(sketch_text(text)), len(text.split()))


def cut(text: str, keep: float) -> str:
    """The first part of a text, by lines."""
    lines = text.strip().splitlines()
    return "\n".join(lines[: max(1, round(len(lines) * keep))])


def changed(text: str, share: float) -> str:
    """The text with a share of its words replaced."""
    chance = random.Random(7)
    return " ".join("something" if chance.random() < share else word for word in text.split())


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("the same text", AGENCY),
        ("another dateline", "HANOI, November 24 (Lotus Desk) - " + AGENCY.strip()),
        (
            "a new credit at the end",
            AGENCY + "\nReported by our correspondent; first published by the Caspian Wire.",
        ),
        ("cut to its first half", cut(AGENCY, 0.5)),
        ("a quarter cut from the end", cut(AGENCY, 0.75)),
        ("a tenth of its words changed", changed(AGENCY, 0.1)),
        ("without diacritics", AGENCY.replace("é", "e")),
    ],
)
def test_a_reprint_is_the_same_text(name: str, copy: str) -> None:
    assert compare_texts(sketched(AGENCY), sketched(copy)) is Likeness.SAME, name


def test_unrelated_texts_are_unrelated() -> None:
    assert compare_texts(sketched(AGENCY), sketched(OTHER)) is Likeness.UNRELATED


def test_a_round_up_that_carries_a_text_quotes_it() -> None:
    round_up = OTHER * 2 + AGENCY
    assert compare_texts(sketched(AGENCY), sketched(round_up)) is Likeness.QUOTES
    assert compare_texts(sketched(round_up), sketched(AGENCY)) is Likeness.QUOTED


def test_a_daily_column_with_new_numbers_is_another_story() -> None:
    monday = " ".join(
        f"The rate of the manat against currency number {n} stood at {n * 7}.{n}5 on Monday in trading."
        for n in range(1, 14)
    )
    tuesday = " ".join(
        f"The rate of the manat against currency number {n} stood at {n * 9}.{n}1 on Monday in trading."
        for n in range(1, 14)
    )
    assert compare_texts(sketched(monday), sketched(tuesday)) is Likeness.UNRELATED


def test_a_common_tail_alone_does_not_join_two_briefs() -> None:
    tail = " ".join(AGENCY.split()[-60:])
    one = cut(OTHER, 0.4) + "\n" + tail
    two = (
        "The museum opened a new wing for carpets of the nineteenth century with eighty loans from private"
        " houses.\n" + tail
    )
    assert compare_texts(sketched(one), sketched(two)) is not Likeness.SAME


def test_a_sketch_ignores_diacritics_and_case() -> None:
    marked = (
        "Tổng Bí thư Tô Lâm thăm cấp nhà nước tới Azərbaycan và hội đàm với Tổng thống İlham Əliyev tại Bakı"
        " hôm nay"
    )
    plain = (
        "tong bi thu to lam tham cap nha nuoc toi azerbaycan va hoi dam voi tong thong ilham eliyev tai baki"
        " hom nay"
    )
    assert sketch_text(marked) == sketch_text(plain)


@pytest.mark.parametrize("text", ["", "one", "one two"])
def test_too_little_text_has_an_empty_sketch_and_no_relation(text: str) -> None:
    assert sketch_text(text) == ()
    assert compare_texts(sketched(text), sketched(text)) is Likeness.UNRELATED


@pytest.mark.parametrize("kind", KINDS)
def test_what_outlets_make_of_a_text_is_the_same_text(kind: str) -> None:
    maker = Maker(3)
    for _ in range(12):
        original = maker.make_original()
        copy = maker.copy_text(original, kind)
        assert compare_texts(sketched(original.text), sketched(copy.text)) is Likeness.SAME
        assert compare_texts(sketched(copy.text), sketched(original.text)) is Likeness.SAME


def test_columns_templates_titles_tails_and_heads_make_no_copies() -> None:
    likenesses = [
        compare_texts(sketched(one.text), sketched(two.text)) for one, two in make_lookalikes(5, 100)
    ]
    assert Likeness.SAME not in likenesses


def test_a_later_text_with_two_paragraphs_of_another_shares_them() -> None:
    maker = Maker(4)
    original = maker.make_original(8)
    later = maker.quote_text(original, whole=False)
    assert compare_texts(sketched(original.text), sketched(later.text)) is Likeness.SHARES
