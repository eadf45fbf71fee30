"""Text from outside made safe and comparable: NFC, no control, bidi or zero-width characters, and a folded
form.
"""

from __future__ import annotations

import re
import unicodedata

# C0/C1 controls, soft hyphen, zero-width and bidi marks, line and paragraph separators, BOM, interlinear and
# tag characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r" ?\n[ \n]*")
_SPACE = re.compile(r"\s+")

# Not covered by NFD plus stripping marks: vocabulary facts, section 1 and 4.2 of the index facts.
_FOLD = str.maketrans(
    {
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
    }
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("’‘ʼʻ`´", "'"))
_FOLD |= _DASHES | {ord("ё"): "е", ord("Ё"): "Е"}
# й is a letter of its own but decomposes: it is hidden while marks are stripped.
_SHORT_I = "\ue000"
_MARKS = re.compile("[\u0300-\u036f]")
_LOOKALIKE = str.maketrans({"ǝ": "ə", "Ǝ": "Ə"})


def clean_line(value: str) -> str:
    """Make one clean line: NFC, nothing invisible, white space collapsed, ends stripped."""
    return _SPACE.sub(" ", _strip_invisible(value)).strip()


def clean_paragraphs(value: str) -> str:
    """Make clean text that keeps its paragraphs: one line feed between them, blanks collapsed."""
    lines = _BLANKS.sub(" ", _strip_invisible(value))
    return _GAPS.sub("\n", lines).strip()


def _strip_invisible(value: str) -> str:
    value = _UNSEEN.sub("", _BREAKS.sub("\n", value))
    # ǝ (U+01DD) is typed for ə (U+0259) in Azerbaijani; no language of ours has the former.
    return unicodedata.normalize("NFC", value).translate(_LOOKALIKE)


def fold_text(value: str) -> str:
    """Give the key for comparing across spellings: lower case without diacritics, ə as e, ı as i, đ as d, ё
    as е, й kept.

    The index folds in the same way (`pipeline.store.schema.analysis`).
    """
    plain = unicodedata.normalize("NFC", value).translate(_FOLD).lower()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFD", plain.replace("й", _SHORT_I))
        plain = _MARKS.sub("", decomposed).replace(_SHORT_I, "й")
    return plain


def lower_text(value: str, language: str = "") -> str:
    """Lower-case with Turkic care: İ becomes one letter, and in Azerbaijani and Turkish I becomes ı."""
    if language in {"az", "tr"}:
        value = value.replace("I", "ı")
    return value.replace("İ", "i").lower().translate(_DASHES)
