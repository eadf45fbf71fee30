"""Fixed strings that are looked for in one pass."""

from __future__ import annotations

import pytest

from pipeline.text.signs import Signs

SIGNS = Signs(["İ".encode(), b"&#", b"\\u"])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", set()),
        ("Việt Nam, đường, ı".encode(), set()),
        ("Đ\u0130 &#39; &#".encode(), {"İ".encode(), b"&#"}),
        (b"x" * 100_000 + b"\\u", {b"\\u"}),
    ],
)
def test_those_that_stand_in_the_data_are_given(data: bytes, found: set[bytes]) -> None:
    assert SIGNS.find(data) == found


def test_all_are_counted() -> None:
    assert SIGNS.count(b"&#1;&#2;\\u0041 & # u") == 3
