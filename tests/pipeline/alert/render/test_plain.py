"""The text of a mail fits a terminal and says what the HTML says."""

from __future__ import annotations

import re

import pytest
from wcwidth import wcswidth

from pipeline.alert.render import render_mail
from pipeline.alert.render.plain import COLUMNS
from pipeline.alert.render.wording import LANGUAGES
from pipeline.model.drafts import Draft, MailLanguage
from tests.pipeline.alert.render.drafts import ENERGY, NOW, SENDER, TRADE, digest, immediate, nothing

ADDRESS = re.compile(r" *(\[\d+\] |[^:]+: )?https?://\S+")


def text_of(draft: Draft, **more: str) -> str:
    part = render_mail(draft, sender=SENDER, **more).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [immediate, digest, nothing])
def test_lines_fit_the_terminal(language: MailLanguage, make: object) -> None:
    assert callable(make)
    for line in text_of(make(language), unsubscribe="https://azvn.example/stop").splitlines():
        assert wcswidth(line) <= COLUMNS or ADDRESS.fullmatch(line), line


def test_wide_characters_count_twice() -> None:
    wide = ENERGY.model_copy(update={"title": "越南国家主席抵达巴库出席签字仪式" * 6, "language": "zh"})
    title = text_of(immediate("en", wide)).splitlines()[3:6]
    assert [wcswidth(line) for line in title[:2]] == [COLUMNS, COLUMNS]
    assert [len(line) for line in title[:2]] == [COLUMNS // 2, COLUMNS // 2]


def test_a_single_story_is_told_whole() -> None:
    text = text_of(immediate("en"))
    assert text.startswith(
        "Azerbaijan–Vietnam news monitor\n\n" + "-" * COLUMNS + "\nVietnam and Azerbaijan agree"
    )
    for part in (
        "\nCaspian Courier (Azerbaijan), independent media\n",
        "\n25 November 2026, 02:30 (UTC) · in English · core\n",
        "ministers of *Vietnam* and *Azerbaijan* signed",
        "\n\nBoth sides want the contracts ready before the summer.\n",
        "\nPeople: Trần Quốc Khải, Rəşad Quliyev\nOrganisations: SOCAR, PetroVietnam\n",
        "\nAlso in: Hanoi Herald (Vietnam) [1], Xəzər Xəbər (Azerbaijan) [2]\n",
        "\nFound by the watches: “Energy and oil”, “Everything that matters”\n",
        f"\n{ENERGY.url}\nOpen in Kibana [3]\n",
        "\n[1] https://hanoi-herald.example/a/77\n",
        "\n[3] https://kibana.azvn.example/s/monitor/app/discover#/?_g=",
    ):
        assert part in text


def test_a_digest_opens_with_four_weeks_and_counts() -> None:
    opening = text_of(digest("en")).split("-" * COLUMNS)[0]
    assert opening.splitlines() == [
        "Azerbaijan–Vietnam news monitor",
        "Daily digest: 14 stories",
        "24 November 2026, 04:30 – 25 November 2026, 04:30 (UTC)",
        "",
        "Stories a day, 29 Oct – 25 Nov",
        "  ·▁··▂·▁  ···▃▁··  █▃▁··▁·  ·▂··▁▄▇",
        "  29 Oct   5 Nov    12 Nov   19 Nov",
        "  4        4        17       17",
        "  Most: 11 on 12 Nov",
        "",
        "By language: English 6 · Azerbaijani 4 · Vietnamese 3 · Russian 1",
        "By country: Azerbaijan 7 · Vietnam 5 · United Kingdom 1 · Russia 1",
        "",
    ]


def test_what_was_left_out_is_counted_and_linked() -> None:
    text = text_of(digest("en"))
    assert "… and 10 more stories – see them in Kibana [10]" in text
    assert "\n[10] https://kibana.azvn.example/" in text
    assert "… and 1 more story\n" in text_of(digest("en", more=1, kibana=None))


def test_nothing_new_is_said_with_the_number_of_sources() -> None:
    text = text_of(nothing("en"))
    assert "Weekly digest: nothing new" in text
    assert "Nothing new for your watches.\n" in text
    assert "116 sources asked, 3 silent.\n" in text


def test_a_correction_says_what_changed() -> None:
    text = text_of(immediate("en", TRADE))
    assert "[Updated] Товарооборот" in text
    assert "\n  Published\n    before: 22 November 2026\n    now: 23 November 2026\n" in text
    assert "вырос на 83 процента\n    now: Товарооборот" in text


def test_a_day_is_not_moved_by_the_zone_and_tells_when_it_was_found() -> None:
    text = text_of(
        immediate(
            "en", TRADE, recipient=immediate().recipient.model_copy(update={"zone": "Pacific/Auckland"})
        )
    )
    assert "\n23 November 2026 · in Russian · substantial\nfound 25 November 2026, 08:30 (UTC+13)\n" in text


def test_an_article_found_long_after_its_date_says_so() -> None:
    assert "found 25 November 2026, 02:40 (UTC)" in text_of(
        immediate("en", ENERGY.model_copy(update={"published_at": NOW.replace(day=20)}))
    )
    assert "found " not in text_of(immediate("en")).split("Found by")[0]


def test_without_kibana_there_is_no_link_to_it() -> None:
    assert "Kibana" not in text_of(digest("en", kibana=None))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_zone_that_is_its_own_offset_is_named_once(language: MailLanguage) -> None:
    draft = immediate(language)
    reader = draft.recipient.model_copy(update={"zone": "UTC"})
    text = text_of(draft.model_copy(update={"recipient": reader}))
    assert "UTC (UTC)" not in text
    assert any("UTC" in line and ":" not in line for line in text.splitlines())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Stop these mails: a mail to monitor@azvn.example with the subject “unsubscribe leyla”"),
        (
            "az",
            "Abunəliyi dayandır: monitor@azvn.example ünvanına “unsubscribe leyla” mövzulu",
        ),
        ("vi", "Hủy đăng ký nhận thư: gửi thư tới monitor@azvn.example với tiêu đề “unsubscribe leyla”"),
        ("ru", "Отписаться от этих писем: письмо на адрес monitor@azvn.example с темой «unsubscribe leyla»"),
    ],
)
def test_a_mail_that_stops_the_mails_is_described_in_words(language: MailLanguage, words: str) -> None:
    text = text_of(immediate(language), unsubscribe="mailto:monitor@azvn.example?subject=unsubscribe%20leyla")
    assert words in " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "rest"),
    [
        ("en", "and 1 more person"),
        ("az", "və daha 1 nəfər"),
        ("vi", "và 1 người khác"),
        ("ru", "и ещё 1 человек"),
    ],
)
def test_people_who_are_not_named_are_counted_as_people(language: MailLanguage, rest: str) -> None:
    names = tuple(f"Person {number}" for number in range(13))
    assert f"Person 11 {rest}" in " ".join(
        text_of(immediate(language, ENERGY.model_copy(update={"people": names}))).split()
    )
