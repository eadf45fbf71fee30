"""Text from outside made safe and comparable: clean lines and paragraphs, and folded forms."""

from __future__ import annotations

import re
import unicodedata

# C0/C1 controls, soft hyphen, zero-width and bidi marks, line and paragraph separators, BOM, interlinear and
# tag characters, what is no character at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# But for one blank alone, which stays as it is.
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")

_DASHES = dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("’‘ʼʻ`´", "'")
_DASH_CODES = str.maketrans(_DASHES)
# Letters that stay when NFD's marks are stripped.
_FOLD = {
    "ə": "e",
    "Ə": "E",
    "ǝ": "e",
    "Ǝ": "E",
    "ı": "i",
    "İ": "I",
    "đ": "d",
    "Đ": "D",
    "ø": "o",
    "ł": "l",
    "ß": "ss",
    "ё": "е",
    "Ё": "Е",
    **_DASHES,
}
_FOLD_CODES = str.maketrans(_FOLD)
_SHORT = 64
# й is a letter of its own but decomposes: it is hidden while marks are stripped.
_SHORT_I = "\ue000"
_MARKS = re.compile("[\u0300-\u036f]")


def clean_line(value: str) -> str:
    """Make one clean line: NFC, nothing invisible, white space collapsed, ends stripped."""
    return " ".join(_strip_invisible(value).split())


def clean_paragraphs(value: str) -> str:
    """Make clean text that keeps its paragraphs: one line feed between them, blanks collapsed."""
    lines = _BLANKS.sub(" ", _strip_invisible(value))
    return "\n".join(filter(None, map(str.strip, lines.split("\n"))))


def _strip_invisible(value: str) -> str:
    if value.isascii() and value.isprintable():
        return value  # addresses, dates, codes, and most of what is empty
    value = _UNSEEN.sub("", _BREAKS.sub("\n", value))
    # ǝ (U+01DD) is typed for ə (U+0259) in Azerbaijani; no language of ours has the former.
    return unicodedata.normalize("NFC", value).replace("ǝ", "ə").replace("Ǝ", "Ə")


def fold_text(value: str) -> str:
    """Give the key for comparing across spellings: lower case without diacritics.

    ə becomes e, ı i, đ d and ё е; й is kept. The index folds in the same way
    (`pipeline.store.schema.analysis`).
    """
    if value.isascii():
        return value.lower().replace("`", "'")
    plain = _replace_letters(unicodedata.normalize("NFC", value)).lower()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFD", plain.replace("й", _SHORT_I))
        plain = _MARKS.sub("", decomposed).replace(_SHORT_I, "й")
    return plain


def _replace_letters(text: str) -> str:
    """Replace what is folded: in a long text one look for each such letter takes a tenth of one for each
    character.
    """
    if len(text) < _SHORT:
        return text.translate(_FOLD_CODES)
    for letter, plain in _FOLD.items():
        text = text.replace(letter, plain)
    return text


class _FoldedLetters(dict[int, int]):
    """Folds letter by letter; a letter is folded once and remembered."""

    def __missing__(self, code: int) -> int:
        folded = fold_text(chr(code))
        self[code] = ord(folded[0]) if folded else code
        return self[code]


_FOLDED_LETTERS = _FoldedLetters()


def fold_letters(text: str) -> str:
    """Fold NFC text as `fold_text` does, but to the same length: places in one are places in the other."""
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = _replace_letters(text)
    if plain.isascii() and len(plain) == len(text):
        return plain.lower()
    return text.translate(_FOLDED_LETTERS)


def lower_text(value: str, language: str = "") -> str:
    """Lower-case with Turkic care: İ becomes one letter, and in Azerbaijani and Turkish I becomes ı."""
    if language in {"az", "tr"}:
        value = value.replace("I", "ı")
    if value.isascii():
        return value.lower().replace("`", "'")
    return value.replace("İ", "i").lower().translate(_DASH_CODES)
