"""The right language, or the outlet's with a mark of low confidence."""

from __future__ import annotations

import pytest

from pipeline.read.extract import detect_language

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
