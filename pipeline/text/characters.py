"""The one door through which documents come in: characters that none may hold are gone behind it.

Parsers disagree about them: one drops the text, one the element, one the document. So nothing reads a page or
a feed before `clean_document` has.
"""

from __future__ import annotations

import re

from pipeline.text.signs import Signs

LONGEST_REFERENCE = 7
"""Digits that the number of a character has at most, leading zeros aside."""

# Vertical tab and form feed part words; word processors and old databases leave them behind.
_BLANKS = b"\x0b\x0c"
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r" + _BLANKS)
_TO_BLANKS = bytes.maketrans(_BLANKS, b"  ")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_REFERS = b"&#"
_SIGNS = Signs((*_NO_CHARACTERS, _REFERS))
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]++)|([0-9]++));?")
_C1 = range(0x80, 0xA0)
"""Numbers that stand for no character; browsers read them as windows-1252 (HTML, 13.2.5.80)."""


def clean_document(data: bytes) -> bytes:
    """Give a document in UTF-8 without control characters and U+FFFE, U+FFFF, written out or as references.

    What parts words becomes a blank, the rest goes without a trace. References to C1 controls, which mean
    quotation marks and dashes of windows-1252, are mended. Halves of surrogates are no UTF-8: they only come
    as references.
    """
    if any(control in data for control in _CONTROLS):
        data = data.translate(None, _CONTROLS)
    if any(blank in data for blank in _BLANKS):
        data = data.translate(_TO_BLANKS)
    found = _SIGNS.find(data)
    for character in found.intersection(_NO_CHARACTERS):
        data = data.replace(character, b"")
    return _mend_references(data) if _REFERS in found else data


def _mend_references(data: bytes) -> bytes:
    """Replace what refers to no character; most documents have references, and hardly one a bad one."""
    if all(_mend_number(*digits) is None for digits in set(_REFERENCE.findall(data))):
        return data
    return _REFERENCE.sub(_mend_reference, data)


def _mend_reference(found: re.Match[bytes]) -> bytes:
    mended = _mend_number(found[1] or b"", found[2] or b"")
    return found[0] if mended is None else mended


def _mend_number(hexadecimal: bytes, decimal: bytes) -> bytes | None:
    """Give what a reference that cannot stay becomes, or None for one that may."""
    digits = (hexadecimal or decimal).lstrip(b"0")
    if len(digits) > LONGEST_REFERENCE:
        return b" "
    number = int(digits or b"0", 16 if hexadecimal else 10)
    if number in _C1:
        return bytes([number]).decode("cp1252", "ignore").encode()
    if number < 32:
        return None if number in b"\t\n\r" else b" " if number in _BLANKS else b""
    # Halves of emoji stand between words.
    is_character = number < 0xD800 or 0xE000 <= number < 0x110000
    return b"" if number in (0xFFFE, 0xFFFF) else None if is_character else b" "
