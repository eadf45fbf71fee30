"""The ways of reading a page: no article lost to a name or a layout, and the way that was chosen is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome
from pipeline.read.extract.agreement import Compared, keep_borne_out, measure_agreement
from pipeline.read.extract.body import choose_of_three
from pipeline.read.extract.lead import KNOWN, add_lead
from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

LEAD, *REST = PARAGRAPHS
TEXT = "\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
TAIL = "".join(f"<p>{p}</p>" for p in REST)
HEADLINE = f"<h1>{TITLE}</h1>"
STRANGER = "A stranger sentence on the capital that belongs to another page and never to this article itself."
WOVEN = "\n".join(f"{p}\n{STRANGER} {STRANGER} {n}" for n, p in enumerate(PARAGRAPHS[:3])) + f"\n{REST[-1]}"
LISTED = "\n".join((LEAD, *(f"{STRANGER} in point {n}" for n in range(6)), *REST))
RULED = f"{STRANGER[::-1]} {LEAD}\n{'-' * 400}"
CARDS = "".join(
    f"<div><h3><a href='/n/{i}'>Other story number {i} of the day</a></h3></div>" for i in range(14)
)


def whole(body: str) -> str:
    return f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "name", ["teaser", "news-card", "promo", "latest-update", "paywall", "comment-like", "ads"]
)
@pytest.mark.parametrize(
    "page",
    [
        "<div class='{name}'>{headline}{body}</div>",
        "<div>{headline}<div class='{name}'>{body}</div></div>",
        "<article>{headline}<p class='{name}'>{lead}</p>{tail}</article>",
    ],
)
def test_a_name_alone_takes_nothing_away(read: Callable[..., Any], page: str, name: str) -> None:
    filled = page.format(name=name, headline=HEADLINE, body=BODY, lead=LEAD, tail=TAIL)
    assert read(whole(filled)).text == TEXT


def test_a_word_that_stands_on_every_paragraph_is_the_layouts(read: Callable[..., Any]) -> None:
    body = "".join(f"<div class='subscriber-only'><p>{p}</p></div>" for p in REST)
    assert read(whole(f"<article>{HEADLINE}<p>{LEAD}</p>{body}</article>")).text == TEXT


@pytest.mark.parametrize(
    "top",
    [
        f"<header><h1>Morning Post</h1></header><main>{HEADLINE}",
        f"<header class='phone'>{HEADLINE}</header><main>{HEADLINE}",
        f"<main>{HEADLINE}<h1 class='deck'>Two cranes arrive</h1>",
        f"<main><h1>{TITLE} (PHOTOS)</h1>",
    ],
)
def test_another_h1_does_not_cut_the_text(read: Callable[..., Any], top: str) -> None:
    assert read(whole(f"{top}<div class='text'>{BODY}</div></main>")).text.endswith(TEXT)


@pytest.mark.parametrize(
    "lead",
    [
        f"<h2 class='sapo'>{LEAD}</h2>",
        f"<p class='description'>{LEAD}</p>",
        f"<div class='article__sapo'>{LEAD}</div>",
        f"<div class='intro'><p>{LEAD}</p></div><div><img src='/a.jpg'></div>",
    ],
)
def test_a_lead_outside_the_body_is_the_texts(read: Callable[..., Any], lead: str) -> None:
    assert read(whole(f"<div>{HEADLINE}{lead}<div class='detail-content'>{TAIL}</div></div>")).text == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "<br><br>".join(PARAGRAPHS),
        "".join(f"<div>{p}</div>" for p in PARAGRAPHS),
        "<br>".join(f"<span><span>{p}</span></span>" for p in PARAGRAPHS),
        "<div class='adv'></div>".join(PARAGRAPHS),
        f"<table><tr><td><a href='/'>Home</a></td><td>{BODY}</td></tr></table>",
    ],
)
def test_text_is_text_whatever_its_markup(read: Callable[..., Any], text: str) -> None:
    page = whole(f"<form id='aspnetForm'><h2>{TITLE}</h2><div>{text}</div></form>")
    assert read(page).text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("hidden", "stays"),
    [
        (f"<p hidden>{STRANGER}</p>", False),
        (f"<div style='color:red; DISPLAY : NONE !important'><p>{STRANGER}</p></div>", False),
        (f"<div aria-hidden='true'><p>{STRANGER}</p></div>", False),
        (f"<p>{LEAD[:60]} <span class='sr-only'>{STRANGER}</span></p>", False),
        (f"<section id='more' style='display:none'>{f'<p>{STRANGER}</p>' * 8}</section>", True),
        # A browser's search opens it; a copy of the text, for printers, is no rest.
        (f"<div hidden='until-found'><p>{STRANGER}</p></div>", True),
        (f"<div id='print' style='display:none'><p>{STRANGER}</p>{BODY}</div>", False),
    ],
)
def test_hidden_text_goes_and_a_folded_rest_stays(read: Callable[..., Any], hidden: str, stays: bool) -> None:
    text = read(whole(f"<article>{HEADLINE}{BODY}{hidden}</article>")).text
    assert (STRANGER in text) is stays
    assert text.startswith(TEXT)


@pytest.mark.parametrize("tag", ["st1:City", "o:p", "v:shape"])
def test_elements_that_a_word_processor_leaves_end_no_line(read: Callable[..., Any], tag: str) -> None:
    words = LEAD.split(" ", 3)
    lead = f"{words[0]} {words[1]} <{tag} w:st='on'>{words[2]}</{tag}> {words[3]}<o:p></o:p>"
    assert read(whole(f"<div>{HEADLINE}<p class='MsoNormal'>{lead}</p>{TAIL}</div>")).text == TEXT


@pytest.mark.parametrize(
    "furniture",
    [
        CARDS,
        f"<div class='comments'><div class='comment'><p>{STRANGER}</p></div></div>",
        f"<div class='box'><h3><a href='/n/1'>Another story of the day</a></h3><p>{STRANGER}</p></div>",
        f"<figure><img src='a.jpg'><figcaption>{STRANGER}</figcaption></figure>",
        f"<div class='PhotoCMS_Caption'><p>{STRANGER}</p></div>",
        f"<div><img src='a.jpg'><div>{STRANGER}</div></div>",
    ],
)
def test_evidence_takes_furniture_away(read: Callable[..., Any], furniture: str) -> None:
    assert read(whole(f"<div>{HEADLINE}<div>{BODY}</div></div>{furniture}")).text == TEXT
    assert read(whole(f"<div>{HEADLINE}<div>{BODY}{furniture}<p>{STRANGER[2:]}</p></div></div>")).text == (
        f"{TEXT}\n{STRANGER[2:]}"
    )


@pytest.mark.parametrize(
    "top",
    [
        # A lead above the large picture; one under the headline that is shown there before.
        f"<div><h1>{TITLE}</h1><div><p>{LEAD}</p><img src='a.jpg'><audio src='a.mp3'></audio></div></div>",
        f"<header class='site-header'><nav><a href='/'>Post</a></nav><div><p>{TITLE}</p><p>{LEAD}</p></div>"
        f"</header><h1>{TITLE}</h1>",
    ],
)
def test_a_lead_beside_a_picture_is_no_caption(read: Callable[..., Any], top: str) -> None:
    assert read(whole(f"<main>{top}<div class='body'>{TAIL}</div></main>")).text == TEXT


@pytest.mark.parametrize(
    "page",
    [
        # No heading; a number before the title; the headline unknown; a lead that other ways pass over.
        "<div class='t'>{title}</div><p>{lead}</p><div class='body'>{tail}</div>",
        "<div class='t'>No:412/25, {title}</div><p>{lead}</p><div class='body'>{tail}</div>",
        "<table><tr><td>{lead}</td></tr><tr><td>{tail}</td></tr></table>",
        "<h1>{title}</h1><ul><li>12.11.2026</li></ul><div class='sapo'>{lead}</div>{tail}"
        "<div><p><a href='/n/1'>Another story of the day</a></p><p>{stranger}</p></div>",
    ],
)
def test_a_lead_is_found_on_old_pages_too(read: Callable[..., Any], page: str) -> None:
    body = page.format(title=TITLE, lead=LEAD, tail=TAIL, stranger=STRANGER)
    assert read(whole(f"<div>{body}</div>")).text.startswith(TEXT)


def test_a_paragraph_above_a_picture_with_its_caption_is_text(read: Callable[..., Any]) -> None:
    figure = "<figure><img src='a.jpg'><figcaption>The old quay in spring</figcaption></figure>"
    long = f"{STRANGER} {LEAD}"
    text = read(whole(f"<div>{HEADLINE}<p>{LEAD}</p><div><p>{long}</p>{figure}</div>{TAIL}</div>")).text
    assert text.split("\n")[1] == long


def test_points_before_the_text_and_the_caption_of_a_table_are_text(read: Callable[..., Any]) -> None:
    points = "<ul><li>The eastern quay grows by ninety metres next year</li><li>Two cranes arrive</li></ul>"
    table = "<table><caption>Metres of quay</caption><tr><td>Eastern</td><td>731</td></tr></table>"
    page = f"{HEADLINE}{points}<div class='body'><p>{LEAD}</p>{table}{TAIL}</div>"
    lines = read(whole(f"<article>{page}</article>")).text.split("\n")
    assert lines[:3] == ["The eastern quay grows by ninety metres next year", "Two cranes arrive", LEAD]
    assert lines[3:5] == ["Metres of quay", "| Eastern | 731 |"]


def test_items_with_a_mark_before_each_are_no_caption(read: Callable[..., Any]) -> None:
    items = "".join(f"<li><svg></svg><span>{n} cranes on the quay</span></li>" for n in ("two", "three"))
    text = read(whole(f"<div>{HEADLINE}<p>{LEAD}</p><div><ul>{items}</ul></div>{TAIL}</div>")).text
    assert "two cranes on the quay\nthree cranes on the quay" in text


@pytest.mark.parametrize(
    ("caption", "stays"),
    [
        ("<p><em>Cranes in the old harbour. (Photo: Ann Example)</em></p>", False),
        ("<p>Cần cẩu ở cảng cũ. Ảnh: Lê Mẫu</p>", False),
        ("<p class='note'><img src='b.jpg'> Limanda iki kran dayanır. Foto: Maqazin</p>", False),
        ("<p>Cranes stand in the old harbour, and nobody knows who paid for them.</p>", True),
    ],
)
def test_who_took_the_picture_before_makes_a_caption(
    read: Callable[..., Any], caption: str, stays: bool
) -> None:
    text = read(whole(f"<div>{HEADLINE}<p>{LEAD}</p><p><img src='a.jpg'></p>{caption}{TAIL}</div>")).text
    assert (text != TEXT) is stays


@pytest.mark.parametrize("dots", ["…", "..."])
def test_a_beginning_that_is_cut_goes_where_the_whole_text_follows(
    read: Callable[..., Any], dots: str
) -> None:
    short = f"<div class='short'><p>{LEAD[:80]}{dots} <a href='#full'>Read all</a></p></div>"
    assert read(whole(f"<main>{HEADLINE}{short}<div>{BODY}</div></main>")).text == TEXT
    assert dots in read(whole(f"<main>{HEADLINE}<p>{LEAD[:80]}{dots}</p><div>{TAIL}</div></main>")).text


def test_lists_questions_and_tables_stay(read: Callable[..., Any]) -> None:
    items = ("<a href='/d/1'>a protocol on cranes</a>;", "<a href='/d/2'>a plan of dredging</a>.")
    listed = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    table = "<table><tr><th>Quay</th><th>Metres</th></tr><tr><td>Eastern quay</td><td>731</td></tr></table>"
    text = read(whole(f"<div>{HEADLINE}<h3>Who pays?</h3><p>{LEAD}</p>{listed}{table}{TAIL}</div>")).text
    for part in ("Who pays?", "a protocol on cranes", "a plan of dredging", "731"):
        assert part in text


@pytest.mark.parametrize(
    "text", [f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>", "<br><br>".join(PARAGRAPHS)]
)
def test_an_article_above_many_headlines_is_no_list(read: Callable[..., Any], text: str) -> None:
    assert read(whole(f"<div>{HEADLINE}<div>{text}</div></div><div>{CARDS}</div>")).text.startswith(LEAD)
    found = read(whole(f"<h1>Economy of the coast</h1>{CARDS}"))
    assert isinstance(found, Rejected)
    assert found.outcome is Outcome.NOT_ARTICLE


def test_the_way_and_its_reason_are_told(read: Callable[..., Any], page_of: Callable[..., str]) -> None:
    assert read(page_of()).text_by == "density/agreed"
    assert read(whole(f"{HEADLINE}<noscript>{BODY}</noscript>")).text_by == "noscript/only"
    said = "".join(f"<p>{STRANGER} {n} years.</p>" for n in range(3))
    drawn = read(
        whole(f"<main>{HEADLINE}<noscript>{BODY}</noscript><div><h2>Comments</h2>{said}</div></main>")
    )
    assert (drawn.text, drawn.text_by) == (TEXT, "noscript/more")
    # What the page shows, and as much again for those without scripts.
    form = f"<noscript>{''.join(f'<p>{n}. {STRANGER}</p>' for n in range(9))}</noscript>"
    assert read(whole(f"<main>{HEADLINE}<div>{BODY}</div>{form}</main>")).text == TEXT
    fed = read(page_of(text=f"<p>{LEAD}</p><p>{REST[0]}</p>"), feed_text="\n".join((TEXT, *([STRANGER] * 3))))
    assert (fed.text_by, fed.text_from) == ("feed/more", "page")
    assert fed.text.startswith(TEXT)


@pytest.mark.parametrize(
    ("density", "fast", "standard", "way", "reason"),
    [
        (TEXT, LEAD, f"{TEXT}\nMore", "density", "seconded"),
        (f"{TEXT}\n{STRANGER}\n{STRANGER[2:] * 9}", TEXT, TEXT, "fast", "seconded"),
        (TEXT, STRANGER, "\n".join(one[::-1] for one in PARAGRAPHS[:2]), "standard", "between"),
        ("", TEXT, TEXT, "fast", "seconded"),
        # It has what each of them has, one of them in a line with a menu.
        (TEXT, PARAGRAPHS[1], f"| Home | News: {TEXT.replace(chr(10), ' ')} |", "density", "covering"),
        (TEXT, "- A point of it", PARAGRAPHS[0], "density", "covering"),
        # The others pass over every second paragraph, or a list, and have what stands below.
        (WOVEN, TEXT, TEXT, "density", "filled"),
        (LISTED, f"{TEXT}\n{STRANGER[::-1]}", f"{TEXT}\n{STRANGER[::-1]}", "density", "filled"),
        # Lines without a letter are in every reading, and in none.
        (f"{TEXT}\n{LISTED}", RULED, RULED, "fast", "seconded"),
        # What one has more stands behind the text.
        (f"{TEXT}\n{LISTED[::-1]}", TEXT, TEXT, "fast", "seconded"),
    ],
)
def test_a_third_way_of_reading_decides_between_two(
    density: str, fast: str, standard: str, way: str, reason: str
) -> None:
    chosen = choose_of_three(*map(Compared, (density, fast, standard)))
    assert (chosen.way, chosen.reason) == (way, reason)
    assert chosen.text == {"density": density, "fast": fast, "standard": standard}[way]


def test_a_page_of_many_small_paragraphs_is_read_by_density_alone(read: Callable[..., Any]) -> None:
    body = "".join(
        f"<p>Sentence {n} of a long list that never ends. <b>It goes on.</b></p>" for n in range(3000)
    )
    assert read(whole(f"{HEADLINE}<div>{body}</div>")).text_by == "density/alone"


def test_the_outlets_summary_is_kept_and_shown_to_the_judge(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    lead = "The harbour board and Vietnam lengthen the eastern quay together."
    article = read(page_of(head=f'<meta property="og:description" content="{lead}">'))
    assert article.summary == lead
    assert add_lead(article, KNOWN).text == f"{lead}\n{TEXT}"
    assert add_lead(article) is article, "told in other words"
    lacking = "Partners from Vietnam bring divers, money and cranes to the eastern quay of the harbour."
    assert add_lead(article.model_copy(update={"summary": lacking})).text == f"{lacking}\n{TEXT}"
    motto = article.model_copy(
        update={"summary": "Latest reports about everything between mountains and deserts."}
    )
    known = article.model_copy(update={"summary": f"{LEAD[:70]}…"})
    assert add_lead(motto, KNOWN) is motto
    assert add_lead(known, KNOWN) is known


def test_readings_agree_as_far_as_the_smaller_share() -> None:
    own, other = (
        Compared(f"A lead of our own, which the other way passed over.\n{TEXT}\n{STRANGER}"),
        Compared(TEXT),
    )
    assert other.measure_share(own) == 1.0
    assert measure_agreement(own, other) == own.measure_share(other) < 1.0
    assert keep_borne_out(own, other) == "\n".join(own.lines[:-1])
    assert keep_borne_out(Compared(STRANGER), other) == ""
    assert measure_agreement(Compared(""), other) == 0.0


def test_readings_of_what_stands_above_the_headline_are_not_taken(read: Callable[..., Any]) -> None:
    teasers = "".join(
        f"<div><a href='/n/{n}'>Ferry number {n} leaves the quay</a><p>{STRANGER} {n}.</p></div>"
        for n in range(9)
    )
    lines = f"{TITLE}<br>12.11.2026<br><b>{LEAD}</b><br><br>{'<br><br>'.join(REST)}"
    head = f"<title>Details - Coast</title><meta property='og:title' content='{TITLE}'>"
    body = f"<form><div>{teasers}</div><div><div class='Detail'>{lines}</div></div></form>"
    assert read(f"<html><head>{head}</head><body>{body}</body></html>").text == TEXT
