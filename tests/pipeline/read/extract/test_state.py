"""The text of a page that is drawn by script, out of the state that the page carries."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.model.items import Rejected
from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

TEXT = "\n".join(PARAGRAPHS)
MARKUP = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
OTHER = "".join(
    f"<p>The harbour of a third town got {n} new lamps last night, its mayor said.</p>" for n in range(40)
)
CONSENT = "".join(
    f"<p>We and our {n} partners store cookies; you may accept or refuse them.</p>" for n in range(40)
)


def draw(script: str, kind: str = "") -> str:
    typed = f' type="{kind}"' if kind else ""
    head = f"<title>{TITLE}</title><meta property='og:title' content='{TITLE}'>"
    return (
        f"<html><head>{head}</head><body><div id='app'></div><script{typed}>{script}</script></body></html>"
    )


def dump(value: Any) -> str:
    return json.dumps(value).replace("<", "\\u003c")


STATE = {"props": {"article": {"title": TITLE, "contentHtml": MARKUP}, "related": [{"contentHtml": OTHER}]}}


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        pytest.param(dump(STATE), "application/json", id="next-data"),
        pytest.param(f"window.__STATE__ = {dump(STATE)};", "", id="assigned"),
        pytest.param(f"window.__STATE__ = JSON.parse({dump(dump(STATE))});", "", id="json inside a string"),
        pytest.param(f"self.__next_f.push([1,{dump('5:' + dump(STATE))}])", "", id="next pushes"),
        pytest.param(f"self.__next_f.push([1,{dump(MARKUP)}])", "", id="next pushes markup"),
        pytest.param(dump({"body": "\n\n".join(PARAGRAPHS)}), "application/json", id="text without markup"),
    ],
)
def test_a_page_drawn_by_script_is_read_from_its_state(
    read: Callable[..., Any], script: str, kind: str
) -> None:
    article = read(draw(script, kind))
    assert (article.text, article.text_by) == (TEXT, "state/only")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(dump({"related": [{"contentHtml": OTHER}]}), id="another article"),
        pytest.param(dump({"messages": {"consent": CONSENT}}), id="a cookie notice"),
        pytest.param('"' * 100_000, id="quotation marks"),
        pytest.param('"\\' * 100_000, id="an open string"),
        pytest.param('{"a": "' + "\\u003cp>" * 40_000, id="cut in the middle"),
    ],
)
def test_what_is_not_the_headlines_text_is_no_article(read: Callable[..., Any], script: str) -> None:
    assert isinstance(read(draw(script)), Rejected)


def test_the_text_behind_a_paywall_is_left_there(read: Callable[..., Any]) -> None:
    about = {"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": False}
    ld = f"<script type='application/ld+json'>{json.dumps(about)}</script>"
    assert isinstance(read(draw(dump(STATE)).replace("</head>", f"{ld}</head>")), Rejected)
