"""Character references of documents: a name without semicolon is none, in addresses as in titles.

HTML reads `&copy=2` as ©=2 and XML forbids it; outlets write addresses with bare ampersands all the same. A
number behind `&#` is nothing else, and is read as browsers read it, to its last digit.
"""

from __future__ import annotations

import re
from html.entities import html5

# What stands in CDATA or a comment is no markup; what is not closed reaches to the end.
_LITERAL = rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
_BODY = r"#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31}"
_NUMBER = rb"#[0-9]{1,7}+|#[xX][0-9a-fA-F]{1,6}+"
_KNOWN = rb"(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});"
_AMPERSAND = re.compile(
    _LITERAL + rb"|&(?!" + _KNOWN + rb")(?:([a-zA-Z][a-zA-Z0-9]{1,31});|(" + _NUMBER + rb");?)?", re.DOTALL
)
_REFERENCE = re.compile(rf"&({_BODY});|&(#[0-9]{{1,7}}+|#[xX][0-9a-fA-F]{{1,6}}+)")


def mend_references(data: bytes) -> bytes:
    """Give XML or HTML in which every ampersand begins a reference that any parser knows.

    A bare one is escaped, and so is one before a name that is none; names of HTML become numbers, for a
    parser of XML drops them. Nothing changes in CDATA and comments.
    """
    return _AMPERSAND.sub(_mend_ampersand, data) if b"&" in data else data


def _mend_ampersand(found: re.Match[bytes]) -> bytes:
    name, number = found[1], found[2]
    if number is not None:
        return b"&" + number.lower() + b";"  # XML knows no capital X
    if name is None:
        return b"&amp;" if found[0] == b"&" else found[0]
    meant = html5.get(f"{name.decode()};")
    return "".join(f"&#{ord(c)};" for c in meant).encode() if meant else b"&amp;" + found[0][1:]


def has_references(text: str) -> bool:
    """Whether a text holds what reads as a reference."""
    return _REFERENCE.search(text) is not None


def resolve_references(text: str) -> str:
    """Give a text with its references read; the standard library also reads names without semicolon."""
    return _REFERENCE.sub(_resolve_reference, text)


def _resolve_reference(found: re.Match[str]) -> str:
    name = found[1] or found[2]
    if not name.startswith("#"):
        return html5.get(f"{name};", found[0])
    number = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
    is_character = 0 < number < 0xD800 or 0xE000 <= number < 0x110000
    return chr(number) if is_character else ""
