"""What is no page by its bytes."""

from __future__ import annotations

import gzip

import pytest

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.read.decode import decode_body


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"\n %PDF-1.4",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"GIF89a" + bytes(20),
        b"RIFF\x24\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x1cftypmp42" + bytes(20),
        b"\x1aE\xdf\xa3" + bytes(20),
        b"PK\x03\x04" + bytes(30),
        gzip.compress(b"<html></html>", mtime=0),
        bytes(range(9)) * 50,
        b"",
        b" \n ",
        b"\x00\x01\x02\x03" * 99,
    ],
)
def test_what_is_no_html_is_seen_by_its_bytes(body: bytes) -> None:
    found = decode_body(body, "text/html")
    assert isinstance(found, Rejected)
    assert found.outcome is Outcome.NOT_HTML
    assert found.stage is Stage.PRESCAN


@pytest.mark.parametrize("body", ["<p>Việt</p>".encode(), "<p>Việt</p>".encode("utf-16"), b"plain words"])
def test_what_may_be_html_is_given_in_utf8(body: bytes) -> None:
    found = decode_body(body, "text/html")
    assert isinstance(found, bytes)
    assert found.decode() in {"<p>Việt</p>", "plain words"}
