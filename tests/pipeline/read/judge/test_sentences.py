"""How datelines come off and where sentences end."""

from __future__ import annotations

import pytest

from pipeline.config.topic import Topic
from pipeline.read.judge.sentences import LONGEST, count_sentences, split_paragraph, strip_dateline

REST = "The ministry said so."


@pytest.mark.parametrize(
    "dateline",
    [
        "BAKU, Azerbaijan, May 7. ",
        "HÀ NỘI — ",
        "BAKU — ",
        "Baku, 7. Mai, AZERTAC ",
        "AZERBAIJAN, May 7 - ",
        "VIETNAM, July 18 - ",
        "Hanoi (VNA) - ",
        "Hà Nội (TTXVN) - ",
        "Hà Nội (TTXVN/Vietnam+) - ",
        "Bakı. 28 aprel. REPORT.AZ/ ",
        "Bakı, 7 may, AZƏRTAC ",
        "Баку, 7 мая, АЗЕРТАДЖ ",
        "Ханой, 7 мая (ВИА) - ",
        "Baku, May 7, AZERTAC. ",
        "BAKU, Azerbaijan, May 7, Trend: ",
        "(TTXVN) - ",
    ],
)
def test_a_dateline_comes_off(dateline: str, topic: Topic) -> None:
    assert strip_dateline(dateline + REST, topic) == REST


@pytest.mark.parametrize(
    "text",
    [
        "Baku hosts the session in May.",
        "Hà Nội - Baku flights begin in June.",
        "Azerbaijan and Vietnam signed a plan.",
        "Việt Nam - Azerbaijan trade grows.",
        "Hanoi wants to buy oil.",
        "",
    ],
)
def test_a_sentence_that_begins_with_a_place_stays(text: str, topic: Topic) -> None:
    assert strip_dateline(text, topic) == text


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("He came. She left.", ["He came.", "She left."]),
        ("Mr. Aliyev met Dr. Tran. They spoke.", ["Mr. Aliyev met Dr. Tran.", "They spoke."]),
        ("H. Aliyev was there. So was I. Aliyev.", ["H. Aliyev was there.", "So was I. Aliyev."]),
        ("he came. she left.", ["he came.", "she left."]),
        ("Họ lo chỗ ăn ở. Nhóm đầu tiên đã sang.", ["Họ lo chỗ ăn ở.", "Nhóm đầu tiên đã sang."]),
        (
            "Order: 1. India 16; 2. Hungary 14; 15. Oman 2. Done.",
            ["Order: 1. India 16; 2. Hungary 14; 15. Oman 2.", "Done."],
        ),
        ("Order (1. India, 2. Oman). Done.", ["Order (1. India, 2. Oman).", "Done."]),
        ("They are 10, 11, 12. They go.", ["They are 10, 11, 12.", "They go."]),
        ("“Good.” He smiled!", ["“Good.”", "He smiled!"]),
        ("It rose by 3.5 percent. Then it fell.", ["It rose by 3.5 percent.", "Then it fell."]),
        ("On 7. Mai begann es. Dann kam er.", ["On 7. Mai begann es.", "Dann kam er."]),
        (
            "Đoàn thăm TP. Hồ Chí Minh. PGS. TS. Minh phát biểu.",
            ["Đoàn thăm TP. Hồ Chí Minh.", "PGS. TS. Minh phát biểu."],
        ),
        (
            "Продано 3 млн. тонн в 2024 г. за рубеж. Это много.",
            ["Продано 3 млн. тонн в 2024 г. за рубеж.", "Это много."],
        ),
        ("Bu, 5 mln. dollardır. Çoxdur.", ["Bu, 5 mln. dollardır.", "Çoxdur."]),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(paragraph: str, sentences: list[str]) -> None:
    assert list(split_paragraph(paragraph)) == sentences


def test_a_sentence_that_does_not_end_is_cut_between_words() -> None:
    words = "reeds and water " * 1_000
    pieces = list(split_paragraph(words))
    assert " ".join(pieces) == words.strip()
    assert max(map(len, pieces)) <= LONGEST
    assert list(split_paragraph("x" * (LONGEST + 1))) == ["x" * LONGEST, "x"]


@pytest.mark.parametrize(
    "text",
    ["One. Two! Three? Four… Five", "a. " * 300, "One.\nTwo.\n", "no end", "x" * 10_000, '"Yes." He said.'],
)
def test_a_text_has_no_more_sentences_than_are_counted(text: str) -> None:
    found = [sentence for line in text.split("\n") for sentence in split_paragraph(line)]
    assert len(found) <= count_sentences(text)
