"""Elements leave a tree as if each were taken out by itself."""

from __future__ import annotations

from copy import deepcopy

import pytest
from lxml import etree, html

from pipeline.text.parsing import drop_elements

PAGES = (
    "<p>a<i>1</i>b<i>2</i>c</p>",
    "<p><i>1</i><i>2</i>c<b>d</b>e<i>3</i>f</p>",
    "<div>a<p>b<i>1<i>2</i>c</i>d</p>e<i>3</i></div><i>4</i>g",
    "<i>1</i>",
    "<p><b>x</b><i>1</i>y<b>z</b><i>2</i></p>",
)


@pytest.mark.parametrize("page", PAGES)
def test_the_text_behind_each_stays_where_it_was(page: str) -> None:
    one = html.document_fromstring(f"<html><body>{page}</body></html>")
    other = deepcopy(one)
    drop_elements(one.iter("i"))
    for element in list(other.iter("i")):
        element.drop_tree()
    assert etree.tostring(one) == etree.tostring(other)
    assert not list(one.iter("i"))
