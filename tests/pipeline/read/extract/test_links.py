"""Where links lead tells lists of other articles from sources and shops, and offers from text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.read.extract.links import Link, find_target, is_offer
from tests.pipeline.read.extract.conftest import PARAGRAPHS

TEXT = "\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
ITEMS = ("Plan of the quay at the ministry", "Table of depths at the survey", "Law on the ports of the coast")


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        ("/n/1", Link.HERE),
        ("n/1", Link.HERE),
        ("https://www.post.example/n/1", Link.HERE),
        ("//m.post.example/n/1", Link.HERE),
        ("https://survey.example/depths", Link.ELSEWHERE),
        ("https://outpost.example/", Link.ELSEWHERE),
        ("https://www.facebook.com/sharer?u=x", Link.HERE),
        ("https://t.me/post", Link.HERE),
        ("", Link.HERE),
    ],
)
def test_a_link_leads_to_the_sites_own_pages_or_elsewhere(href: str, leads: Link) -> None:
    assert find_target(href, "post.example") is leads


@pytest.mark.parametrize(
    ("href", "offers"),
    [
        ("/subscribe", True),
        ("/account/sign-in?next=/n/1", True),
        ("https://subscribe.post.example/offer", True),
        ("/abune-ol", True),
        ("/dang-ky", True),
        ("/newsletter-signup", True),
        ("/news/hamas-offer-members-reject-register-of-ships", False),
        ("/news/subscribers-leave-the-network.html", False),
        ("/abos-village/history", False),
    ],
)
def test_an_offer_is_known_by_the_place_it_leads_to(href: str, offers: bool) -> None:
    assert is_offer(href) is offers


def test_a_list_of_sources_elsewhere_is_text_and_one_of_own_articles_is_not(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    def page(host: str) -> str:
        items = "".join(f"<li><a href='{host}/{n}'>{item}</a></li>" for n, item in enumerate(ITEMS))
        listed = f"<p>The board relies on three papers.</p><ul>{items}</ul>"
        return page_of(text=f"{BODY}{listed}{BODY.replace('The ', 'This ')}")

    assert all(item in read(page("https://survey.example")).text for item in ITEMS)
    assert not any(item in read(page("http://morning-post.example")).text for item in ITEMS)


@pytest.mark.parametrize(
    "offer",
    [
        "<div><h3>One more story?</h3><p>Members of the club read all we write.</p>"
        "<a href='/subscribe'>Join</a></div>",
        "<div><p>この記事は会員限定です。登録すると全文が読めます。</p><a href='/login'>入る</a>"
        "<a href='/regist'>登録</a><a href='/faq'>質問</a></div>",
    ],
)
def test_a_box_whose_links_lead_to_an_offer_is_no_text(
    read: Callable[..., Any], page_of: Callable[..., str], offer: str
) -> None:
    assert read(page_of(text=BODY + offer)).text == TEXT
    first, rest = BODY.split("</p>", 1)
    assert read(page_of(text=f"{first}</p>{offer}{rest}")).text == TEXT


def test_a_sentence_with_a_link_to_an_offer_stays(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    pay = "<a href='/subscribe'>pay</a>"
    sentence = f"The paper that broke the story has more readers who {pay} than the port has ships."
    text = read(page_of(text=f"<p>{sentence}</p>{BODY}")).text
    assert "than the port has ships" in text


def test_a_heading_that_links_to_itself_is_a_heading(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    first, rest = BODY.split("</p>", 1)
    page = page_of(text=f"{first}</p><h2 id='cranes'><a href='#cranes'>What the cranes cost</a></h2>{rest}")
    assert "What the cranes cost" in read(page).text
