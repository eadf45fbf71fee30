"""A headline in capitals is read as its own text writes the words."""

from __future__ import annotations

import pytest

from pipeline.read.judge.capitals import restore_case


@pytest.mark.parametrize(
    ("title", "text", "written"),
    [
        (
            "TO LAM FLIES TO BAKU",
            "On Monday To Lam left for talks. He flies to Baku.",
            "To Lam flies to Baku",
        ),
        (
            "BÁC SĨ VIỆT ĐỨC GIÚP BẠN",
            "Một bác sĩ của bệnh viện Việt Đức đã giúp bạn.",
            "bác sĩ Việt Đức giúp bạn",
        ),
        ("ВИЗИТ В ХАНОЙ", "Сегодня визит в Ханой начат.", "визит В Ханой"),
        ("BAKILI NAZİR HANOYDA", "Bu gün nazir Hanoyda olub.", "bakili nazir Hanoyda"),
        ("VIETNAM'DA SEL", "Dün Vietnam'da sel oldu.", "Vietnam'da sel"),
        ("SOCAR", "", "Socar"),
    ],
)
def test_a_word_is_written_as_in_the_text(title: str, text: str, written: str) -> None:
    assert restore_case(title, text) == written


def test_a_long_text_takes_no_long() -> None:
    assert restore_case("BA " * 2_000, "ba " * 20_000).startswith("ba ba")
