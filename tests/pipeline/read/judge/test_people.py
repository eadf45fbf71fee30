"""Who is named: nobody's namesake, and strangers beside an office in one spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.config.topic import Topic
from pipeline.model.items import Article
from pipeline.read.judge import judge_article


@pytest.mark.parametrize(
    ("language", "text", "people"),
    [
        ("vi", "Cố Tổng thống Aliyev từng thăm Việt Nam.", {"Heydar Aliyev"}),
        ("vi", "Tổng thống Aliyev thăm Việt Nam.", {"Ilham Aliyev"}),
        ("vi", "Học viện Chính trị quốc gia Hồ Chí Minh đón khách Azerbaijan.", set()),
        ("en", "The Heydar Aliyev Center hosts Vietnamese painters.", set()),
        ("en", "He was given the Ho Chi Minh Prize and flew to Ho Chi Minh City.", set()),
        ("ru", "Проспект Гейдара Алиева закрыт, сообщили во Вьетнаме.", set()),
        ("az", "Heydər Əliyev Fondu Vyetnama hədiyyə göndərib.", set()),
        ("en", "Vietnamese Deputy Minister Le Van Tam met colleagues.", {"Le Van Tam"}),
        ("vi", "Thứ trưởng Ngoại giao Lê Văn Tâm thăm Baku.", {"Le Van Tam"}),
        ("ru", "Заместитель министра Ле Ван Там посетил Баку.", {"Le Van Tam"}),
        ("ru", "Министр промышленности и торговли Фуад Мехтиев посетил Ханой.", {"Fuad Mekhtiyev"}),
        ("az", "Vyetnamın nazir müavini Le Van Tam Bakıda idi. Səfiri Le Van Tamın sözləri.", {"Le Van Tam"}),
        ("en", "The Minister said Baku Port was open.", set()),
        ("en", "Minister of Economy Mikayil Jabbarov spoke in Hanoi.", {"Mikayil Jabbarov"}),
        (
            "en",
            "The President of the European Council spoke, and the rector of the Diplomatic Academy.",
            set(),
        ),
        ("en", "General Secretary of the Central Committee To Lam came to Baku.", {"Tô Lâm"}),
        (
            "en",
            "Deputy Minister of National Defence Senior Lieutenant General Hoang Xuan Chien came.",
            {"Hoang Xuan Chien"},
        ),
        ("en", "He is Deputy Prime Minister and Foreign Minister.", set()),
        ("az", "Nazir müavini Qoşulmama Hərəkatının toplantısında çıxış edib.", set()),
        ("az", "Nazir müavini Elşad Nəsirovun sözlərinə görə, yük yola düşüb.", {"Elshad Nasirov"}),
        ("az", "Agentliyin sədri APA-ya bildirib.", set()),
        ("vi", "Bộ trưởng Bộ Quốc phòng tiếp đoàn Azerbaijan.", set()),
        ("vi", "Tổng thống Mỹ Donald Trump gặp đoàn Azerbaijan.", {"Donald Trump"}),
    ],
)
def test_people_are_told_apart_by_what_stands_beside_them(
    language: str, text: str, people: set[str], topic: Topic, article: Callable[..., Article]
) -> None:
    verdict = judge_article(article("Azerbaijan and Vietnam", text, language=language), topic)
    assert set(verdict.people) == people


@pytest.mark.parametrize(
    ("title", "text", "sentence"),
    [
        (
            "Leaders meet",
            "President Ilham Aliyev has received To Lam in Baku.\nThey spoke for two hours.\nTrade between"
            " Azerbaijan and Vietnam was named by the ambassador as well.",
            "President Ilham Aliyev has received To Lam in Baku.",
        ),
        (
            "Letter",
            "H.E. Mr. Ilham Aliyev, President of Azerbaijan, wrote to the President of Vietnam.",
            "H.E. Mr. Ilham Aliyev, President of Azerbaijan, wrote to the President of Vietnam.",
        ),
        (
            "Từ Baku",
            "LAN CHI 10:54 | 26/07/2019\nTGVN. Đoàn Việt Nam thăm Azerbaijan hôm thứ Tư.",
            "Đoàn Việt Nam thăm Azerbaijan hôm thứ Tư.",
        ),
    ],
)
def test_the_deciding_sentence_is_the_earliest_that_tells_the_act(
    title: str, text: str, sentence: str, topic: Topic, article: Callable[..., Article]
) -> None:
    assert judge_article(article(title, text), topic).sentence == sentence
