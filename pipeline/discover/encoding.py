"""Encoding: the bytes of a feed as clean UTF-8, whatever they declare and whatever they are."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_CYRILLIC_RUN = re.compile(rb"[\xc0-\xff\xa8\xb8]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]+")
# Forbidden in XML and met in feeds; one of them makes a strict parser give up.
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_CHUNK = 1 << 20


def convert_to_utf8(data: bytes) -> bytes:
    """Give the bytes as UTF-8 without byte order mark, control characters and references to what is no
    character.

    What is valid UTF-8 is UTF-8, whatever is declared: no other encoding of our outlets passes for it. Then
    the declaration counts, then a guess between damaged UTF-8 (a text cut inside a character), windows-1251
    and windows-1252.
    """
    encoding = next((e for mark, e in _MARKS if data.startswith(mark)), None) or next(
        (e for s, e in _UNMARKED if data.startswith(s)), None
    )
    if encoding:
        data = data.decode(encoding, "replace").encode()
    elif not _is_utf8(data):
        data = _decode_text(data).encode()
    return _REFERENCE.sub(_mend_reference, data.removeprefix(codecs.BOM_UTF8).translate(None, _CONTROLS))


def _mend_reference(found: re.Match[bytes]) -> bytes:
    """A character reference, or a blank where it names no character: halves of emoji are met, and feedparser
    and lxml fail on them.
    """
    digits = found[1] or found[2]
    number = int(digits, 16 if found[1] else 10) if len(digits) < 8 else -1
    return found[0] if number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0x110000 else b" "


def _is_utf8(data: bytes) -> bool:
    """Checked in pieces: as one string a large sitemap would take four times its size."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decode_text(data: bytes) -> str:
    declared = _DECLARED.search(data[:1024])
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    # Browsers read iso-8859-1 as windows-1252, and so do those who declare it.
    name = {"iso-8859-1": "windows-1252", "latin1": "windows-1252"}.get(name, name)
    if name not in {"utf-8", "utf8"}:
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            # Not what it declares, or a name that Python does not know: guessed like the undeclared.
            pass
    return data.decode(_guess_encoding(data), "replace")


def _guess_encoding(data: bytes) -> str:
    """Damaged UTF-8 has few faults among many good characters; in windows-1251 whole words lie above 0xC0."""
    sample = data[:200_000]
    text = sample.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    if sum(c > "\x7f" for c in text) - faults > faults:
        return "utf-8"
    high = sum(map(len, _HIGH.findall(sample)))
    return "windows-1251" if 2 * sum(map(len, _CYRILLIC_RUN.findall(sample))) > high else "windows-1252"
