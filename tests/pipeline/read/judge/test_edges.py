"""What stands around a text is taken off, and nothing of the text."""

from __future__ import annotations

import pytest

from pipeline.config.topic import Topic
from pipeline.read.judge.edges import drop_prefix, drop_signature, trim_lines

TEXT = "Bộ trưởng đến thăm hôm thứ Tư."


@pytest.mark.parametrize(
    "lines",
    [
        ["LAN CHI 10:54 | 26/07/2019", TEXT],
        ["Thursday, 26/01/2023 15:46", TEXT],
        ["By Ann Writer", TEXT],
        ["Автор: Анна Перова", TEXT],
        ["Thời sự", "Chính trị", TEXT],
        [TEXT, "Photo courtesy of the embassy"],
        [TEXT, "Ảnh: TTXVN"],
        [TEXT, "Source: NDO"],
        [TEXT, "Related News", "Reader's comments (0)"],
        [TEXT, "Поделиться:"],
        [TEXT, "Bình luận 0"],
        [TEXT, "Bütün xəbərlər Facebook səhifəmizdə"],
        [TEXT, "Theo dõi Báo trên Facebook"],
        [TEXT, "URL: https://outlet.example/1", "79 Main Street, Hà Nội, Việt Nam."],
        ["| Politics |", "| Sport |", f"| {TEXT} |", "| Most read |"],
        [TEXT + " (TTXVN/Vietnam+)"],
        [TEXT + " (АЗЕРТАДЖ)"],
        [TEXT, "The delegation before the talks — VNA/VNS Photo Hoàng Hải"],
        [TEXT, "At the port. AZERTAC photo"],
    ],
)
def test_lines_around_a_text_go(lines: list[str], topic: Topic) -> None:
    assert trim_lines(lines, topic) == [TEXT]


@pytest.mark.parametrize(
    "lines",
    [
        ["Politics"],
        ["Georgia | 12 | 13", TEXT],
        ["- one", "- two"],
        [TEXT + " (SOCAR)"],
        ["It is an old photo.", TEXT],
    ],
)
def test_nothing_goes_when_nothing_would_be_left_and_rows_stay(lines: list[str], topic: Topic) -> None:
    assert trim_lines(lines, topic) == lines


@pytest.mark.parametrize("prefix", ["VOV.VN - ", "(Dân trí) - ", "TGVN. ", "WVR - ", "VGP - ", "REPORT.AZ/ "])
def test_an_outlets_prefix_goes(prefix: str, topic: Topic) -> None:
    assert drop_prefix(prefix + TEXT, topic) == TEXT


@pytest.mark.parametrize("text", ["SOCAR - một công ty lớn.", "BSR: tin mới.", TEXT, ""])
def test_a_name_of_the_topic_is_no_prefix(text: str, topic: Topic) -> None:
    assert drop_prefix(text, topic) == text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("It grew. — VNS", "It grew."),
        ("It grew.-VNA", "It grew."),
        ("It grew./.", "It grew"),
        ("after Azerbaijan/.VNA", "after Azerbaijan"),
        ("It grew. — VNA/VNS", "It grew."),
        ("with SOCAR", "with SOCAR"),
        ("./.", "./."),
    ],
)
def test_a_signature_goes(written: str, plain: str) -> None:
    assert drop_signature(written) == plain
