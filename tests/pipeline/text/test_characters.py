"""What no document may hold is gone before anything reads it, and what stood around it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.text.characters import clean_document


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("Baku and Hanoi", "Baku and Hanoi"),
        ("a\tb\r\nc", "a\tb\r\nc"),
        ("Azer\x02baijan", "Azerbaijan"),
        ("Ba\x00ku \x1fand\x08 Ha\x1bnoi", "Baku and Hanoi"),
        ("one\x0btwo\x0cthree", "one two three"),
        ("Ba\ufffeku\uffff", "Baku"),
        ("｡ﾟ \ufffd", "｡ﾟ \ufffd"),
        ("Ba&#1;ku &#x2;and &#X1F;Ha&#00000;noi", "Baku and Hanoi"),
        ("one&#11;two&#xC;three", "one two three"),
        ("a&#9;b&#10;c&#x0d;", "a&#9;b&#10;c&#x0d;"),
        ("&#65534;x&#xFFFF;", "x"),
        ("smile&#55357;&#56832;&#xDE00;", "smile   "),
        ("&#1114112;&#x110000;&#99999999999;", "   "),
        ("&#1114111;&#x10ffff;&#0000007879;", "&#1114111;&#x10ffff;&#0000007879;"),
        ("It&#146;s &#x93;here&#148; &#150; now", "It’s “here” – now"),
        ("&#129;x", "x"),
        ("&#; &#x; &#q1; A&B #1", "&#; &#x; &#q1; A&B #1"),
    ],
)
def test_a_document_keeps_what_is_a_character(written: str, clean: str) -> None:
    assert clean_document(written.encode()).decode() == clean


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\x01\x0b\x1f\ufffe\uffff"), max_size=60))
def test_what_is_left_can_stand_in_a_tree(text: str) -> None:
    clean = clean_document(text.encode()).decode()
    element = etree.Element("p")
    element.text = clean
    assert element.text == clean


@given(st.integers(0, 0x120000), st.booleans())
def test_a_reference_that_is_left_is_one_that_xml_knows(number: int, hexadecimal: bool) -> None:
    written = f"<p>a&#{f'x{number:x}' if hexadecimal else number};b</p>".encode()
    text = etree.fromstring(clean_document(written)).text
    assert text is not None
    assert text[0] + text[-1] == "ab"
