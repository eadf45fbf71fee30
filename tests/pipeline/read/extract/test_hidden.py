"""What a page does not show is no text of it, and what it shows stays, whatever its style sheets are for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pipeline.read.extract.conftest import PARAGRAPHS, TITLE

TEXT = "\n".join(PARAGRAPHS)
COPIED = "Copied from the Morning Post"
MARKED = f"<span class='q7x'>{COPIED}.</span>"


def page(mark: str, style: str = "") -> str:
    body = "".join(f"<p>{p} {mark}</p>" for p in PARAGRAPHS)
    head = f"<title>{TITLE}</title><style>{style}</style>"
    return f"<html><head>{head}</head><body><article><h1>{TITLE}</h1>{body}</article></body></html>"


@pytest.mark.parametrize(
    ("mark", "style"),
    [
        (f"<span style='position:absolute; left:-9999px'>{COPIED}.</span>", ""),
        (f"<i style='font-size:0px;line-height:0'>{COPIED}.</i>", ""),
        (f"<span style='text-indent: -999em'>{COPIED}.</span>", ""),
        (MARKED, ".q7x{display:none}"),
        (MARKED, "p{margin:0} .q7x { display : none !important; } .a{color:red}"),
    ],
)
def test_words_that_nobody_sees_are_left_out_of_the_line(
    read: Callable[..., Any], mark: str, style: str
) -> None:
    assert read(page(mark, style)).text == TEXT


@pytest.mark.parametrize(
    ("mark", "style"),
    [
        (f"<span style='left:-10px;font-size:0.9em'>{COPIED}.</span>", ""),
        # On paper and on small screens; shown again; of another element.
        (MARKED, "@media print{.b{color:red}.q7x{display:none}}"),
        (MARKED, ".q7x{display:none} .open .q7x{display:inline}"),
        (MARKED, ".menu .q7x{display:none}"),
        (MARKED, ".q7x-more{display:none}"),
    ],
)
def test_words_that_are_shown_stay(read: Callable[..., Any], mark: str, style: str) -> None:
    assert COPIED in read(page(mark, style)).text


def test_a_style_sheet_alone_hides_no_paragraph(read: Callable[..., Any]) -> None:
    html = page("", ".part{display:none}").replace("<p>", "<p class='part'>")
    assert read(html).text == TEXT


@pytest.mark.parametrize("heading", ["h2", "h4"])
def test_an_answer_that_a_heading_unfolds_is_text(read: Callable[..., Any], heading: str) -> None:
    said = "Twenty-five dollars for a single berth, paid by card and never given back to anybody."
    opens = f"<{heading}><button aria-expanded='false' aria-controls='a2'>What is it?</button></{heading}>"
    answer = f"<div id='a2' hidden><p>{said}</p></div>"
    assert said in read(page(opens + answer)).text
    assert said not in read(page(f"{opens.replace(heading, 'span')}{answer}")).text
