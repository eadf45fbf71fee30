"""The catalogues are complete, and what they hold is put together as each language does."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from pipeline.alert import render
from pipeline.alert.render.refusal import Unrenderable
from pipeline.alert.render.wording import LANGUAGES, SOURCE_LANGUAGE, Wording, load_translations
from pipeline.model.drafts import MailLanguage

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
Message = str | tuple[str, ...]


def messages() -> set[Message]:
    """All that the code and the templates say, singular and plural forms together."""
    found = extract_from_dir(
        files(render.__name__), method_map=METHODS, keywords={"gettext": None, "_": None, "ngettext": (1, 2)}
    )
    return {tuple(said) if isinstance(said, (list, tuple)) else said for _, _, said, _, _ in found}


def catalogue(language: MailLanguage) -> Catalog:
    with (files(render.__name__) / "languages" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(text: Message) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_each_message_and_no_other(language: MailLanguage) -> None:
    known = catalogue(language)
    assert {m.id if isinstance(m.id, str) else tuple(m.id) for m in known if m.id} == messages()
    assert not known.obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_fuzzy_and_each_form_is_written(language: MailLanguage) -> None:
    known = catalogue(language)
    assert known.plural_expr == Catalog(locale=language).plural_expr
    for message in known:
        assert not (message.id and message.fuzzy), message.id
        if message.pluralizable:
            assert len(message.string) == known.num_plurals, message.id
        assert all(forms(message.string)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_message(language: MailLanguage) -> None:
    for message in catalogue(language):
        wanted = set(re.findall(r"%\(\w+\)[sd]", forms(message.id)[-1]))
        for form in forms(message.string) if message.id else ():
            assert set(re.findall(r"%\(\w+\)[sd]", form)) == wanted, message.id
            assert re.sub(r"%\(\w+\)[sd]", "", form).count("%") == 0, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_something_else_than_english(language: MailLanguage) -> None:
    same = {m.id for m in catalogue(language) if m.id == m.string}
    assert same <= {"“%(title)s”"}
    assert load_translations(language).gettext("Read the article") != "Read the article"


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("en", {0: "0 stories", 1: "1 story", 2: "2 stories", 21: "21 stories"}),
        ("az", {0: "0 xəbər", 1: "1 xəbər", 2: "2 xəbər", 21: "21 xəbər"}),
        ("vi", {0: "0 tin", 1: "1 tin", 2: "2 tin", 21: "21 tin"}),
        (
            "ru",
            {
                0: "0 новостей",
                1: "1 новость",
                2: "2 новости",
                5: "5 новостей",
                11: "11 новостей",
                14: "14 новостей",
                21: "21 новость",
            },
        ),
    ],
)
def test_a_number_takes_its_plural(language: MailLanguage, numbers: dict[int, str]) -> None:
    wording = Wording(language, "UTC")
    assert {n: wording.ngettext("%(num)d story", "%(num)d stories", n) for n in numbers} == numbers


@pytest.mark.parametrize(
    ("language", "zone", "text"),
    [
        ("en", "Europe/London", "25 November 2026, 20:30 (UTC)"),
        ("az", "Asia/Baku", "26 noyabr 2026, 00:30 (UTC+4)"),
        ("vi", "Asia/Ho_Chi_Minh", "26/11/2026, 03:30 (UTC+7)"),
        ("ru", "Europe/Moscow", "25 ноября 2026 г., 23:30 (UTC+3)"),
        ("en", "Asia/Kolkata", "26 November 2026, 02:00 (UTC+5:30)"),
        ("en", "America/St_Johns", "25 November 2026, 17:00 (UTC-3:30)"),
    ],
)
def test_a_time_is_told_in_the_zone_of_the_recipient(language: MailLanguage, zone: str, text: str) -> None:
    assert Wording(language, zone).format_moment(datetime(2026, 11, 25, 20, 30, tzinfo=UTC)) == text


def test_the_offset_is_that_of_the_time_and_not_of_today() -> None:
    wording = Wording("en", "Europe/London")
    assert wording.format_moment(datetime(2026, 7, 1, 12, tzinfo=UTC)) == "1 July 2026, 13:00 (UTC+1)"


@pytest.mark.parametrize(
    ("language", "short", "country", "tongue"),
    [
        ("en", "5 Nov", "Vietnam", "Azerbaijani"),
        ("az", "5 noy", "Vyetnam", "azərbaycan"),
        ("vi", "05/11", "Việt Nam", "tiếng Azerbaijan"),
        ("ru", "5 нояб.", "Вьетнам", "азербайджанский"),
    ],
)
def test_days_countries_and_languages_have_their_names(
    language: MailLanguage, short: str, country: str, tongue: str
) -> None:
    wording = Wording(language, "UTC")
    assert (
        wording.format_short_day(date(2026, 11, 5)),
        wording.name_country("vn"),
        wording.name_language("az-Latn"),
    ) == (
        short,
        country,
        tongue,
    )


def test_what_has_no_name_keeps_its_code() -> None:
    wording = Wording("en", "UTC")
    assert wording.name_country("XX") == wording.name_country("") == ""
    assert (
        wording.name_country("Q9"),
        wording.name_language("qqq"),
        wording.name_language("und"),
        wording.name_language(""),
    ) == (
        "Q9",
        "qqq",
        "",
        "",
    )


def test_every_language_of_mails_is_known_to_babel() -> None:
    assert [Locale.parse(language).language for language in LANGUAGES] == list(LANGUAGES)


@pytest.mark.parametrize("zone", ["Asia/Bakku", "", "../../etc/passwd", "Asia", "Asia/Baku\n"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(Unrenderable, match="time zone"):
        Wording("en", zone)
