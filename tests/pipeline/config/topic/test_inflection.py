"""Case endings by rule, and the countries that babel knows."""

from __future__ import annotations

import pytest

from pipeline.config.topic import Topic, load_topic
from pipeline.config.topic.countries import collect_names, load_names
from pipeline.config.topic.inflection import decline_russian, derive_russian, inflect_azerbaijani
from tests.pipeline.config.topic.test_topic import FILE


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load_topic(FILE)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("bayramov", "bayramovun bayramovu bayramova bayramovda bayramovdan bayramovla bayramovdur"),
        ("əliyev", "əliyevin əliyevi əliyevə əliyevdə əliyevdən əliyevlə əliyevdir"),
        ("şanq", "şanqın şanqı şanqa şanqda"),
        ("cabbarlı", "cabbarlının cabbarlıya cabbarlını cabbarlıyla"),
        ("mehdizadə", "mehdizadənin mehdizadəyə mehdizadəni mehdizadədən"),
        ("kıonq", "kıonqun kıonqa"),
        ("dostluq", "dostluğun dostluğa dostluğu"),
        ("bişkek", "bişkekin bişkeyə"),
        ("hürmüz", "hürmüzün hürmüzə hürmüzü"),
        ("şəki", "şəkidədir şəkidəndir şəkiyədək"),
        ("laçın", "laçındadır laçınadək"),
        ("chính", "chínhin chínhə"),
        ("fpt", "fptın fptin"),
    ],
)
def test_azerbaijani_endings_follow_the_vowels(word: str, forms: str) -> None:
    assert set(forms.split()) <= set(inflect_azerbaijani(word))
    assert inflect_azerbaijani(word)[0] == word


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("байрамов", "байрамова байрамову байрамовым байрамове"),
        ("гафарова", "гафаровой гафарову"),
        ("минь", "миня миню минем мине"),
        ("чонг", "чонга чонгу чонгом чонге"),
        ("сахиба", "сахибы сахибе сахибу сахибой"),
        ("ханой", "ханоя ханою ханоем ханое"),
        ("нахичевань", "нахичевани нахичеванью"),
        ("шуша", "шуши шуше шушу"),
        ("баку", ""),
        ("зевальди", ""),
    ],
)
def test_russian_endings_follow_the_stem(word: str, forms: str) -> None:
    assert set(forms.split()) <= set(decline_russian(word))
    assert forms or decline_russian(word) == (word,)


@pytest.mark.parametrize(
    ("city", "adjective"),
    [
        ("сумгаит", "сумгаитского"),
        ("ленкорань", "ленкоранская"),
        ("хайфон", "хайфонские"),
        ("далат", "далатских"),
        ("баку", ""),
        ("гобустан", "гобустанскую"),
        ("шеки", ""),
        ("hanoi", ""),
    ],
)
def test_russian_cities_have_adjectives(city: str, adjective: str) -> None:
    assert adjective in derive_russian(city) if adjective else derive_russian(city) == ()


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Ceyhun Bayramovun səfəri", "Jeyhun Bayramov"),
        ("Əli Əsədovla görüş", "Ali Asadov"),
        ("Çıonq Tan Şanqın dəvəti", "Trương Tấn Sang"),
        ("с Лыонг Кыонгом", "Lương Cường"),
        ("Джейхуну Байрамову", "Jeyhun Bayramov"),
        ("Шовги Камал оглы Мехдизаде", "Shovgi Mehdizade"),
        ("Ceyhun Əziz oğlu Bayramov", "Jeyhun Bayramov"),
        ("Cyanh Tan Shang", "Trương Tấn Sang"),
        ("Сагибе Гафаровой", "Sahiba Gafarova"),
        ("Heydar Aliev", "Heydar Aliyev"),
        ("Pham Minh Chinhlə", "Phạm Minh Chính"),
        ("Vương Đình Huệ", "Vương Đình Huệ"),
        ("Фан Ван Зангу", "Phan Văn Giang"),
    ],
)
def test_a_person_is_found_in_any_case_and_spelling(text: str, person: str, topic: Topic) -> None:
    assert person in {m.term.name for m in topic.lexicon.find_terms(text)}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("la Biélorussie", "belarus"),
        ("Tschechien", "czechia"),
        ("Yunanıstanda", "greece"),
        ("алжирскими", "algeria"),
        ("Qvatemalanın", "guatemala"),
        ("Bishkek", "kyrgyzstan"),
        ("Thổ Nhĩ Kỳ", "turkiye"),
        ("Мьянмой", "myanmar"),
        ("Nigerian", "nigeria"),
    ],
)
def test_countries_are_known_in_many_languages(text: str, country: str, topic: Topic) -> None:
    found = [m.term for m in topic.lexicon.find_terms(text, cased=False)]
    assert {term.name for term in found if term.kind == "other"} == {country}


@pytest.mark.parametrize("text", ["Nhà Trắng", "abstained", "того", "the reunion of old friends"])
def test_words_that_only_look_like_names_are_none(text: str, topic: Topic) -> None:
    assert [
        m.term.name for m in topic.lexicon.find_terms(text) if m.term.side or m.term.kind == "other"
    ] == []


@pytest.mark.parametrize(
    ("text", "language", "theme"),
    [
        ("hải quân", "vi", "trade"),
        ("Elmar mədəni irs", "az", "oil-gas"),
        ("cây chè", "vi", "diplomacy"),
        ("the gap", "en", "visit"),
    ],
)
def test_words_belong_to_a_language(text: str, language: str, theme: str, topic: Topic) -> None:
    assert theme not in {m.term.name for m in topic.lexicon.find_terms(text, language=language)}


def test_the_table_of_countries_is_what_babel_says() -> None:
    said = {code: {key: tuple(some) for key, some in names.items()} for code, names in load_names().items()}
    assert said == collect_names()
