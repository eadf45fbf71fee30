"""Boxes between the paragraphs: those of facts, questions and headings are text, those that ask are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

LEAD, *REST = PARAGRAPHS
TEXT = "\n".join(PARAGRAPHS)
TAIL = "".join(f"<p>{p}</p>" for p in REST)
FACT = "The quay was built in 1931 and has been lengthened twice since then, in 1958 and in 1984."
FIGURES = (
    "<li>731 metres of quay</li>",
    "<li>two cranes of forty tons</li>",
    "<li>nine berths for boats</li>",
)


def page(box: str) -> str:
    body = f"<h1>{TITLE}</h1><div class='text'><p>{LEAD}</p>{box}{TAIL}</div>"
    return f"<html><head><title>{TITLE}</title></head><body><article>{body}</article></body></html>"


@pytest.mark.parametrize(
    ("box", "part"),
    [
        (f"<aside><h4>Background</h4><p>{FACT}</p></aside>", FACT),
        (f"<aside><h4>In figures</h4><ul>{''.join(FIGURES)}</ul></aside>", "two cranes of forty tons"),
        (f"<div class='incut'><div>Quays in figures</div><div>{FACT}</div></div>", "Quays in figures"),
        (
            f"<div><h3><button>Who pays for the quay?</button></h3><div><p>{FACT}</p></div></div>",
            "Who pays for the quay?",
        ),
        (
            f"<div><div><h4>How long is it?</h4><button>+</button></div><p>{FACT}</p></div>",
            "How long is it?",
        ),
    ],
)
def test_boxes_of_facts_and_questions_are_text(read: Callable[..., Any], box: str, part: str) -> None:
    assert part in read(page(box)).text


@pytest.mark.parametrize(
    "box",
    [
        f"<aside><h4>Read also</h4><p>{FACT} <a href='/n/1'>More</a></p></aside>",
        "<div><h2>Get our weekly digest of quays</h2><form><input type='email'><p>By sending it you accept"
        " our terms.</p></form></div>",
        "<div><h4>Exhibit with us next spring</h4><p>Stands until the end of December.</p>"
        "<a href='/book'>Book a stand</a></div>",
        "<section><h3>Oil at dawn</h3><p>All that moves before the markets open.</p><label>Email<input>"
        "</label><button>Sign up</button></section>",
        "<amp-ad width=300><div placeholder>The harbour of your dreams. Book a berth today.</div></amp-ad>",
        "<section subscriptions-section='content-not-granted'><p>You have read your last free story. Choose a"
        " plan.</p></section>",
        "<div><div>Learn first of every quay.</div><form><input name='mail'><button>OK</button></form></div>",
        "<div><p>What do you think of this report?</p><button>Good 41</button><button>Bad 6</button></div>",
        "<div><p>No media source currently available</p><textarea readonly>code</textarea></div>",
        "<div><span>The morning brief starts your day with quays. Sign up here.</span></div>",
        "<h2>Get Ann Example's stories in your inbox</h2>",
        "<p><i>Mời quý vị nghe lại chương trình về bến cảng tối thứ bảy trên ứng dụng của đài.</i></p>",
    ],
)
def test_boxes_that_ask_for_something_are_none(read: Callable[..., Any], box: str) -> None:
    assert read(page(box)).text == TEXT


def test_a_button_beside_the_words_of_a_heading_is_no_text(read: Callable[..., Any]) -> None:
    text = read(page(f"<h2>How long is the quay? <button>Copy link</button></h2><p>{FACT}</p>")).text
    assert f"How long is the quay?\n{FACT}" in text


@pytest.mark.parametrize(("called", "stays"), [("subline", True), ("", False)])
def test_lines_of_one_name_between_the_paragraphs_are_subheads(
    read: Callable[..., Any], called: str, stays: bool
) -> None:
    parts = "".join(f"<div class='{called}'>Part {n} of it</div><div><p>{FACT} {n}</p></div>" for n in (1, 2))
    assert ("Part 1 of it" in read(page(f"<div><p>{FACT[4:]}</p></div>{parts}")).text) is stays


def test_a_form_beside_a_passage_does_not_take_it_away(read: Callable[..., Any]) -> None:
    box = (
        f"<div><div><h3>Older quays</h3><p>{FACT} {FACT[4:]}</p></div><form><input type='email'></form></div>"
    )
    assert FACT in read(page(box)).text


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(
            "<div class='poll'><div>Should the quay be as long as that?</div><label>Yes</label>"
            "<label>No</label><button>Vote</button></div>",
            id="a poll",
        ),
        pytest.param(
            "<div class='embed'><h3>The men who built the first quay</h3><p>To view this film please enable"
            " JavaScript.</p></div>",
            id="a player with its headline",
        ),
        pytest.param(
            "<div><div><div>A paper of places that get few letters</div><div>© Coast Press</div></div></div>",
            id="a motto with a mark of rights",
        ),
    ],
)
def test_a_box_that_one_of_its_lines_gives_away_is_no_text(read: Callable[..., Any], box: str) -> None:
    assert read(page(box)).text == TEXT


@pytest.mark.parametrize("tag", ["h2", "h4", "h6"])
def test_a_lead_in_a_heading_between_headline_and_text_is_text(read: Callable[..., Any], tag: str) -> None:
    body = f"<h1>{TITLE}</h1><div>12 November 2026</div><{tag}>{LEAD}</{tag}><div class='text'>{TAIL}</div>"
    found = read(f"<html><head><title>{TITLE}</title></head><body><div>{body}</div></body></html>")
    assert found.text == TEXT


def test_blocks_of_a_text_that_a_system_calls_figures_are_text(read: Callable[..., Any]) -> None:
    figures = "".join(f"<figure><div><p>{p}</p></div></figure>" for p in PARAGRAPHS)
    listed = "<figure><ul><li>Two cranes of forty tons</li><li>A landing stage for boats</li></ul></figure>"
    picture = (
        "<figure><img src='a.jpg'><div>The old quay in spring, before the work was begun.</div></figure>"
    )
    body = f"<h1>{TITLE}</h1><div>{figures.replace('</figure>', '</figure>' + listed + picture, 1)}</div>"
    text = read(f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>").text
    assert text.split("\n") == [
        PARAGRAPHS[0],
        "Two cranes of forty tons",
        "A landing stage for boats",
        *PARAGRAPHS[1:],
    ]


def test_a_line_in_the_middle_and_in_italics_under_a_picture_is_its_caption(read: Callable[..., Any]) -> None:
    picture = "<p style='text-align: center'><img src='a.jpg'></p>"
    line = "<p style='text-align: center'><em>A look at the talks in the hall of the town</em></p>"
    assert read(page(picture + line)).text == TEXT
    assert "A look at the talks" in read(page(line)).text
    said = line.replace("the town", "the town.")
    assert "A look at the talks" in read(page(picture + said)).text


def test_a_short_question_between_answers_is_text(read: Callable[..., Any]) -> None:
    asked = f"<div><b>A reader</b></div><div>Whom do I call?</div><div><p>{FACT}</p></div>"
    assert "Whom do I call?" in read(page(asked)).text


def test_points_with_a_picture_each_are_text_and_slides_are_none(read: Callable[..., Any]) -> None:
    said = [
        f"In the year {n} the quay was lengthened by forty metres and a crane." for n in range(1960, 1967)
    ]
    points = "".join(
        f"<dt>{n}</dt><dd><img src='{n}.png'><div>{line}</div></dd>" for n, line in enumerate(said)
    )
    body = f"<h1>{TITLE}</h1><p>{LEAD}</p><dl>{points}</dl>"
    listed = read(f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>").text
    assert all(line in listed for line in said)
    slides = "".join(
        f"<div class='slide'><img src='{n}.jpg'><div>{line}</div></div>" for n, line in enumerate(said)
    )
    assert read(page(slides)).text == TEXT


def test_who_speaks_is_no_picture(read: Callable[..., Any]) -> None:
    asked = "Why did you come to the harbour?"
    turns = "".join(
        f"<div><img src='host.png'><div>{asked} {n}?</div></div><div><p>{FACT} {n}.</p></div>"
        for n in range(4)
    )
    assert f"{asked} 2?" in read(page(turns)).text


def test_things_to_buy_may_be_the_text(read: Callable[..., Any]) -> None:
    words = "<h3>Rope number {0}</h3><p>It holds a ferry in any storm.</p><a href='/buy/{0}'>Buy</a>"
    box = f"<div class='deal'>{words}</div>"
    listed = "".join(map(box.format, range(4)))
    assert "Rope number 2" in read(page(listed)).text
    assert "Rope number 2" not in read(page(box.format(2))).text


def test_the_number_of_a_slide_is_no_text(read: Callable[..., Any]) -> None:
    assert read(page("<p>1 of 5</p><p>2 / 5</p><p>3 из 5</p>")).text == TEXT


def test_the_heading_of_a_calculator_goes_with_it(read: Callable[..., Any]) -> None:
    fields = "<form><label>Value<input type='number'></label><button>Count</button></form>"
    assert read(page(f"<div><h5>Customs calculator</h5>{fields}<output>0 AZN</output></div>")).text == TEXT


def test_a_heading_goes_with_its_box_where_nothing_else_of_that_is_text(read: Callable[..., Any]) -> None:
    figures = "<div><span>Price</span><span>31.2</span><span>P/E</span><span>11</span></div>"
    box = f"<div class='stock'><h5>The share of the harbour</h5>{figures}</div>"
    assert read(page(box)).text == TEXT
    assert "The share of the harbour" in read(page(box.replace(figures, f"<p>{FACT}</p>"))).text
    assert "The share of the harbour" in read(page(f"<h5>The share of the harbour</h5><p>{FACT}</p>")).text


def test_what_stands_on_a_film_is_no_sub_head(read: Callable[..., Any]) -> None:
    words = "<span>WATCH NOW</span><span>VIDEO 03:12</span><span>Why harbours are built</span>"
    box = "<div class='wrapper'><div class='{}'>{}</div></div>"
    assert read(page(box.format("inline-video", words))).text == TEXT
    assert "Why harbours are built" in read(page(box.format("crosshead", words))).text


@pytest.mark.parametrize("name", ["article__sub", "sub-headline", "ArticleSubtitle", "story-subhead"])
def test_a_lead_is_known_by_its_name_though_it_is_no_sentence(read: Callable[..., Any], name: str) -> None:
    lead = "Boats will leave on Tuesdays and cost four coins there and back"
    named = page("").replace("<div class='text'>", f"<div class='{name}'>{lead}</div><div class='text'>")
    assert read(named).text.startswith(lead)
    assert lead not in read(named.replace(name, "subscribe-bar")).text
