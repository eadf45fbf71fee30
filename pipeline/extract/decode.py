"""Bytes made text: what the bytes are decides, before header and meta tag, which are often wrong."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from charset_normalizer import from_bytes

from pipeline.model import Rejected
from pipeline.outcomes import Outcome, Stage

HEAD = 2048

_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00\x18ftyp",
    b"\x00\x00\x00 ftyp",
    b"ID3",
    b"OggS",
    b"MZ",
    b"\x7fELF",
    b"7z\xbc\xaf",
    b"Rar!",
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{3,30})", re.IGNORECASE)
# Declared as one, meant as the other: what browsers do (WHATWG Encoding).
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254"}
_GUESSED = ["cp1251", "cp1254", "cp1252", "cp1258", "koi8_r"]


def decode(body: bytes, content_type: str = "") -> str | Rejected:
    """Give a page's text without NUL bytes; Rejected as `not_html` when the bytes are an image, PDF, archive or other binary.

    Order: byte order mark, UTF-8 when the bytes are valid (whatever is declared), the declared charset, a guess among those of the region.
    """
    if body.lstrip()[:4] == b"":
        return Rejected(Stage.PRESCAN, Outcome.NOT_HTML, "empty body")
    if is_binary(body):
        return Rejected(Stage.PRESCAN, Outcome.NOT_HTML, "binary")
    return _text(body, content_type).replace("\x00", "")


def is_binary(body: bytes) -> bool:
    """Whether bytes are no text: by their signature, or by control bytes that no charset of text has."""
    if body.startswith(_BINARY):
        return True
    head = body[:HEAD]
    if head[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} or b"<" in head:
        return False
    return sum(b < 9 or 13 < b < 27 for b in head) > len(head) // 10


def _text(body: bytes, content_type: str) -> str:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    if body[:200].count(b"\x00") > 50:
        return body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", "replace")
    with suppress(UnicodeDecodeError):
        return body.decode("utf-8")
    declared = _declared(body, content_type)
    if declared == "utf-8" and not _mostly_foreign(body):
        return body.decode("utf-8", "replace")
    if declared and declared != "utf-8":
        return body.decode(declared, "replace")
    guess = from_bytes(body[:20000], cp_isolation=_GUESSED).best()
    return body.decode(guess.encoding if guess else "cp1251", "replace")


def _mostly_foreign(body: bytes) -> bool:
    """Whether bytes declared as UTF-8 are another charset: more than one replacement in a hundred characters above ASCII."""
    text = body.decode("utf-8", "replace")
    above = sum(1 for c in text if c > "\x7f")
    return text.count("\ufffd") * 10 > above


def _declared(body: bytes, content_type: str) -> str | None:
    for found in (_CHARSET.search(content_type.encode("latin-1", "replace")), _CHARSET.search(body[:HEAD])):
        name = found[1].decode("ascii", "replace").lower() if found else ""
        if name:
            with suppress(LookupError):
                return codecs.lookup(_MEANT.get(name, name)).name
    return None
