"""Bytes made text: what the bytes are decides, before header and meta tag, which are often wrong."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage

HEAD = 2048
"""Bytes in which a meta tag must stand to be believed; browsers look at 1,024."""

_BINARY = (
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
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{3,30})", re.IGNORECASE)
# Declared as one, meant as the other: what browsers do (WHATWG Encoding).
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
}
_NO_PAGE = frozenset({"undefined", "idna", "punycode", "utf-7", "unicode-escape", "raw-unicode-escape"})
_LATIN = frozenset({"cp1252", "cp1254", "cp1250", "iso8859-15", "iso8859-2"})
_CYRILLIC = frozenset(
    {"cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic", "kz1048", "ptcp154"}
)
_HIGH = re.compile(rb"[\x80-\xff]+")
# UTF-8 that somebody has read as windows-1252 and written as UTF-8 again: ə, а, đ, ạ, ü as they look then.
# They all begin with the same byte: a search that begins with a choice would stop at every letter.
_MANGLED = re.compile(
    b"\xc3(?:"
    + b"|".join(letter.encode()[1:] for letter in ("É™", "Ð°", "Ð¾", "Ä‘", "áº¡", "á»‡", "Ã¼", "Ä±"))
    + b")"
)
_LOOKED_AT = 40_000
"""Bytes in which they are looked for."""


def decode_page(body: bytes, content_type: str = "") -> str | Rejected:
    """Give a page's text as `as_utf8` does its bytes."""
    page = convert_to_utf8(body, content_type)
    return page if isinstance(page, Rejected) else page.decode()


def convert_to_utf8(body: bytes, content_type: str = "") -> bytes | Rejected:
    """Give a page in UTF-8 without NUL bytes; Rejected as `not_html` when the bytes are an image, PDF,
    archive or other binary.

    Order: byte order mark, UTF-8 when the bytes are valid or nearly (whatever is declared), the declared
    charset when the bytes look like it, and then windows-1251 or windows-1254 by their look.
    """
    if not body[:HEAD].strip() and not body.strip():
        return Rejected(Stage.PRESCAN, Outcome.NOT_HTML, "empty body")
    if is_binary(body):
        return Rejected(Stage.PRESCAN, Outcome.NOT_HTML, "binary")
    page = _recode_bytes(body, content_type)
    if b"\x00" in page:
        page = page.replace(b"\x00", b"")
    return _repair_page(page) if len(_MANGLED.findall(page, 0, _LOOKED_AT)) > 2 else page


def is_binary(body: bytes) -> bool:
    """Whether bytes are no text: by their signature, or by control bytes that no charset of text has."""
    start = body[:HEAD].lstrip()
    if start.startswith(_BINARY) or start[4:8] == b"ftyp":
        return True
    head = body[:HEAD]
    if head[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} or b"<" in head:
        return False
    return sum(b < 9 or 13 < b < 27 for b in head) > len(head) // 10


def _recode_bytes(body: bytes, content_type: str) -> bytes:
    """The bytes as they are when they are UTF-8: nearly all pages are, and most are thrown away without being
    made text.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace").encode()
    # Every second byte is NUL in UTF-16 without a mark, whichever way round.
    if body[:200].count(b"\x00") > 50:
        return body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", "replace").encode()
    with suppress(UnicodeDecodeError):
        body.decode()
        return body
    # Some charsets decode to half a surrogate, which UTF-8 does not have.
    return _guess_text(body, content_type).encode("utf-8", "replace")


def _guess_text(body: bytes, content_type: str) -> str:
    lenient = body.decode("utf-8", "replace")
    above = len(lenient) - len(lenient.encode("ascii", "ignore"))
    # A body cut in the middle of a letter, or one foreign quotation, is UTF-8 all the same.
    if lenient.count("\ufffd") * 10 <= above:
        return lenient
    return body.decode(_guess_charset(body, content_type), "replace")


def _guess_charset(body: bytes, content_type: str) -> str:
    """The charset of bytes that are no UTF-8: the declared one, unless the bytes are of another script."""
    declared = _read_declaration(body, content_type)
    high = _HIGH.findall(body, 0, 400_000)
    # In Cyrillic whole words lie above ASCII, in Latin scripts single letters.
    cyrillic = sum(map(len, high)) > 2.2 * len(high)
    if declared is None or declared == "utf-8" or declared in (_LATIN if cyrillic else _CYRILLIC):
        declared = None
    if declared == "cp1252" and _is_turkic(high):
        return "cp1254"
    return declared or (_pick_cyrillic(b"".join(high)) if cyrillic else "cp1254")


def _pick_cyrillic(letters: bytes) -> str:
    """windows-1251 has its small letters in the upper half, KOI8-R in the lower."""
    upper = sum(b >= 0xE0 for b in letters)
    return "cp1251" if upper * 2 >= len(letters) else "koi8-r"


def _is_turkic(high: list[bytes]) -> bool:
    """ğ, ı and ş stand where windows-1252 has the Icelandic ð, ý and þ."""
    return sum(b in b"\xf0\xfd\xfe" for run in high for b in run) * 10 > len(high)


def _read_declaration(body: bytes, content_type: str) -> str | None:
    for found in (_CHARSET.search(content_type.encode("latin-1", "replace")), _CHARSET.search(body[:HEAD])):
        name = found[1].decode("ascii", "replace").lower() if found else ""
        with suppress(LookupError):
            meant = codecs.lookup(_MEANT.get(name, name)) if name else None
            # Python also knows codecs that are none of text (rot13, hex, zlib), and some that no page is
            # written in and that may raise.
            if meant and meant._is_text_encoding and meant.name not in _NO_PAGE:
                return meant.name
    return None


def _repair_page(page: bytes) -> bytes:
    # Few pages need it, and its import takes a fifth of a second.
    import ftfy

    return b"\n".join(
        ftfy.fix_encoding(line.decode()).encode() if _MANGLED.search(line) else line
        for line in page.split(b"\n")
    )
