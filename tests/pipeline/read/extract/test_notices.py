"""Labels of links, by-lines, addresses and invitations that stand in a text are no part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.read.extract.notices import is_byline, is_label, strip_notices
from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

TEXT = "\n".join(PARAGRAPHS)
FIRST, *OTHERS = (f"<p>{p}</p>" for p in PARAGRAPHS)
REST = "".join(OTHERS)
LINK = "<a href='/n/2'>Fishermen ask for a landing stage</a>"


@pytest.mark.parametrize(
    "between",
    [
        f"<p>READ ALSO | {LINK}</p>",
        f"<p>Həmçinin oxuyun: {LINK}</p>",
        f"<p>Читайте также: {LINK}</p>",
        f"<p>Xem thêm: {LINK}</p>",
        f"<p>Read more:</p><p>{LINK}</p>",
        f"<p>Mövzu üzrə:<br>{LINK}<br><a href='/n/3'>Cranes for the quay arrive in March</a></p>",
        f"<p>Related:</p><ul class='links'><li>{LINK}</li><li><a href='/n/3'>Cranes arrive</a></li></ul>",
    ],
)
def test_a_label_goes_with_the_links_behind_it(
    read: Callable[..., Any], page_of: Callable[..., str], between: str
) -> None:
    assert read(page_of(text=FIRST + between + REST)).text == TEXT


def test_a_label_of_what_is_told_stays(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    listed = "<p>The board named:</p><ul><li>two cranes for the quay;</li><li>a landing stage.</li></ul>"
    told = "The board named:\ntwo cranes for the quay;\na landing stage."
    found = read(page_of(text=FIRST + listed + REST)).text
    assert found == "\n".join((PARAGRAPHS[0], told, *PARAGRAPHS[1:]))


@pytest.mark.parametrize(
    "line",
    [
        "By Ayla Sample Nov. 11, 2026 | 2:30 p.m. | Updated Nov. 12, 2026",
        "11.11.2026, 14:30 | 4 dəqiqəlik oxu",
        "11/11/2026 14:30 Thứ Tư",
        "11 ноября 2026, 14:30 - Пётр Пример",
    ],
)
def test_the_line_of_date_and_author_above_the_text_is_no_text(
    read: Callable[..., Any], page_of: Callable[..., str], line: str
) -> None:
    assert is_byline(line)
    assert read(page_of(text=f"<p>{line}</p>{FIRST}{REST}")).text == TEXT


@pytest.mark.parametrize(
    "line", ["BAKU, November 11, 2026", "Ha Noi, 11.11.2026", "The board met on November 11, 2026."]
)
def test_a_dateline_and_a_sentence_with_a_day_are_text(line: str) -> None:
    assert not is_byline(line) or line.endswith(".")


def test_the_headline_once_more_behind_its_kicker_is_no_text(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    assert read(page_of(text=f"<h2><span>Port of the coast</span> {TITLE}</h2>{FIRST}{REST}")).text == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "ayla.sample@morning-post.example",
        "Have you seen the cranes? Write to news@morning-post.example",
        "Follow Ayla Sample at @aylasample",
        "Follow us on Telegram for more stories.",
        "Sign up for our weekly newsletter.",
        "Kanalımıza abunə olun!",
        "Bizi Facebook-da izləyin",
        "Подписывайтесь на наш канал и читайте нас первыми!",
        "Следите за нашими новостями",
        "Theo dõi chúng tôi trên Facebook",
        "Related content:",
        "Views: 204",
        "Baxılıb: 431",
        "Lượt xem: 308",
        "Количество показов: 12",
    ],
)
def test_an_address_or_an_invitation_at_the_end_is_no_text(
    read: Callable[..., Any], page_of: Callable[..., str], line: str
) -> None:
    assert strip_notices(f"{TEXT}\n{line}") == TEXT
    assert read(page_of(text=f"{FIRST}{REST}<p>{line}</p>")).text == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement · Scroll to continue",
        "Реклама",
        "Like this page? Click here to subscribe for full access. Four dollars a month.",
        "The Morning Tide newsletter: all that moves on the coast, every day, for free."
        " Sign up <a href='/nl'>here</a>.",
        "Our rules: the charter of the coast's reporters, opens new tab",
        "Views of columnists do not necessarily reflect those of the editors.",
        "Müəllifin fikri redaksiyanın mövqeyi ilə üst-üstə düşməyə bilər.",
        "Nội dung không phản ánh quan điểm của ban biên tập.",
        "To view this film please enable JavaScript, and think of a browser that can show it",
        "Stay in touch with us wherever you are.",
        "Sign up now: What moves on the coast",
        "Мнение автора может не совпадать с позицией редакции.",
        "Мнение редакции не обязательно совпадает с мнением автора.",
        "Spotted a typo? Tell us.",
        "Нашли опечатку? Выделите её мышью",
        "Mətndə səhv varsa, onu seçib bizə göndərin",
        "Phát hiện lỗi trong bài, hãy bôi đen và gửi cho chúng tôi",
        "Summarised by software and checked by an editor. How we use it",
        "This transcript was produced automatically and may contain errors.",
        "Bu xülasə süni intellekt tərəfindən hazırlanıb",
        "Tóm tắt được tạo bởi trí tuệ nhân tạo",
        "Перевод сделан с помощью нейросети",
        "Читайте нас там, где удобно",
        "Читайте Утренний порт в Telegram.",
        "* Mời bạn đọc vào chuyên mục Bến cảng để xem các tin khác.",
    ],
)
def test_what_a_page_says_to_its_readers_is_no_text_wherever_it_stands(
    read: Callable[..., Any], page_of: Callable[..., str], line: str
) -> None:
    assert read(page_of(text=f"{FIRST}<div><p>{line}</p></div>{REST}")).text == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement in the harbour has been forbidden since the storm of 2019, the board said.",
        "The figures do not reflect the views of the ministry, its spokesman said on Friday.",
        "Реклама в порту подорожала вдвое, сообщил начальник порта.",
        "The auditors spotted an error in the books of the harbour and told the board of it.",
        "The report was written by software that the board had bought a year before.",
        "Перевод договора на вьетнамский язык был сделан в порту, сообщил начальник.",
    ],
)
def test_news_of_such_things_stay_in_the_text(
    read: Callable[..., Any], page_of: Callable[..., str], line: str
) -> None:
    assert line in read(page_of(text=f"{FIRST}<p>{line}</p>{REST}")).text


@pytest.mark.parametrize(
    "line",
    [
        "Three more ports sign up to the pact, the ministry said.",
        "The company told its readers so in a newsletter on Friday.",
        "“We follow what the harbour does,” the minister said on Thursday.",
        "Səfir nümayəndə heyətini xalqların dostluğu naminə qarşıladı.",
    ],
)
def test_a_sentence_of_news_at_the_end_stays(line: str) -> None:
    assert strip_notices(f"{TEXT}\n{line}") == f"{TEXT}\n{line}"


def test_a_sentence_in_one_line_with_an_address_keeps_the_sentence() -> None:
    sentence = "The fishermen are to hear of it before the first part of the quay is done."
    assert strip_notices(f"{TEXT}\n{sentence} Ayla Sample a.s@post.example") == f"{TEXT}\n{sentence}"


@pytest.mark.parametrize(
    ("line", "label"), [("The winners:", True), ("Читайте также：", True), ("It ended.", False)]
)
def test_a_short_line_that_ends_with_a_colon_is_a_label(line: str, label: bool) -> None:
    assert is_label(line) is label


def test_nothing_short_behind_an_agencys_sign_off_is_text() -> None:
    sign_off = "(Reporting by Ayla Sample in Baku; Editing by Tom Arkwright)"
    rules = "Our rules: the charter of the coast"
    assert strip_notices(f"{TEXT}\n{sign_off}\n{rules}") == f"{TEXT}\n{sign_off}"
    assert strip_notices(f"{sign_off}\n{TEXT}") == f"{sign_off}\n{TEXT}"
