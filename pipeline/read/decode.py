"""The body of a page as HTML in UTF-8, or the word for what is no page by its bytes."""

from __future__ import annotations

import codecs

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.text.encoding import recode_page

HEAD = 2048
"""Bytes that are looked at."""

_SIGNATURES = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM6",
    b"II*\x00",
    b"MM\x00*",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"RIFF",
    b"ID3",
    b"OggS",
    b"\x1aE\xdf\xa3",
    b"FLV\x01",
    b"\x00\x00\x01\xba",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"MZ\x90",
    b"\x7fELF",
    b"\x00asm",
    b"wOFF",
    b"wOF2",
)


def decode_body(body: bytes, content_type: str = "") -> bytes | Rejected:
    """Give the body in UTF-8; Rejected as `not_html` when it is an image, PDF, archive or other binary."""
    if not body[:HEAD].strip() and not body.strip():
        return Rejected(Stage.PRESCAN, Outcome.NOT_HTML, "empty body")
    if is_binary(body):
        return Rejected(Stage.PRESCAN, Outcome.NOT_HTML, "binary")
    return recode_page(body, content_type)


def is_binary(body: bytes) -> bool:
    """Whether bytes are no text: by their signature, or by control bytes that no charset of text has."""
    start = body[:HEAD].lstrip()
    if start.startswith(_SIGNATURES) or start[4:8] == b"ftyp":
        return True
    head = body[:HEAD]
    if head[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} or b"<" in head:
        return False
    return sum(b < 9 or 13 < b < 27 for b in head) > len(head) // 10
