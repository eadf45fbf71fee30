"""The whole text of an article where its feed offers one."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

import pytest

from pipeline.discover import Discovery
from pipeline.discover.entries import SUMMARY, TEXT, TEXTS

Found = Callable[..., Discovery]
HTML = (
    "<p>Đàn vịt trời về <b>đầm</b> <a href='/x'>sen</a> sớm.</p><script>var a = 1;</script>\n<h2>Vì sao</h2>"
    "<ul><li>Mưa &amp; gió</li><li>Nước lên</li></ul><p>Câu cuối&nbsp;đây.<br/>Hết.</p><style>p{}</style>"
)
PLAIN = "Đàn vịt trời về đầm sen sớm.\nVì sao\nMưa & gió\nNước lên\nCâu cuối đây.\nHết."
SHORT = "Đàn vịt trời về đầm sen sớm."
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
LINK = "<title>Tin</title><link>https://a.example/1</link>"


def rss(item: str, head: str = CONTENT) -> str:
    return f'<rss version="2.0" {head}><channel><item>{LINK}{item}</item></channel></rss>'


def atom(content: str) -> str:
    entry = f'<entry><title>Tin</title><link href="https://a.example/1"/>{content}</entry>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'


def feed_json(**item: str) -> str:
    return json.dumps({"items": [{"url": "https://a.example/1", "title": "Tin", **item}]})


XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">' + HTML.replace("&nbsp;", "&#160;") + "</div>"


@pytest.mark.parametrize(
    "body",
    [
        rss(f"<description>{SHORT}</description><content:encoded><![CDATA[{HTML}]]></content:encoded>"),
        rss(f"<content:encoded><![CDATA[{HTML}]]></content:encoded><description>{SHORT}</description>"),
        rss(f"<description>{SHORT}</description><content:encoded>{escape(HTML)}</content:encoded>"),
        rss(f"<description>{SHORT}</description><content:encoded><![CDATA[{HTML}]]></content:encoded>", ""),
        rss(f"<content:encoded><![CDATA[{HTML}]]></content:encoded>"),
        atom(f'<summary>{SHORT}</summary><content type="html">{escape(HTML)}</content>'),
        atom(f'<content type="html"><![CDATA[{HTML}]]></content><summary>{SHORT}</summary>'),
        atom(f'<content type="xhtml">{XHTML}</content>'),
        feed_json(summary=SHORT, content_html=HTML),
        feed_json(content_html=HTML, content_text="Ngắn hơn"),
        feed_json(content_text=PLAIN),
    ],
)
def test_the_text_of_a_feed_is_kept_in_paragraphs(found: Found, body: str) -> None:
    (candidate,) = found(body).candidates
    assert candidate.text == PLAIN
    assert candidate.summary in {SHORT, PLAIN}


@pytest.mark.parametrize(
    "body",
    [
        rss(f"<description>{escape(HTML)}</description>"),
        rss(f"<description>{SHORT}</description><content:encoded>{SHORT[:9]}</content:encoded>"),
        rss(f"<description>{SHORT}</description><content:encoded></content:encoded>"),
        atom(f"<summary>{SHORT}</summary>"),
        atom(
            f'<summary>{SHORT}</summary><content type="image/png">aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=</content>'
        ),
        atom(f'<summary>{SHORT}</summary><content src="https://a.example/1" type="text/html"/>'),
        feed_json(summary=SHORT),
        "<urlset><url><loc>https://a.example/1</loc></url></urlset>",
    ],
)
def test_a_summary_is_no_text(found: Found, body: str) -> None:
    assert found(body).candidates[0].text == ""


def test_texts_are_bounded_each_and_together(found: Found) -> None:
    long = "chu " * (TEXT // 4 + 10)
    items = [
        {"url": f"https://a.example/{number}", "title": "Tin", "summary": "x", "content_text": long}
        for number in range(TEXTS // TEXT + 2)
    ]
    texts = [candidate.text for candidate in found(json.dumps({"items": items})).candidates]
    assert {len(text) for text in texts[: TEXTS // TEXT - 1]} <= {TEXT, TEXT - 1}
    assert sum(map(len, texts)) <= TEXTS
    assert texts[-1] == ""
    assert len(found(rss(f"<description>{long}</description>")).candidates[0].summary) <= SUMMARY
