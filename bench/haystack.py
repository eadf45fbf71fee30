"""Articles among which a search must find the right ones: their words, in mentions beside third countries."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from bench.prose import LANGUAGES, Prose
from pipeline.model.events import Vector
from pipeline.model.items import Article, Moment, Verdict
from pipeline.store.articles.content import ArticleWrite
from pipeline.text.meaning import read_meanings

_ASIDE: Mapping[str, Sequence[str]] = {
    "en": (
        "On a state visit to Astana To Lam signed {n} papers; Vietnam and Azerbaijan were named in a list",
        "Crude oil traders in Singapore spoke of SOCAR and Petrovietnam, and of {n} cargoes from Nigeria",
        "The trade fair drew {n} firms from Georgia, Azerbaijan, Vietnam and Peru to its customs seminar",
        "A container train left Xi'an with {n} boxes; the corridor by Alat was only talked about",
        "An ambassador of Japan opened a friendship park, while students of a Baku university won {n} places",
        "LNG from Qatar came to Thi Vai, and a fund looked at offshore wind in {n} countries",
    ),
    "az": (
        "Astanada səfərdə olan To Lam {n} sənəd imzalayıb, Vyetnam və Azərbaycanın adı siyahıda çəkilib",
        "Gömrükdə “yaşıl dəhliz” {n} ölkədə var, Vyetnamda və Azərbaycanda neft alıcıları da maraqlanır",
        "Milli Məclisin komissiyası {n} məsələyə baxıb, dostluq qrupları haqqında Yaponiya danışıb",
        "Universitetlər {n} təqaüd ayırıb, Vyetnamdan və Azərbaycandan tələbələr Türkiyəyə gedəcək",
        "Ələt limanında {n} yük var, terminal Gürcüstan üçündür, Vyetnam və Naxçıvan da çəkilib",
    ),
    "vi": (
        "Tổng Bí thư Tô Lâm thăm Astana, ký {n} văn kiện; Việt Nam và Azerbaijan có trong danh sách",
        "Đường bay thẳng Hà Nội - Tokyo chở {n} khách, hải quan hai nước và Baku được nhắc đến",
        "Doanh nghiệp Việt tại Nga tìm {n} khu công nghiệp, Azerbaijan và dầu mỏ chỉ là ví dụ",
        "Giải taekwondo có {n} võ sĩ, huy chương về Hàn Quốc, đoàn Azerbaijan và Việt Nam cùng dự",
        "Múa rối nước diễn tại Paris {n} đêm, khách từ Baku và Việt Nam đến xem",
    ),
    "ru": (
        "В ходе визита в Астану То Лам подписал {n} документов, Вьетнам и Азербайджан названы в списке",
        "Таможня Грузии открыла зелёный коридор для {n} фур, упомянуты Баку и Вьетнам",
        "Межправительственная комиссия с Японией обсудила кофе, {n} тонн, Вьетнам и Азербайджан в сводке",
        "Чартеры в Нячанг из Алматы вернут в {n} городах, Баку и Вьетнам в прежнем расписании",
        "Алиев принял послов {n} стран, среди них Вьетнам, показ моды прошёл в Сумгаите",
    ),
}
_GRADES = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)
"""Of ten articles: the index keeps mentions, and most of what it keeps are mentions."""
_AGES = (1.0, 30.0, 90.0, 365.0, 730.0, 1095.0)
"""Days."""
_SPREAD = 0.3
"""The length of what is added by chance to a meaning of length 1: as far apart as texts of a language are."""


class Meanings:
    """The meanings of a haystack: so many are read by the model, the others lie near to those, by chance."""

    def __init__(self, read: int, now: datetime) -> None:
        writes = [_make_write(place, now) for place in range(read - read % len(LANGUAGES))]
        self._read = np.array(read_meanings([(w.article.title, w.article.text) for w in writes]))

    def make_meaning(self, place: int) -> Vector:
        """Make the meaning of the article at this place, near to one that was read in its language."""
        number, dimensions = self._read.shape
        own = self._read[place % number]
        if place < number:
            return tuple(own.tolist())
        aside = np.random.default_rng(place).normal(size=dimensions)
        moved = own + _SPREAD * aside / np.linalg.norm(aside)
        return tuple((moved / np.linalg.norm(moved)).round(5).tolist())


def make_haystack(number: int, now: datetime) -> Iterator[ArticleWrite]:
    """Make so many articles of three years; the same number makes the same."""
    for place in range(number):
        yield _make_write(place, now)


def _make_write(place: int, now: datetime) -> ArticleWrite:
    prose = Prose(place)
    language = LANGUAGES[place % len(LANGUAGES)]
    paragraphs = prose.make_paragraphs(language, 3)
    aside = _make_aside(prose.chance, language)
    # Every fifth has it for its headline; the others tell it in the middle.
    title = aside if place % 5 == 0 else prose.make_title(language)
    paragraphs[1] = f"{aside}. {paragraphs[1]}"
    at = now - timedelta(days=prose.chance.choice(_AGES) * prose.chance.random())
    grade = _GRADES[prose.chance.randrange(len(_GRADES))] if place % 5 else 1
    article = Article(
        url=f"https://outlet-{language}.example/hay/{place}",
        source="unlisted",
        language=language,
        title=title,
        text="\n\n".join(paragraphs),
        published=Moment(at=at, on=f"{at:%Y-%m-%d}", rung="json-ld"),
        first_seen_at=at,
        fetched_at=at,
    )
    return ArticleWrite(article, Verdict(grade=grade, reasons=("text",), sentence=aside))


def _make_aside(chance: random.Random, language: str) -> str:
    return chance.choice(_ASIDE[language]).replace("{n}", str(chance.randint(2, 989)))
