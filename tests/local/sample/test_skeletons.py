"""The pages over HTTP: the text is there, and each odd page is odd as promised."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from local.sample.printed import format_long_date
from local.sample.server import Sample
from local.sample.skeletons import SKELETON_OF
from local.sample.truth import SampleArticle, load_sample_sources, load_truth

Ask = Callable[..., Any]
STATUS = {"not_found": 404, "blocked": 403}
READABLE = [a for a in load_truth() if not a.outcome and a.edition == 1]
BY_ID = {a.id: a for a in load_truth()}


def odd(page: str) -> SampleArticle:
    return next(a for a in load_truth() if a.page == page)


def tree(answer: Any, charset: str = "utf-8") -> Any:
    return html.document_fromstring(answer.body, parser=html.HTMLParser(encoding=charset))


def linked_data(answer: Any) -> Any:
    return [json.loads(s) for s in tree(answer).xpath("//script[@type='application/ld+json']/text()")]


@pytest.mark.parametrize("article", READABLE, ids=lambda a: a.id)
def test_the_page_carries_headline_and_text(sample: Sample, ask: Ask, article: SampleArticle) -> None:
    answer = ask(sample.build_url(article))
    assert answer.status == 200
    charset = "windows-1251" if article.page == "cp1251" else "utf-8"
    words = unicodedata.normalize("NFC", " ".join(tree(answer, charset).text_content().split()))
    mine = next(a for a in sample.truth if a.id == article.id)
    assert article.title in words
    assert all(
        " ".join(p.split()) in words for p in mine.paragraphs[: 2 if article.page == "teaser" else None]
    )


@pytest.mark.parametrize("article", [a for a in load_truth() if a.outcome], ids=lambda a: a.id)
def test_a_page_that_cannot_be_read_answers_so(sample: Sample, ask: Ask, article: SampleArticle) -> None:
    answer = ask(sample.build_url(article))
    assert answer.status == STATUS.get(article.outcome, 200)
    if article.page != "closed":
        assert article.paragraphs[0].encode() not in answer.body
    if article.expect.text_from == "feed":
        assert article.grade == 3
        assert article.summary


def test_outlets_stand_on_five_skeletons(sample: Sample, ask: Ask) -> None:
    assert len(set(SKELETON_OF.values())) == 5
    places = set()
    for outlet in ("caspian-wire", "lotus-desk", "xezer-xeber", "turan-yolu", "barrel-monthly"):
        article = next(a for a in READABLE if a.source == outlet and not a.page)
        page = tree(ask(sample.build_url(article)))
        places.add(tuple(e.get("class") or e.tag for e in page.xpath("//h1/ancestor-or-self::*")))
    assert len(places) == 5


def test_linked_data_comes_plain_in_a_graph_and_in_a_list(sample: Sample, ask: Ask) -> None:
    forms = {}
    for outlet, zone in (
        ("caspian-wire", "+04:00"),
        ("lotus-desk", "+07:00"),
        ("barrel-monthly", ("+00:00", "+01:00")),
    ):
        article = next(a for a in READABLE if a.source == outlet and not a.page)
        data = linked_data(ask(sample.build_url(article)))[0]
        forms[outlet] = data if isinstance(data, list) else data.get("@graph", data)
        linked = forms[outlet] if isinstance(forms[outlet], dict) else forms[outlet][-1]
        assert linked["datePublished"].endswith(zone)
    assert isinstance(forms["caspian-wire"], dict)
    assert [len(forms[o]) for o in ("lotus-desk", "barrel-monthly")] == [2, 2]


@pytest.mark.parametrize("article", [a for a in load_truth() if a.page == "text_date"], ids=lambda a: a.id)
def test_some_pages_have_only_a_date_in_words(sample: Sample, ask: Ask, article: SampleArticle) -> None:
    answer = ask(sample.build_url(article))
    source = load_sample_sources()[article.source]
    shown = format_long_date(
        sample.compute_published_at(article).astimezone(source.zone), article.expect.language
    )
    assert shown in answer.text
    assert not re.search(r"<time|datePublished|published_time|\d{4}-\d\d-\d\d", answer.text)
    assert article.undated


def test_a_page_has_only_open_graph_and_one_only_a_time_tag(sample: Sample, ask: Ask) -> None:
    og = ask(sample.build_url(odd("og_only"))).text
    assert "article:published_time" in og
    assert "ld+json" not in og
    assert "<time" not in og
    article = next(a for a in READABLE if a.source == "xezer-xeber" and not a.page)
    tag = ask(sample.build_url(article)).text
    assert "<time datetime" in tag
    assert not re.search(r"ld\+json|published_time", tag)


def test_the_page_in_nfd_is_decomposed(sample: Sample, ask: Ask) -> None:
    assert unicodedata.is_normalized("NFD", ask(sample.build_url(odd("nfd"))).text)


def test_the_page_in_windows_1251_says_so_only_inside(sample: Sample, ask: Ask) -> None:
    answer = ask(sample.build_url(odd("cp1251")))
    assert answer.headers["Content-Type"] == "text/html"
    assert 'charset="windows-1251"' in answer.body.decode("windows-1251")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")


def test_an_address_moved_and_another_is_met_twice(sample: Sample, ask: Ask) -> None:
    moved, amp = odd("moved"), odd("amp")
    answer = ask(sample.build_listed_url(moved))
    assert (answer.status, answer.headers["Location"]) == (301, sample.build_url(moved))
    twin = ask(sample.build_listed_url(amp))
    assert sample.build_listed_url(amp) != sample.build_url(amp)
    assert tree(twin).xpath("//link[@rel='canonical']/@href") == [sample.build_url(amp)]
    assert twin.body == ask(sample.build_url(amp)).body


def test_a_canonical_link_names_the_home_page(sample: Sample, ask: Ask) -> None:
    article = odd("canonical_home")
    assert tree(ask(sample.build_url(article))).xpath("//link[@rel='canonical']/@href") == [
        load_sample_sources()[article.source].site
    ]


def test_a_teaser_says_that_it_is_not_free(sample: Sample, ask: Ask) -> None:
    answer = ask(sample.build_url(odd("teaser")))
    assert '"isAccessibleForFree": false' in answer.text
    assert "behind the paywall" not in answer.text


def test_a_pdf_stands_under_the_address_of_a_page(sample: Sample, ask: Ask) -> None:
    answer = ask(sample.build_url(odd("pdf")))
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.body.startswith(b"%PDF-")


def test_the_other_country_stands_only_in_the_furniture(sample: Sample, ask: Ask) -> None:
    for article in (BY_ID["only-furniture"], BY_ID["appended-article"]):
        assert "Vyetnam" not in article.text
        assert "Vyetnam" in ask(sample.build_url(article)).text
        assert "<option>Vietnam</option>" in ask(sample.build_url(article)).text


def test_translations_name_each_other(sample: Sample, ask: Ask) -> None:
    article = BY_ID["green-corridor-en"]
    links = tree(ask(sample.build_url(article))).xpath("//link[@rel='alternate']")
    assert {x.get("hreflang"): x.get("href") for x in links} == {
        k: sample.build_url(BY_ID[i]) for k, i in article.hreflang.items()
    }
