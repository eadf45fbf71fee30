"""Prescan: a look at raw HTML: can this page name both sides at all?"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from pipeline.config.topic import TermKind, Topic
from pipeline.model.fetches import Page
from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.read.announced import holds_headline
from pipeline.read.decode import decode_body
from pipeline.read.scanner import DOTTED, WINDOW, Scanner, lower_page
from pipeline.text.signs import Signs

# Searches that begin with fixed letters: one with a choice at its beginning would stop at every letter.
_ENTITY = re.compile(rb"(&(?:#\d{2,7}|#x[0-9a-f]{2,6}|[a-z]{2,8});?)")
_ESCAPE = re.compile(rb"(\\u[0-9a-f]{4})")
_CODED = {b"&#": re.compile(rb"&#(x[0-9a-f]{2,6}|\d{2,7})"), b"\\u": re.compile(rb"\\(u[0-9a-f]{4})")}
"""What letters may be written as, by the sign it begins with."""
_MARKS = (b"\xcc", b"\xcd")
"""First bytes of combining marks: letters that are not composed."""
_FIRST_OF_MANY = 0xC2
"""Lowest byte that begins a letter of several bytes in UTF-8."""
_NAMED_LETTERS = frozenset({b"circ;", b"&idot;"})
_SIGNS = Signs((DOTTED, *_NAMED_LETTERS, *_CODED))
_LAST = 0x10FFFF
_PIECE = 4096
"""Bytes of a piece of a page that is read by itself."""
_SHARED = 2 * WINDOW
"""Bytes of its neighbours that a piece has as well."""


def prescan_page(page: Page, topic: Topic, *, everything: bool = False) -> str | Rejected:
    """Give a page's HTML when the page may name both sides, or `everything` is wanted; else say what it is.

    Rejected as `not_html` by its bytes, as `off_topic` when a side is missing, as `not_article` when the
    feed's headline is missing as well: then something else stands there, today.
    """
    body = decode_body(page.body, page.fetch.content_type)
    if isinstance(body, Rejected):
        return body
    # The feed's words count: a wall has none of the article's, but its feed may say what stands behind it.
    candidate = page.fetch.candidate
    listed = "\n".join((candidate.title, candidate.summary, candidate.text))
    words = b"%s\n%s" % (listed.encode(), body)
    if not everything and not passes_prescan(words, topic):
        if holds_headline(body, candidate.title):
            return Rejected(Stage.PRESCAN, Outcome.OFF_TOPIC)
        return Rejected(Stage.PRESCAN, Outcome.NOT_ARTICLE, "its feed's headline does not stand there")
    return body.decode()


def passes_prescan(page: bytes, topic: Topic) -> bool:
    """Tell whether HTML may name both sides; never False for one that the judge would grade 1 or more.

    `page` is in UTF-8. Entities, JSON escapes and decomposed letters are read only when the plain look found
    a side missing.
    """
    low = page.lower()
    signs = _SIGNS.find(low)
    if DOTTED in signs:
        low = low.replace(DOTTED, b"i")
    coded: bytes | None = None
    for side in _order_sides(low, topic):
        if _build_scanner(topic, side).finds_side(low):
            continue
        coded = _read_coded(low, signs) if coded is None else coded
        if not coded or not _build_scanner(topic, side).finds_side(coded):
            return False
    return True


@lru_cache(maxsize=4)
def _build_scanner(topic: Topic, side: str) -> Scanner:
    return Scanner(topic, side)


def _order_sides(page: bytes, topic: Topic) -> tuple[str, str]:
    """Give first the side that the page is less likely to name: most pages end with the first search.

    It is the one that topic.yml lists last, except where the page is written in that country's letters.
    """
    first, last = topic.sides
    is_at_home = any(letter in page for letter in _list_own_letters(topic, last))
    return (first, last) if is_at_home else (last, first)


@lru_cache(maxsize=4)
def _list_own_letters(topic: Topic, side: str) -> tuple[bytes, ...]:
    """Give the first bytes of letters in which only this side's country is spelled, and never the other's.

    Of ệ in Việt Nam and ə in Azərbaycan, but not of the Cyrillic letters that both have.
    """
    own: set[int] = set()
    others: set[int] = set()
    for term, form in topic.entries:
        if term.kind is TermKind.COUNTRY:
            letters = own if term.side == side else others
            letters.update(byte for byte in "".join(form.spellings).encode() if byte >= _FIRST_OF_MANY)
    return tuple(bytes([byte]) for byte in sorted(own - others))


def _read_coded(page: bytes, signs: frozenset[bytes]) -> bytes:
    """Give the pieces of a lowered page in which letters are coded, read; empty where there are none.

    Two pieces share what a phrase may take: one that a piece cuts is whole in the other.
    """
    if _has_marks(page):
        return lower_page(_decode_page(page))
    if not _is_coded(page, signs):
        return b""
    starts = range(0, len(page), _PIECE)
    pieces = (page[max(0, start - _SHARED) : start + _PIECE + _SHARED] for start in starts)
    return lower_page(_decode_page(b"\n".join(piece for piece in pieces if _is_coded(piece, signs))))


def _is_coded(page: bytes, signs: frozenset[bytes]) -> bool:
    """Whether letters are written as entities or escapes, which begin with one of the signs.

    Quotation marks and blanks so written are no matter.
    """
    if any(sign in page for sign in signs & _NAMED_LETTERS):
        return True
    codes = (set(_CODED[sign].findall(page)) for sign in signs.intersection(_CODED))
    return any(any(map(_is_letter, some)) for some in codes)


def _has_marks(page: bytes) -> bool:
    return any(mark in page for mark in _MARKS)


@lru_cache(maxsize=4096)
def _is_letter(code: bytes) -> bool:
    number = int(code) if code.isdigit() else int(code[1:], 16)
    return number <= _LAST and bool(chr(number).isalpha() or unicodedata.combining(chr(number)))


@lru_cache(maxsize=4096)
def _decode_escape(code: bytes) -> bytes:
    _, escape, number = code.partition(b"\\u")
    written = chr(int(number, 16)) if escape else html.unescape(code.decode())
    return written.encode("utf-8", "surrogatepass")


def _decode_page(page: bytes) -> bytes:
    """Give a lowered page with entities, escapes and decomposed letters read."""
    # Lowered, &Idot; is no entity any more.
    plain = page.replace(b"&idot;", b"i")
    for code in (_ENTITY, _ESCAPE):
        parts = code.split(plain)
        parts[1::2] = map(_decode_escape, parts[1::2])
        plain = b"".join(parts)
    if not _has_marks(plain):
        return plain
    composed = unicodedata.normalize("NFC", plain.decode("utf-8", "surrogatepass"))
    return composed.replace("i\u0307", "i").encode("utf-8", "surrogatepass")
