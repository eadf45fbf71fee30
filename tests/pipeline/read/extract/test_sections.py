"""What a heading calls comments or other articles is no text; an article that only looks so is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome
from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

TEXT = "\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
STRANGER = "I have fished in this bay for thirty years, and nobody ever asked me what I think about the quay."
SAID = "".join(
    f"<div><b>user{n}</b> <i>0{n}.11.2026</i><div>{STRANGER} {n} years.</div></div>" for n in range(9)
)
TEASERS = "".join(
    f"<div class='item'><a href='/n/{n}'><b>Other story number {n}</b></a><p>{STRANGER} {n}.</p></div>"
    for n in range(4)
)
CARDS = "".join(
    f"<div class='teaser'><h3><a href='/n/{n}'>Other story number {n}</a></h3><p>{STRANGER} {n}.</p></div>"
    for n in range(12)
)


def whole(body: str, head: str = "") -> str:
    return f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "called", ["Comments", "Comments: 16", "Şərhlər (4)", "Bình luận", "Комментарии 12", "Leave a reply"]
)
@pytest.mark.parametrize("page", ["{article}<div>{comments}</div>", "{article}{comments}"])
def test_comments_longer_than_the_text_are_left_out(read: Callable[..., Any], called: str, page: str) -> None:
    comments = f"<h3>{called}</h3>{SAID}"
    main = page.format(article=f"<h1>{TITLE}</h1><div>{BODY}</div>", comments=comments)
    assert read(whole(f"<main>{main}</main>")).text == TEXT


@pytest.mark.parametrize("label", ["<b>Комментарии</b>", "<div>Bình luận (9)</div>", "<span>Şərhlər</span>"])
@pytest.mark.parametrize(
    "page",
    [
        "<div>{body}</div><div class='ykien'>{label}{said}</div>",
        "<table><tr><td>{body}</td></tr><tr><td>{label}</td></tr><tr><td>{said}</td></tr></table>",
    ],
)
def test_a_label_of_comments_need_be_no_heading(read: Callable[..., Any], label: str, page: str) -> None:
    said = f"<div><i>user1</i><div>{STRANGER}</div></div>"
    main = page.format(body=BODY, label=label, said=said)
    assert read(whole(f"<main><h1>{TITLE}</h1>{main}</main>")).text == TEXT


def test_nothing_behind_the_comments_is_text(read: Callable[..., Any]) -> None:
    said = f"<div><h3>Discussion (2)</h3><i>user1</i><p>{STRANGER}</p></div>"
    rights = "<table><tr><td>Reprints must name this paper as their source every time.</td></tr></table>"
    assert read(whole(f"<h1>{TITLE}</h1>{BODY}{said}{rights}")).text == TEXT


def test_what_follows_such_a_label_and_is_longer_than_the_text_stays(read: Callable[..., Any]) -> None:
    rest = BODY.replace("the", "that") + BODY.replace("the", "this")
    text = read(whole(f"<h1>{TITLE}</h1><div>{BODY}<div>Comments</div>{rest}</div>")).text
    assert PARAGRAPHS[-1].replace("the", "that") in text


@pytest.mark.parametrize("called", ["More news", "Digər xəbərlər", "Tin khác", "Читайте также"])
def test_teasers_under_a_heading_are_left_out(read: Callable[..., Any], called: str) -> None:
    others = f"<div><h3>{called}</h3>{TEASERS}</div>"
    assert read(whole(f"<div><h1>{TITLE}</h1><div>{BODY}</div>{others}</div>")).text == TEXT


@pytest.mark.parametrize("heading", ["<h3>Comments</h3>", "<h3>More news</h3>", "<h2>Read more</h2>"])
def test_a_heading_before_the_text_takes_nothing_away(read: Callable[..., Any], heading: str) -> None:
    assert TEXT in read(whole(f"<div><h1>{TITLE}</h1>{heading}<div>{BODY}</div></div>")).text


def test_a_text_that_goes_on_behind_more_news_is_kept(read: Callable[..., Any]) -> None:
    links = "<h3>More news</h3><p><a href='/n/1'>Ferry moves</a></p><p><a href='/n/2'>Herring falls</a></p>"
    text = read(whole(f"<h1>{TITLE}</h1><div>{BODY}{links}{BODY.replace('the', 'that')}</div>")).text
    assert PARAGRAPHS[-1].replace("the", "that") in text


def test_teasers_that_are_longer_than_the_article_are_left_out(read: Callable[..., Any]) -> None:
    page = f"<div><div><h1>{TITLE}</h1>{BODY}</div><div>{CARDS}</div></div><div>{CARDS}</div>"
    found = read(whole(page))
    assert (found.text, found.text_by) == (TEXT, "density/agreed")


@pytest.mark.parametrize("called", ["VCBoxRelatedNews", "boxRelatedNews", "box-related-news"])
def test_a_box_with_the_headline_and_lead_of_another_article_is_left_out(
    read: Callable[..., Any], called: str
) -> None:
    box = f"<div class='{called}'><a href='/n/1'>Ferry to the islands moves west</a><p>{STRANGER}</p></div>"
    first, rest = BODY.split("</p>", 1)
    assert read(whole(f"<div><h1>{TITLE}</h1><div>{first}</p>{box}{rest}</div></div>")).text == TEXT


@pytest.mark.parametrize(
    "call",
    [
        "Follow us on Telegram",
        "Telegram kanalımıza abunə olun",
        "Подписывайтесь на наш канал",
        "Theo dõi kênh tin",
    ],
)
def test_a_call_to_follow_between_the_paragraphs_is_left_out(read: Callable[..., Any], call: str) -> None:
    first, rest = BODY.split("</p>", 1)
    assert read(whole(f"<div><h1>{TITLE}</h1><div>{first}</p><p>{call}</p>{rest}</div></div>")).text == TEXT


def test_a_page_laid_out_by_a_table_with_lines_in_its_cell_is_read(read: Callable[..., Any]) -> None:
    menu = "".join(f"<a href='/n/{n}'>Other story number {n}</a><br>" for n in range(6))
    text = "<br><br>".join(PARAGRAPHS * 3)
    page = f"<table><tr><td>{menu}</td><td><b>{TITLE}</b><br>{text}</td></tr></table>"
    found = read(whole(page)).text
    assert found.endswith(TEXT)
    assert "|" not in found
    assert "Other story" not in found


@pytest.mark.parametrize(("claims", "kept"), [(True, True), (False, False)])
def test_a_page_that_says_it_is_an_article_may_be_a_sentence(
    read: Callable[..., Any], claims: bool, kept: bool
) -> None:
    head = "<meta property='og:type' content='article'>" if claims else ""
    found = read(whole(f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>", head))
    if kept:
        assert found.text == PARAGRAPHS[0]
    else:
        assert isinstance(found, Rejected)
        assert found.outcome is Outcome.TOO_SHORT


def test_labels_are_no_sentence(read: Callable[..., Any]) -> None:
    labels = "".join(f"<p>Label of the player {n}</p>" for n in range(6))
    head = "<meta property='og:type' content='article'>"
    assert isinstance(read(whole(f"<h1>{TITLE}</h1>{labels}", head)), Rejected)


def test_what_markup_and_words_both_call_comments_is_left_out_however_long_it_is(
    read: Callable[..., Any],
) -> None:
    short = "".join(f"<p>{p}</p>" for p in PARAGRAPHS[:2])
    article = f"<h1>{TITLE}</h1><div>{short}</div>"
    comments = f"<div class='{{}}'><div>46 комментариев</div>{SAID}</div>"
    named = read(whole(f"<main>{article}{comments.format('comments')}</main>")).text
    assert named == "\n".join(PARAGRAPHS[:2])
