"""Grades: what is on the relation, what only looks like it, and what must not change a grade."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest

from local.sample.record import truth
from pipeline.judge import judge, prescan
from pipeline.judge.reasons import Reason
from pipeline.model import Article, Moment, Verdict
from pipeline.settings import ROOT
from pipeline.topic import SIDES, Topic, load

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load(ROOT / "config" / "topic.yml")


def judged(topic: Topic, title: str, text: str) -> Verdict:
    moment = Moment(at=NOW, on="2026-11-25")
    return judge(Article(url="https://a.example/1", source="a", title=title, text=text, published=moment, seen_at=NOW, fetched_at=NOW), topic)


@pytest.mark.parametrize("record", [r for r in truth() if not r.page or r.grade], ids=lambda r: r.id)
def test_the_sample_articles_have_their_grades(topic: Topic, record: object) -> None:
    text = record.summary if record.outcome else record.text  # type: ignore[attr-defined]
    assert judged(topic, record.title, text).grade == record.grade  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("title", "text", "grade"),
    [
        ("Kazakhstan, Vietnam sign deal", "BAKU, Azerbaijan, May 7. Kazakhstan and Vietnam have signed an agreement on trade.", 0),
        ("Azerbaijan, Vietnam sign deal", "BAKU, Azerbaijan, May 7. Azerbaijan and Vietnam have signed an agreement on trade.", 3),
        ("Azerbaijan, Thailand sign deal", "BAKU, Azerbaijan, May 7. Azerbaijan and Thailand have signed an agreement on trade.", 0),
        ("A race calendar", "There are races in Australia, China, Japan, Bahrain, Azerbaijan, Vietnam, Monaco, Canada and Spain.", 0),
        ("Who needs no visa", "Citizens of Azerbaijan, Vietnam, Thailand, Turkey, Georgia, Kazakhstan and Russia need no visa.", 0),
        ("Veterans recall", "He compared the siege to the Vietnam War in an interview with a paper in Azerbaijan.", 0),
        ("Refiner turns to Nigeria", "Binh Son Refining bought Nigerian crude for its plant in Vietnam.", 0),
        ("At the climate conference", "At COP29 in Baku, Azerbaijan, the delegation from Vietnam presented its climate plan.", 1),
        ("Vietnam Airlines orders jets", "Vietnam Airlines ordered jets. A lessor from Azerbaijan looks on.", 0),
        ("Hợp tác", "Hà Nội (VNA) - Việt Nam và Azerbaijan ký thỏa thuận hợp tác về năng lượng.", 3),
        ("Görüş", "Azərbaycanın xarici işlər naziri Vyetnamın səfirini qəbul edib.", 3),
        ("Встреча", "Посол Вьетнама провёл переговоры с министром энергетики Азербайджана.", 3),
        ("to lam is not a name here", "to lam something in Azerbaijan is a phrase of a trade agreement.", 0),
        ("Weather", "It rained in Baku. It was dry in Hanoi.", 0),
        ("", "Vietnam.", 0),
    ],
)
def test_minimal_texts_have_their_grades(topic: Topic, title: str, text: str, grade: int) -> None:
    assert judged(topic, title or "No headline", text).grade == grade


@pytest.mark.parametrize("record", [r for r in truth() if r.grade == 3 and not r.outcome], ids=lambda r: r.id)
def test_a_grade_is_stable_under_spelling(topic: Topic, record: object) -> None:
    title, text = record.title, record.text  # type: ignore[attr-defined]
    nfd = judged(topic, unicodedata.normalize("NFD", title), unicodedata.normalize("NFD", text))
    assert nfd == judged(topic, title, text)


@pytest.mark.parametrize("name", ["trend-2025-05-07", "vns-2025-05-08"])
def test_the_seeds_are_core(topic: Topic, name: str) -> None:
    text = (ROOT / "config" / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
    verdict = judged(topic, "A headline that says nothing", text.removeprefix(" date 2025-05-08 "))
    assert verdict.grade == 3
    assert "Tô Lâm" in verdict.people
    assert {"SOCAR", "Petrovietnam"} <= set(verdict.organisations)
    assert {"trade", "oil-gas"} <= set(verdict.themes)
    assert set(verdict.reasons) <= {str(r) for r in Reason}


def test_names_have_one_spelling_whatever_the_language(topic: Topic) -> None:
    texts = [
        "Tô Lâm thăm Baku, Azerbaijan.",
        "To Lam Azərbaycana səfər edib, Bakıda olub.",
        "То Лам прибыл с визитом в Азербайджан, в Баку. Вьетнам рад.",
    ]
    for text in texts:
        verdict = judged(topic, "Vietnam", text)
        assert (verdict.people, verdict.places) == (("Tô Lâm",), ("Baku",)), text


def test_the_prescan_lets_every_form_of_both_sides_pass(topic: Topic) -> None:
    for one, two in (SIDES, SIDES[::-1]):
        anchor = topic.sides[two].country[0].strip("*")
        for form in topic.evidence(one):
            shown = form.strip("=").replace("*", "")
            for text in (shown, shown.upper(), unicodedata.normalize("NFD", shown), shown.replace("ə", "&#601;"), shown.title()):
                assert prescan(f"<p>{text}</p> <p>{anchor}</p>", topic), (form, text)


@pytest.mark.parametrize("page", ["", "<p>Azerbaijan only</p>", "<p>Việt Nam và thế giới</p>", "<p>nothing at all</p>"])
def test_the_prescan_throws_away_what_names_one_side(topic: Topic, page: str) -> None:
    assert not prescan(page, topic)
