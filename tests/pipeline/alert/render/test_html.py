"""The HTML of a mail is safe, whole, and stands without anything from outside."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError
from lxml import html as markup

from pipeline.alert.render import render_mail
from pipeline.alert.render.html import _make_environment
from pipeline.alert.render.wording import LANGUAGES
from pipeline.model.drafts import Draft, MailLanguage
from tests.pipeline.alert.render.drafts import (
    ENERGY,
    SENDER,
    TRADE,
    VISIT,
    digest,
    immediate,
    nothing,
)


def html_of(draft: Draft, **more: str) -> str:
    part = render_mail(draft, sender=SENDER, **more).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def shown(html: str) -> str:
    """What a reader sees, white space collapsed."""
    body = markup.document_fromstring(html).find("body")
    return " ".join(body.text_content().split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [immediate, digest, nothing])
def test_nothing_is_loaded_from_outside(language: MailLanguage, make: object) -> None:
    assert callable(make)
    tree = markup.document_fromstring(html_of(make(language)))
    sources = {
        e.get(a)
        for e in tree.iter()
        for a in ("src", "background", "srcset", "poster")
        if isinstance(e.tag, str) and e.get(a)
    }
    assert all(source.startswith("cid:") for source in sources)
    assert not re.search(r"url\(|@import|<link|<script|<iframe|<form", html_of(make(language)))
    assert tree.get("lang") == language


def test_a_story_has_its_links() -> None:
    tree = markup.document_fromstring(html_of(immediate("vi")))
    links = {a.text_content(): a.get("href") for a in tree.iter("a")}
    assert links[ENERGY.title] == links["Đọc bài viết"] == ENERGY.url
    assert links["Dịch"].startswith(
        "https://translate.google.com/translate?sl=en&tl=vi&u=https%3A%2F%2Fcaspian-courier.example"
    )
    assert links["Mở trong Kibana"].startswith(
        "https://kibana.azvn.example/s/monitor/app/discover#/?_g=(time:(from:%272026-11-10T"
    )
    assert links["Hanoi Herald (Việt Nam)"] == "https://hanoi-herald.example/a/77"


def test_words_are_marked_and_the_language_of_the_text_is_told() -> None:
    tree = markup.document_fromstring(html_of(immediate("en", VISIT)))
    assert [b.text for b in tree.iter("b") if b.get("class") == "hit"] == ["Baku", "Việt Nam", "Azerbaijan"]
    assert {e.get("lang") for e in tree.iter("h2", "p") if e.get("lang")} == {"vi"}


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "en",
            [
                "Daily digest: 14 stories",
                "12 Nov17 stories",
                "Most: 11 on 12 Nov",
                "and 10 more stories – see them in Kibana",
                "Updated",
            ],
        ),
        (
            "az",
            [
                "Gündəlik icmal: 14 xəbər",
                "12 noy17 xəbər",
                "Ən çox: 11 (12 noy)",
                "və daha 10 xəbər – Kibana-da bax",
                "Yenilənib",
            ],
        ),
        (
            "vi",
            [
                "Điểm tin hằng ngày: 14 tin",
                "12/1117 tin",
                "Nhiều nhất: 11 (ngày 12/11)",
                "và 10 tin khác – xem trong Kibana",
                "Cập nhật",
            ],
        ),
        (
            "ru",
            [
                "Ежедневная сводка: 14 новостей",
                "12 нояб.17 новостей",
                "Больше всего: 11 (12 нояб.)",
                "и ещё 10 новостей",
                "Обновлено",
            ],
        ),
    ],
)
def test_a_digest_speaks_the_language_of_its_reader(language: MailLanguage, parts: list[str]) -> None:
    text = shown(html_of(digest(language)))
    for part in parts:
        assert part in text
    for label in ("Read the article", "By language", "You get this mail"):
        assert (label in text) == (language == "en")


def test_the_picture_says_its_numbers_in_words() -> None:
    image = next(markup.document_fromstring(html_of(digest("en"))).iter("img"))
    assert (
        image.get("alt")
        == "Stories a day, 29 Oct – 25 Nov: week of 29 Oct: 4; week of 5 Nov: 4; week of 12 Nov: 17; week of"
        " 19 Nov: 17; most: 11 on 12 Nov"
    )


def test_nothing_new_is_said_once_with_the_number_of_sources() -> None:
    text = shown(html_of(nothing("az")))
    health = "116 mənbə yoxlanılıb, 3 mənbədə yeni xəbər yoxdur."
    assert text.count(f"İzlədiyiniz mövzular üzrə yenilik yoxdur.{health}") == 1


def test_a_correction_shows_both_wordings() -> None:
    tree = markup.document_fromstring(html_of(immediate("ru", TRADE)))
    assert [s.text for s in tree.iter("s")] == [
        "Товарооборот Азербайджана и Вьетнама вырос на 83 процента",
        "22 ноября 2026 г.",
    ]


def test_a_test_is_told_in_the_mail() -> None:
    assert "This is a test" in shown(html_of(immediate("en", test=True)))
    assert "This is a test" not in shown(html_of(immediate("en")))


def test_what_an_article_says_is_text_and_not_markup() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x">&amp;\'"'
    item = ENERGY.model_copy(
        update=dict.fromkeys(["title", "source", "excerpt", "language", "country"], evil)
        | {"people": (evil,)}
    )
    html = html_of(immediate("en", item, watches=(evil,)))
    tree = markup.document_fromstring(html)
    assert not list(tree.iter("script", "img"))
    assert next(tree.iter("h2")).text_content() == evil


def test_an_unsafe_address_is_shown_without_a_link() -> None:
    tree = markup.document_fromstring(
        html_of(immediate("en", ENERGY.model_copy(update={"url": "javascript:alert(1)"})))
    )
    assert next(tree.iter("h2")).text_content() == ENERGY.title
    assert not [a for a in tree.iter("a") if not a.get("href").startswith("https://")]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "(Vietnam), state media 24 November 2026, 08:30 (UTC) · in Vietnamese · core"),
        ("az", "(Vyetnam), dövlət mediası 24 noyabr 2026, 12:30 (UTC+4) · vyetnam dilində · əsas"),
        ("vi", "(Việt Nam), báo chí nhà nước 24/11/2026, 15:30 (UTC+7) · bằng tiếng Việt · trọng tâm"),
        (
            "ru",
            "(Вьетнам), государственное СМИ 24 ноября 2026 г., 11:30 (UTC+3) · язык: вьетнамский · главное",
        ),
    ],
)
def test_grade_and_kind_of_outlet_are_said_in_a_word(language: MailLanguage, words: str) -> None:
    html = html_of(immediate(language, VISIT)).replace("<br>", " ").replace("&nbsp;", " ")
    assert words in shown(html).replace("\N{NO-BREAK SPACE}", " ")


def test_a_name_that_a_template_does_not_get_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        _make_environment("en").from_string("{{ missing }}").render()
