"""The words of an entry: plain text out of a feed's HTML, the publisher behind a title, language codes."""

from __future__ import annotations

import re

import ftfy

from pipeline.discover.references import has_references, resolve_references
from pipeline.text.clean import clean_line, clean_paragraphs, fold_text
from pipeline.text.mojibake import mend_mojibake

LONGEST = 30_000
"""Characters of an entry's HTML that are looked at; the summary kept of it is much shorter."""
LONGEST_TEXT = 500_000
"""The same of the HTML of a whole text, of which a fifth may be text."""
LONGEST_PUBLISHER = 60

_TAG = re.compile(r"<[!/a-zA-Z][^<>]*>")
# Where a block begins or ends; the start of a link or a bold word does not end a line.
_BREAK = re.compile(
    r"</?(?:br|p|div|li|h[1-6]|tr|ul|ol|table|blockquote|section|article|figure|figcaption|hr|dt|dd|pre)\b[^<>]*>",
    re.IGNORECASE,
)
# What is not closed is hidden to the end, as in a browser; that also keeps the time linear.
_HIDDEN = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>", re.IGNORECASE | re.DOTALL
)
_MOJIBAKE = re.compile(r"[ÃÂÄÅÆÐÑÉáâ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]")
# Controls that are letters of windows-1252, as browsers read &#147;.
_LETTERS_FOR_CONTROLS = {n: bytes([n]).decode("windows-1252", "ignore") for n in range(0x80, 0xA0)}
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?")
_LANGUAGE_NAMES = {
    "az": ("aze", "azerbaijani"),
    "vi": ("vie", "vn", "vietnamese"),
    "en": ("eng", "english"),
    "ru": ("rus", "russian"),
    "tr": ("tur", "turkish"),
}
_CODES = {name: code for code, names in _LANGUAGE_NAMES.items() for name in names}


def strip_markup(text: str, longest: int = LONGEST) -> str:
    """Give the text of a feed's HTML: no tags, mojibake mended, entities read (twice when doubly escaped).

    Only the first `longest` characters are looked at.
    """
    if not text:
        return ""
    text = text[:longest]
    for _ in range(2):
        text = _remove_tags(text)
        if not has_references(text):
            break
        text = resolve_references(text)
    text = mend_mojibake(_remove_tags(text))
    if _MOJIBAKE.search(text):
        text = ftfy.fix_encoding(text)
    text = text.translate(_LETTERS_FOR_CONTROLS)
    # A text that was cut inside a character ends in its remains.
    return clean_paragraphs(text).rstrip("\ufffd")


def _remove_tags(text: str) -> str:
    if "<" not in text and "]]>" not in text:
        return text
    return _TAG.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", text)))


def split_publisher(title: str, publisher: str) -> tuple[str, str]:
    """Take the publisher off the title of a search result ("Headline - Outlet"); give both."""
    head, dash, tail = title.rpartition(" - ")
    if not dash or not head.strip():
        return title, publisher
    if not publisher:
        return (head, tail) if len(tail) < LONGEST_PUBLISHER else (title, "")
    if fold_text(clean_line(tail)) == fold_text(clean_line(publisher)):
        return head, publisher
    return title, publisher


def parse_language(declared: str) -> str | None:
    """Give the code, two or three letters, of a declared language ("vi-VN", "Vietnamese"), or None."""
    name = declared.strip().lower()
    found = _LANGUAGE.fullmatch(name)
    if found is None:
        return _CODES.get(name)
    return _CODES.get(found[1], found[1])
