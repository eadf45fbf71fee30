"""UTF-8 read in another charset: every script comes back, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.mojibake import CHARSETS, mend_mojibake

TEXTS = {
    "az": "Lənkəranın çay bağları: yağışdan sonra “yaşıl qızıl” – İsmayıllı, Şəki, Ağdam",
    "vi": "Chè Thái Nguyên được trồng thử ở Lənkəran, người dân đổ về xem “vườn chè Việt”",
    "ru": "Первый урожай чая из Тхайнгуена собрали под Ленкоранью: «три корзины» и ещё одна",
    "en": "Growers’ first harvest — “three baskets”, café prices…",
}


def misread(text: str, charset: str) -> str:
    """What a program makes of UTF-8 that it takes for another charset; the undefined become controls."""
    return "".join(
        bytes([byte]).decode(charset, "ignore") or chr(byte) for letter in text for byte in letter.encode()
    )


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("language", TEXTS)
def test_a_text_comes_back(charset: str, language: str) -> None:
    assert mend_mojibake(misread(TEXTS[language], charset)) == TEXTS[language]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("language", TEXTS)
def test_what_stands_around_stays(charset: str, language: str) -> None:
    around = "Сегодня Hôm nay: {} | ТАСС» và Đọc thêm"
    mangled = around.format(misread(TEXTS[language], charset))
    assert mend_mojibake(mangled) == around.format(TEXTS[language])


def test_a_text_that_was_misread_twice_comes_back() -> None:
    assert mend_mojibake(misread(misread(TEXTS["az"], "cp1252"), "cp1252")) == TEXTS["az"]


def test_a_damaged_group_does_not_keep_the_others_back() -> None:
    mangled = misread(TEXTS["ru"], "cp1251")
    assert mend_mojibake(f"{mangled} ТАСС»") == f"{TEXTS['ru']} ТАСС»"


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS.values(),
        "«ТАСС», «МИД РФ» и «США»",
        "РОСІЯ, УКРАЇНА, ДІЇ, ВІСТІ, МРІЇ",
        "ЈЕДИЊЕЊЕ ЊЕГОВЕ ЉУБАВИ",
        "« Voilà », dit-il : « là… »",
        "À … É“ Ô… Ü”",
        "ƏLİ Ç” Ö» Ü“",
        "Đã… Ờ… “Đà”",
        "ТАСС»",
        "Ã©",
        "╔══╗ ║ ░▒▓ ║ ╚══╝",
        "",
    ],
)
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert mend_mojibake(text) == text


@given(st.text(max_size=300))
def test_any_text_is_mended_once_and_for_all(text: str) -> None:
    mend_mojibake(text).encode("utf-8", "surrogatepass")
