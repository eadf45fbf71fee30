"""A mail of any length stays whole below what mail programs cut, and loses no story without a word."""

from __future__ import annotations

import pytest
from lxml import html as markup

from pipeline.alert.render.fitting import MOST_BYTES
from pipeline.alert.render.wording import LANGUAGES
from pipeline.model.drafts import Item, MailLanguage, OtherStory
from tests.pipeline.alert.render.drafts import ENERGY, SCHOOL, TRADE, VISIT, digest, immediate
from tests.pipeline.alert.render.test_html import html_of, shown
from tests.pipeline.alert.render.test_plain import text_of

CYRILLIC = "%D0%90%D0%B7%D0%B5%D1%80%D0%B1%D0%B0%D0%B9%D0%B4%D0%B6%D0%B0%D0%BD"
"""A word as it stands in an address: six times as long."""
STOP = "https://azvn.example/stop?id=leyla"


def make_stories(number: int, address: str = "") -> tuple[Item, ...]:
    """Different stories of all kinds, each with an address of its own."""
    kinds = (ENERGY, VISIT, TRADE, SCHOOL)
    stories = []
    for n in range(number):
        about = {"story": str(n), "url": f"https://a.example/{n}/{address}"}
        stories.append(kinds[n % 4].model_copy(update=about))
    return tuple(stories)


def name_stories(number: int, address: str = "") -> tuple[OtherStory, ...]:
    named = OtherStory(url="", title=TRADE.title, source="Вестник Каспия", language="ru")
    return tuple(named.model_copy(update={"url": f"https://b.example/{n}/{address}"}) for n in range(number))


def list_links(html: str) -> set[str]:
    return {a.get("href") for a in markup.document_fromstring(html).iter("a") if a.get("href")}


SIZES = [(1, 0), (5, 0), (30, 2), (30, 90), (30, 300)]
ADDRESSES = ["a", CYRILLIC * 8, "&" * 700, CYRILLIC * 28]


@pytest.mark.parametrize(("told", "named"), SIZES)
@pytest.mark.parametrize("address", ADDRESSES, ids=["short", "cyrillic", "escaped", "endless"])
def test_the_whole_mail_stays_below_what_mail_programs_cut(told: int, named: int, address: str) -> None:
    draft = digest("ru", *make_stories(told, address), headlines=name_stories(named, address), more=named)
    html = html_of(draft, unsubscribe=STOP)
    assert len(html.encode()) <= MOST_BYTES
    links = list_links(html)
    assert STOP in links
    # The first are told whatever the addresses, and none is lost without a word.
    assert {f"https://a.example/{n}/{address}" for n in range(min(told, 5))} <= links
    shown_ones = sum(link.startswith(("https://a.example/", "https://b.example/")) for link in links)
    unseen = told + named - shown_ones
    assert unseen >= 0
    if unseen:
        assert f"ещё {unseen} новост" in shown(html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_room_is_named_with_its_address(language: MailLanguage) -> None:
    address = CYRILLIC * 4
    draft = digest(language, *make_stories(30, address), headlines=name_stories(90, address), more=90)
    html = html_of(draft)
    assert len(html.encode()) <= MOST_BYTES
    named = {f"https://b.example/{n}/{address}" for n in range(90)}
    assert {f"https://a.example/{n}/{address}" for n in range(30)} | named <= list_links(html)
    assert named <= {line.partition("] ")[2] for line in text_of(draft).splitlines() if line[:1] == "["}


def test_an_address_beyond_all_measure_is_left_out_and_the_story_told() -> None:
    address = "https://a.example/" + "x" * 9000
    copies = ENERGY.also_in[0].model_copy(update={"url": address})
    html = html_of(immediate("en", ENERGY.model_copy(update={"url": address, "also_in": (copies,) * 6})))
    assert address not in html
    assert ENERGY.title in shown(html)
    assert "Hanoi Herald" in shown(html)


def test_stories_as_long_as_they_may_be_stay_below_it() -> None:
    names = tuple("Nguyễn Thị Thanh Hương " * 5 + str(n) for n in range(20))
    long = SCHOOL.model_copy(
        update={
            "excerpt": "Azərbaycanda təhsil. " * 60,
            "title": "Vyetnamlı tələbələr " * 20,
            "also_in": ENERGY.also_in * 4,
            "people": names,
            "organisations": names,
        }
    )
    assert len(html_of(digest("ru", *[long] * 30)).encode()) <= MOST_BYTES


def test_a_long_mail_opens_with_an_index_in_groups() -> None:
    draft = digest("en", *make_stories(8), more=0)
    links = list_links(html_of(draft))
    anchors = {a.get("name") for a in markup.document_fromstring(html_of(draft)).iter("a")} - {None}
    assert anchors == {f"s{n}" for n in range(1, 9)}
    assert {f"#{name}" for name in anchors} <= links
    groups = ("Energy · 2 stories", "Diplomacy · 2 stories", "Trade · 2 stories", "Education · 2 stories")
    for text in (shown(html_of(draft)), text_of(draft)):
        places = [text.partition("In this mail")[2].index(label) for label in groups]
        assert places == sorted(places)


def test_a_mail_of_five_stories_has_neither_index_nor_groups() -> None:
    draft = digest("en", *make_stories(5), more=0)
    for text in (shown(html_of(draft)), text_of(draft)):
        assert "In this mail" not in text
        assert "Trade ·" not in text
