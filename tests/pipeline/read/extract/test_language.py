"""The right language, or the outlet's with a mark of low confidence."""

from __future__ import annotations

import pytest

from pipeline.read.extract.language import detect_language, find_edition, normalise_language

AZ = (
    "Nazirlik bildirib ki, layihə çərçivəsində yeni iş yerləri açılacaq və işlər gələn ilin yazında başa"
    " çatacaq."
)
AZ_STRIPPED = (
    "Nazirlik bildirib ki, layihe cercivesinde yeni is yerleri acilacaq ve isler gelen ilin yazinda basa"
    " catacaq, bu barede qeyd olunub."
)
AZ_CYRILLIC = (
    "Назирлик билдириб ки, лајиһә чәрчивәсиндә јени иш јерләри ачылаҹаг вә ишләр ҝәлән илин јазында баша"
    " чатаҹаг."
)
TR = (
    "Bakanlık, proje kapsamında yeni iş yerlerinin açılacağını ve çalışmaların gelecek yılın baharında"
    " tamamlanacağını belirtti, dedi."
)
VI = (
    "Theo kế hoạch, các hộ dân sẽ được hỗ trợ cây giống và kỹ thuật chăm sóc trong hai năm đầu tiên của dự án"
    " này."
)
VI_STRIPPED = (
    "Theo ke hoach, cac ho dan se duoc ho tro cay giong va ky thuat cham soc trong hai nam dau tien cua du an"
    " nay."
)
EN = (
    "The ministry said that new jobs would be opened within the project and that the work is to be finished"
    " next spring."
)
EN_NAMES = (
    "Tô Lâm and Phạm Minh Chính met the delegation, the ministry said, and discussed the roads to the port of"
    " Đà Nẵng and Huế for an hour."
)
RU = (
    "Министерство сообщило, что по проекту откроют новые рабочие места, а работы завершат весной следующего"
    " года."
)
KK = (
    "Министрлік жоба аясында жаңа жұмыс орындары ашылатынын және жұмыстар келесі жылдың көктемінде"
    " аяқталатынын хабарлады."
)
UK = (
    "Міністерство повідомило, що за проєктом відкриють нові робочі місця, а роботи завершать навесні"
    " наступного року, її підтримали."
)


@pytest.mark.parametrize(
    ("text", "prior", "language", "sure"),
    [
        (AZ, "en", "az", True),
        (AZ, None, "az", True),
        (AZ_STRIPPED, "az", "az", None),
        (AZ_STRIPPED, None, "az", None),
        (AZ_CYRILLIC, "ru", "az", True),
        (TR, "az", "tr", None),
        (TR, None, "tr", True),
        (VI, "en", "vi", True),
        (VI_STRIPPED, "vi", "vi", None),
        (VI_STRIPPED, "en", "vi", None),
        (EN, "vi", "en", True),
        (EN, "az", "en", True),
        (EN_NAMES, "vi", "en", True),
        (RU, "az", "ru", True),
        (RU, "en", "ru", True),
        (KK, "ru", "kk", True),
        (UK, "ru", "uk", True),
        ("Baku Open 2026", "az", "az", False),
        ("Baku Open 2026", "vi", "vi", False),
        ("Le ministère a annoncé que les travaux seraient achevés au printemps prochain.", "fr", "fr", False),
        ("", "az", "az", False),
        ("", None, "und", False),
    ],
)
def test_a_language_is_told_by_letters_words_and_prior(
    text: str, prior: str | None, language: str, sure: bool | None
) -> None:
    found, certain = detect_language(text, prior)
    assert found == language
    assert sure is None or certain is sure


@pytest.mark.parametrize(
    ("text", "prior", "language", "sure"),
    [
        # The text decides, whatever the template or the outlet says.
        (EN, "ka", "en", True),
        (EN, "en_US", "en", True),
        (RU, "english", "ru", True),
        (
            "Das Ministerium teilte mit, dass die Arbeiten im Hafen im kommenden Frühjahr beginnen.",
            None,
            "de",
            True,
        ),
        (
            "Das Ministerium teilte mit, dass die Arbeiten im Hafen im kommenden Frühjahr beginnen.",
            "en",
            "de",
            True,
        ),
        (
            "Le ministère a annoncé que les travaux seraient achevés au printemps prochain dans le port.",
            "vi",
            "fr",
            True,
        ),
        (
            "El ministerio anunció que las obras del puerto terminarán en la primavera del año próximo.",
            "az",
            "es",
            True,
        ),
        (
            "Ministerstwo ogłosiło, że prace w porcie zakończą się wiosną przyszłego roku, a koszty wzrosną.",
            None,
            "pl",
            True,
        ),
        ("Viet Nam and Azerbaijan sign a deal on rice, says a ministry in Ha Noi", "en", "en", None),
        ("港湾局は木曜日、来年末までに東埠頭を延長することで合意した。" * 2, None, "ja", None),
        # Too short to be sure.
        ("Elan", "az_AZ", "az", False),
        ("Итоги", "lang=ru", "ru", None),
        ("Thu ngo", "vi-VN", "vi", False),
    ],
)
def test_what_is_declared_counts_where_the_text_is_too_short(
    text: str, prior: str | None, language: str, sure: bool | None
) -> None:
    found, certain = detect_language(text, prior)
    assert found == language
    assert sure is None or certain is sure


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("en_US", "en"),
        ("az-Latn-AZ", "az"),
        ("English", "en"),
        ("lang=en", "en"),
        ("VN", "vi"),
        ("eng", "en"),
        ("iw", "he"),
        ("", ""),
        ("x", ""),
        ("{{lang}}", ""),
        ("multilingual", ""),
    ],
)
def test_a_code_of_a_language_is_vetted(written: str, code: str) -> None:
    assert normalise_language(written) == code


@pytest.mark.parametrize(
    ("url", "edition"),
    [
        ("https://fr.outlet.example/a/1", "fr"),
        ("https://en.outlet.example/a/1", "en"),
        ("https://outlet.example/az/a-1", "az"),
        ("https://outlet.example/vn/a-1", "vi"),
        ("https://outlet.example/a/1", ""),
        ("https://energy.outlet.example/enter/1", ""),
    ],
)
def test_an_edition_is_named_by_its_address(url: str, edition: str) -> None:
    assert find_edition(url) == edition
