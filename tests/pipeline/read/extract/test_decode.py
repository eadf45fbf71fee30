"""H13 and H14: what the bytes are decides."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome
from pipeline.read.extract import decode_page

AZ = "Azərbaycan və Vyetnam: görüş, çağırış, şəhər, ığdır"
VI = "Việt Nam đẩy mạnh hợp tác, Thủ tướng phát biểu"
RU = "Азербайджан и Вьетнам обсудили поставки нефти и газа"
TR = "Görüşmede ığdırlı çiftçiler için yeni bir çağrı yapıldı, şehir değişti"


def page(text: str, charset: str = "") -> str:
    """A page that declares a charset or none."""
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "header", "meta"),
    [
        (AZ, "utf-8", "", ""),
        (AZ, "utf-8", "iso-8859-1", "utf-8"),
        (VI, "utf-8", "iso-8859-1", ""),
        (VI, "utf-8", "windows-1251", "windows-1251"),
        (AZ, "utf-8-sig", "iso-8859-1", ""),
        (VI, "utf-16", "", ""),
        (VI, "utf-16-le", "", ""),
        (RU, "utf-16-be", "", "utf-8"),
        (RU, "cp1251", "", ""),
        (RU, "cp1251", "windows-1251", ""),
        (RU, "cp1251", "", "windows-1251"),
        (RU, "cp1251", "utf-8", "utf-8"),
        (RU, "cp1251", "iso-8859-1", "windows-1251"),
        (RU, "koi8-r", "", ""),
        (RU, "koi8-r", "koi8-r", ""),
        (TR, "cp1254", "", ""),
        (TR, "cp1254", "windows-1254", ""),
        (TR, "cp1254", "iso-8859-1", ""),
        (TR, "cp1254", "", "iso-8859-9"),
        ("Le président a été reçu à Hanoï", "cp1252", "iso-8859-1", ""),
        ("Ở Huế", "utf-8", "no-such-charset", "rot13"),
    ],
)
def test_a_page_is_read_in_the_charset_of_its_bytes(text: str, encoding: str, header: str, meta: str) -> None:
    content_type = f"text/html; charset={header}" if header else "text/html"
    assert decode_page(page(text, meta).encode(encoding), content_type) == page(text, meta)


@pytest.mark.parametrize(
    "charset",
    ["undefined", "idna", "punycode", "utf-7", "unicode_escape", "raw_unicode_escape", "mbcs", "rot13"],
)
def test_a_charset_that_no_page_is_written_in_is_not_believed(charset: str) -> None:
    body = b"<p>\xff +2AA- \\ud800 Baku</p>"
    found = decode_page(body, f"text/html; charset={charset}")
    assert "Baku" in str(found)
    assert str(found).encode().isascii() is False


def test_one_broken_letter_does_not_make_another_charset() -> None:
    body = page(AZ).encode()[:-30] + "ə".encode()[:1]
    assert AZ in str(decode_page(body, "text/html; charset=iso-8859-1"))


def test_utf8_written_twice_is_mended() -> None:
    text = page("Azərbaycan şəhər ələ düşdü " * 3)
    assert "Azərbaycan" in str(decode_page(text.encode().decode("cp1252", "replace").encode(), ""))


def test_nul_bytes_go() -> None:
    assert decode_page(b"<p>a\x00b\x00</p>", "") == "<p>ab</p>"


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
    ],
)
def test_what_is_no_html_is_told_by_its_bytes(body: bytes) -> None:
    found: Any = decode_page(body, "text/html")
    assert isinstance(found, Rejected)
    assert found.outcome is Outcome.NOT_HTML
