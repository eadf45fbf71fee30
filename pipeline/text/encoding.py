"""Bytes as UTF-8, whatever they declare and whatever they are: a rule for feeds and one for pages.

Both believe a byte order mark first, then bytes that are valid UTF-8: no other encoding of our outlets passes
for it. Where bytes are neither, they differ. A feed's declaration stands in its first line and is mostly
right; damage is rare and is mended, for a strict parser gives up at it. A page's header and meta tag are
often wrong: they must not contradict the look of the bytes.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from pipeline.text.characters import clean_document
from pipeline.text.mojibake import mend_mojibake
from pipeline.text.signs import Signs

CHUNK = 1 << 20
"""Bytes checked at a time: as one string a large sitemap would take four times its size."""

_HIGH = re.compile(rb"[\x80-\xff]+")


SURELY = 4
"""Letters of UTF-8 for each fault that speak against any other charset that is declared."""
LIKELY = 2
"""The same against the look of the bytes: Chinese and Japanese pass for UTF-8 here and there."""


def is_utf8(data: bytes) -> bool:
    """Whether bytes are valid UTF-8 from end to end."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), CHUNK):
            decoder.decode(data[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(data: bytes, least: int) -> bool:
    """Whether bytes are UTF-8 but for a text cut inside a letter, or a box that comes from elsewhere."""
    lenient = data.decode("utf-8", "replace")
    faults = lenient.count("\ufffd")
    letters = len(lenient) - len(lenient.encode("ascii", "ignore")) - faults
    return letters > least * faults


# ---- feeds

_FEED_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_FEED_DECLARATION = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
# Browsers read iso-8859-1 as windows-1252, and so do those who declare it.
_FEED_MEANT = {"iso-8859-1": "windows-1252", "latin1": "windows-1252"}
_CYRILLIC_RUN = re.compile(rb"[\xc0-\xff\xa8\xb8]{3,}")
_SAMPLE = 200_000


def recode_feed(data: bytes) -> bytes:
    """Give a feed, sitemap or section page as UTF-8 that a strict parser can read.

    Without byte order mark, control characters and references to what is no character. After the mark and
    valid UTF-8 the declaration counts, then a guess between damaged UTF-8 (a text cut inside a character),
    windows-1251 and windows-1252.
    """
    for mark, encoding in _FEED_MARKS:
        if data.startswith(mark):
            data = data.decode(encoding, "replace").encode()
            break
    else:
        if not is_utf8(data):
            data = _decode_feed(data).encode()
    return clean_document(data.removeprefix(codecs.BOM_UTF8))


def _decode_feed(data: bytes) -> str:
    declared = _FEED_DECLARATION.search(data[:1024])
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    name = _FEED_MEANT.get(name, name)
    if name not in {"utf-8", "utf8"} and not _is_mostly_utf8(data[:_SAMPLE], SURELY):
        # Not what it declares, or a name that Python does not know: guessed like the undeclared.
        with suppress(LookupError, UnicodeError, ValueError):
            return data.decode(name)
    return data.decode(_guess_feed_encoding(data), "replace")


def _guess_feed_encoding(data: bytes) -> str:
    """Damaged UTF-8 has few faults among many good characters; in windows-1251 whole words lie above 0xC0."""
    sample = data[:_SAMPLE]
    if _is_mostly_utf8(sample, 1):
        return "utf-8"
    high = sum(map(len, _HIGH.findall(sample)))
    return "windows-1251" if 2 * sum(map(len, _CYRILLIC_RUN.findall(sample))) > high else "windows-1252"


# ---- pages

PAGE_HEAD = 2048
"""Bytes in which a page's meta tag must stand to be believed; browsers look at 1,024."""

_PAGE_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PAGE_DECLARATION = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{3,30})", re.IGNORECASE)
# Declared as one, meant as the other: what browsers do (WHATWG Encoding).
_PAGE_MEANT = {
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
# UTF-8 that somebody has read as windows-1252 and written as UTF-8 again: ə, а, đ, ạ, ü as they look then;
# and the commonest letters as windows-1251, 1254, 1258, KOI8-R and DOS make them look.
_MANGLED = Signs(
    looks.encode()
    for looks in ["É™", "Ð°", "Ð¾", "Ä‘", "áº¡", "á»‡", "Ã¼", "Ä±", "Р°", "Й™", "бє", "п╟", "Ğ°", "Đ°", "╨░"]
)
_SEGMENT = re.compile(r'[^<>"\n]{4,}')
MOST_SEGMENTS = 50_000
"""Texts and attributes of a mangled page that are mended; a long one has a tenth of so many."""
_LOOKED_AT = 40_000
"""Bytes in which they are looked for."""


def recode_page(body: bytes, content_type: str = "") -> bytes:
    """Give a web page as UTF-8 that every parser can read, mended where it was encoded twice.

    After the mark and bytes that are UTF-8 or nearly (whatever is declared) comes the declared charset when
    the bytes look like it, then windows-1251 or windows-1254 by their look.
    """
    page = _recode_charset(body, content_type)
    if _count_mangled(page) > 2:
        page = _repair_page(page)
    return clean_document(page)


def _recode_charset(body: bytes, content_type: str) -> bytes:
    """Give the bytes as they are when they are UTF-8.

    Nearly all pages are, and most are thrown away without being made text.
    """
    for mark, name in _PAGE_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace").encode()
    # Every second byte is NUL in UTF-16 without a mark, whichever way round.
    if body[:200].count(b"\x00") > 50:
        return body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", "replace").encode()
    if is_utf8(body):
        return body
    # Some charsets decode to half a surrogate, which UTF-8 does not have.
    return _decode_page(body, content_type).encode("utf-8", "replace")


def _decode_page(body: bytes, content_type: str) -> str:
    if _is_mostly_utf8(body, LIKELY):
        return body.decode("utf-8", "replace")
    return body.decode(_guess_charset(body, content_type), "replace")


def _guess_charset(body: bytes, content_type: str) -> str:
    """Give the charset of bytes that are no UTF-8: the declared one, unless they are of another script."""
    declared = _read_charset(body, content_type)
    high = _HIGH.findall(body, 0, 400_000)
    # In Cyrillic whole words lie above ASCII, in Latin scripts single letters.
    is_cyrillic = sum(map(len, high)) > 2.2 * len(high)
    if declared == "utf-8" or declared in (_LATIN if is_cyrillic else _CYRILLIC):
        declared = None
    if declared == "cp1252" and _is_turkic(high):
        return "cp1254"
    if declared:
        return declared
    return _pick_cyrillic(b"".join(high)) if is_cyrillic else "cp1254"


def _pick_cyrillic(letters: bytes) -> str:
    """windows-1251 has its small letters in the upper half, KOI8-R in the lower."""
    upper = sum(b >= 0xE0 for b in letters)
    return "cp1251" if upper * 2 >= len(letters) else "koi8-r"


def _is_turkic(high: list[bytes]) -> bool:
    """Whether there are ğ, ı and ş, which stand where windows-1252 has the Icelandic ð, ý and þ."""
    return sum(b in b"\xf0\xfd\xfe" for run in high for b in run) * 10 > len(high)


def _read_charset(body: bytes, content_type: str) -> str | None:
    """Give the charset that the header declares, else the meta tag, by Python's name; None when neither."""
    for place in (content_type.encode("latin-1", "replace"), body[:PAGE_HEAD]):
        found = _PAGE_DECLARATION.search(place)
        if found is None:
            continue
        name = found[1].decode("ascii", "replace").lower()
        with suppress(LookupError):
            meant = codecs.lookup(_PAGE_MEANT.get(name, name))
            # Python also knows codecs that are none of text (rot13, hex, zlib), and some that no page is
            # written in and that may raise.
            if meant._is_text_encoding and meant.name not in _NO_PAGE:
                return meant.name
    return None


def _count_mangled(page: bytes) -> int:
    return _MANGLED.count(page[:_LOOKED_AT])


def _repair_page(page: bytes) -> bytes:
    """Mend what stands between two tags or in one attribute by itself: what surrounds it may be whole."""
    text = _SEGMENT.sub(lambda found: mend_mojibake(found[0]), page.decode(), count=MOST_SEGMENTS)
    page = text.encode("utf-8", "replace")
    if _count_mangled(page) <= 2:
        return page
    # Few pages need it, and its import takes a fifth of a second.
    import ftfy

    lines = page.split(b"\n")
    for number, line in enumerate(lines):
        if _MANGLED.find(line):
            lines[number] = ftfy.fix_encoding(line.decode()).encode("utf-8", "replace")
    return b"\n".join(lines)
