"""Pages that are no articles by what they are made of, and articles that look like them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.model.items import Article
from pipeline.model.outcomes import Outcome
from tests.pipeline.read.extract.conftest import PARAGRAPHS

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TOPIC = {
    "en": (
        "Harbour and coast",
        "All that we write about the harbour and the coast: ferries, quays and those who live there.",
        "Harbour and coast plan the ferry of spring number {}",
        "The captains and the board met again on the matter and went on talking till late.",
    ),
    "az": (
        "Liman və sahil",
        "Limandan və sahildən bütün yazılarımız: bərələr, körpülər və orada yaşayan insanlar haqqında.",
        "Sahildə {} nömrəli bərə yazda yola çıxacaq",
        "Kapitanlar və idarə bu məsələ üzrə yenidən görüşüb, danışıqlar axşama qədər davam edib.",
    ),
    "vi": (
        "Cảng và bờ biển",
        "Mọi bài viết về cảng và bờ biển: phà, cầu tàu và những người sống ở đó suốt bốn mùa.",
        "Chuyến phà số {} khởi hành vào mùa xuân",
        "Các thuyền trưởng và ban quản lý lại gặp nhau và bàn bạc cho đến tận khuya hôm đó.",
    ),
    "ru": (
        "Порт и побережье",
        "Всё, что мы пишем о порте и побережье: паромы, причалы и люди, которые там живут.",
        "Порт и побережье ждут паром номер {} весной",
        "Капитаны и правление снова встретились по этому делу и говорили до позднего вечера.",
    ),
}
FORMS = {
    "cards": "<article class='c'><time datetime='2026-11-{0:02}'>{0}.11.2026</time>"
    "<h3><a href='/n/{0}'>{1}</a></h3><p>{2}</p></article>",
    "lines": "<p class='c'><span>1{0}:05</span> <a href='/n/{0}'><b>{1}</b></a><br>{2}</p>",
    "items": "<li class='c'><a href='/n/{0}'>{1}</a><div>{2}</div></li>",
}


def list_cards(language: str, form: str, number: int = 9) -> str:
    """Cards of other articles."""
    _, _, headline, teaser = TOPIC[language]
    return "".join(FORMS[form].format(n, headline.format(n), teaser) for n in range(1, number + 1))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", TOPIC)
def test_a_topic_page_with_an_introduction_is_a_list(
    read: Callable[..., Any], page_of: Callable[..., str], language: str, form: str
) -> None:
    title, introduction, _, _ = TOPIC[language]
    text = f"<p>{introduction}</p><div>{list_cards(language, form)}</div>"
    found = read(page_of(title=title, text=text, head=f"<title>{title}</title>"))
    # Where the cards are read as furniture, the introduction alone is no article either.
    short = set() if form == "lines" else {Outcome.TOO_SHORT}
    assert found.outcome in {Outcome.NOT_ARTICLE} | short


def test_a_collection_is_a_list_whatever_its_type_for_networks(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    title, introduction, _, _ = TOPIC["en"]
    text = f"<p>{introduction}</p><div>{list_cards('en', 'lines')}</div>"
    head = "<meta property='og:type' content='article'>"
    collection = f'{head}<script type="application/ld+json">{{"@type": "CollectionPage"}}</script>'
    assert isinstance(read(page_of(title=title, text=text, head=head)), Article)
    assert read(page_of(title=title, text=text, head=collection)).outcome is Outcome.NOT_ARTICLE


@pytest.mark.parametrize("kind", ["ProfilePage", "ContactPage"])
def test_a_page_that_says_that_it_is_something_else_is_no_article_unless_it_has_much_text(
    read: Callable[..., Any], page_of: Callable[..., str], kind: str
) -> None:
    said = f'<script type="application/ld+json">{{"@type": "{kind}"}}</script>'
    few = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    assert isinstance(read(page_of(text=few)), Article)
    assert read(page_of(text=few, head=said)).outcome is Outcome.NOT_ARTICLE
    profile = "<meta property='og:type' content='profile'>"
    assert read(page_of(text=few, head=profile)).outcome is Outcome.NOT_ARTICLE
    assert isinstance(read(page_of(text=TEXT * 2, head=said)), Article)


@pytest.mark.parametrize("form", FORMS)
def test_an_article_above_cards_is_an_article(
    read: Callable[..., Any], page_of: Callable[..., str], form: str
) -> None:
    cards = f"<div>{list_cards('en', form)}</div>"
    article = read(page_of(text=TEXT * 2 + cards))
    assert article.text.startswith(PARAGRAPHS[0])
    flash = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    dated = page_of(text=flash + cards, top="<p>12.11.2026 08:15</p>")
    assert isinstance(read(dated), Article)


def test_paragraphs_that_begin_with_links_are_no_cards(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    text = "".join(
        f"<p><a href='/n/{n}'>The harbour board of the coast</a> {paragraph[0].lower()}{paragraph[1:]}</p>"
        for n, paragraph in enumerate(PARAGRAPHS * 3)
    )
    assert isinstance(read(page_of(text=text)), Article)


RATES = "".join(
    f"<tr><td>{name}</td><td>{1 + n / 10:.4f}</td><td>{1.05 + n / 10:.4f}</td></tr>"
    for n, name in enumerate(("Dollar", "Avro", "Рубль", "Đồng (1000)", "Lira", "Tenge", "Som", "Lari"))
)


@pytest.mark.parametrize(
    "note", ["", "<span>Mənbə: Sahil Bank, 12.11.2026 09:00</span>", "<p>Nguồn: Ngân hàng Bờ Biển</p>"]
)
def test_a_table_of_figures_is_no_article(
    read: Callable[..., Any], page_of: Callable[..., str], note: str
) -> None:
    table = f"<table><tr><th>Valyuta</th><th>Alış</th><th>Satış</th></tr>{RATES}</table>"
    found = read(page_of(title="Valyuta məzənnələri", text=table + note))
    assert found.outcome in {Outcome.NOT_ARTICLE, Outcome.TOO_SHORT}


@pytest.mark.parametrize("before", ["", "<p>Both cranes cost more than the board had thought in spring.</p>"])
def test_an_article_with_a_table_of_figures_is_an_article(
    read: Callable[..., Any], page_of: Callable[..., str], before: str
) -> None:
    table = f"<table>{RATES}</table>"
    assert isinstance(read(page_of(text=before + table + TEXT)), Article)
    assert isinstance(read(page_of(text=before + TEXT + table)), Article)
    assert isinstance(read(page_of(top=table, text=TEXT * 2)), Article)
    head = "<meta property='og:type' content='article'>"
    assert isinstance(read(page_of(head=head, text=TEXT[:140] + "</p>" + table)), Article)


@pytest.mark.parametrize("path", ["search?q=quay", "az/axtar?soz=liman", "tim-kiem?q=cang", "poisk/?q=port"])
def test_a_search_is_no_article(read: Callable[..., Any], page_of: Callable[..., str], path: str) -> None:
    page = page_of(head="<meta property='og:type' content='article'>")
    assert read(page, url=f"http://morning-post.example/{path}").outcome is Outcome.NOT_ARTICLE
    assert isinstance(read(page, url="http://morning-post.example/search-for-the-quay?id=4"), Article)


def test_a_page_with_something_on_offer_is_no_article_unless_it_says_that_it_is(
    read: Callable[..., Any], page_of: Callable[..., str]
) -> None:
    offer = '{"@type": "Product", "name": "Quay - Island", "offers": {"lowPrice": "99"}}'
    sold = f'<script type="application/ld+json">{offer}</script>'
    assert read(page_of(text=TEXT * 2, head=sold)).outcome is Outcome.NOT_ARTICLE
    told = f"{sold}<meta property='og:type' content='article'>"
    assert isinstance(read(page_of(text=TEXT * 2, head=told)), Article)
    assert isinstance(read(page_of(text=TEXT * 2, head=sold, top="<p>11.11.2026</p>")), Article)
