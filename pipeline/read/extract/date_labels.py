"""What a printed line says about a date: published, updated, or something else's."""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple


class Said(IntEnum):
    """How a date is introduced; a lower one is believed before a higher."""

    PUBLISHED = 0
    NOTHING = 1
    UPDATED = 2


class Part(NamedTuple):
    """A part of a line that holds a date, and how it is introduced."""

    said: Said
    text: str


_UPDATED = (
    r"updat\w*|modif\w*|edited|revised|yenilen\w*|deyis(?:diril|iklik)\w*|duzelis\w*|guncelle\w*|"
    r"cap nhat|sua luc|chinh sua|sua doi|обновл\w*|изменен\w*|отредактир\w*|исправлен\w*|aktualis\w*|"
    r"geandert|mis a jour|actualiz\w*|aggiornat\w*|atualiz\w*|zaktualiz\w*"
)
_PUBLISHED = (
    r"publi\w*|posted|issued|released|derc\w*|yayi[mn]\w*|yerlesdir\w*|paylas\w*|dang (?:luc|ngay|tin|boi)|"
    r"xuat ban|ngay dang|опублик\w*|публикац\w*|размещен\w*|veroffentlicht|erschienen|erstellt|created|"
    r"pubblicat\w*|opublikowan\w*|dodano"
)
_LABEL = re.compile(rf"\b(?:(?P<updated>{_UPDATED})|(?P<published>{_PUBLISHED}))(?:\b|(?=\d))")
# A day with its year, or a word for today or yesterday with a clock time; folded.
DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:20)?\d{2}|20\d{2} ?[./-] ?\d{1,2} ?[./-] ?\d{1,2}|20\d{2} ?[年\u1102]"
    r"|\d{1,2} [./-] \d{1,2} [./-] 20\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?[ -](?:de )?[^\W\d_]{3,12}\.?,?[ -](?:de )?20\d{2}"
    r"|[^\W\d_]{3,12}[.,]? \d{1,2}(?:st|nd|rd|th)?(?:,? |/)20\d{2}"
    r"|20\d{2}(?:[., ] ?|-)[^\W\d_]{3,12}[. -]{1,2}\d{1,2}(?!\d)|20\d{2}, ?\d{1,2} [^\W\d_]{3,12}"
    r"|\d{1,2}[ /-](?:thang|thg|th) ?\d{1,2}|\d{1,2} (?:thang|thg|th) [a-z]{2,5}(?: [a-z]{2,4})?,? 20\d{2}"
    r"|\b(?:thang|thg|th) ?\d{1,2} \d{1,2},? 20\d{2}|\d{1,2} [^\W\d_]{3,12}[, ]+\d{1,2}[:.]\d{2}"
    r"|(?:bu gun|dunen|hom nay|hom qua|сегодня|вчера|today|yesterday)\W.{0,6}\d{1,2}[:.]\d{2}"
    r"|\b(?:ago|truoc|evvel|qabaq|назад)\b"
)
# What may stand with a colon before the article's date, besides the two labels.
_TIME_LABEL = re.compile(
    r"(?:date|time|tarix\w*|vaxt\w*|saat|ngay|gio|thoi gian|дата|время|on|by|datum|fecha|data)\W*$"
)
_COLON = re.compile(r"([^:|•·]{2,60}):\s*$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDS = (".", "!", "?", "…")
MOST_WORDS = 5
"""Words beside the date in a line with a full stop: more make it a sentence that speaks of a day."""


def split_line(line: str) -> list[Part]:
    """Give the parts of a folded line that hold a date, in their order, each with how it is introduced."""
    labels = list(_LABEL.finditer(line))
    bounds = [*(found.start() for found in labels), len(line)]
    parts = [Part(Said.NOTHING, line[: bounds[0]])]
    for found, (start, end) in zip(labels, pairwise(bounds), strict=True):
        said = Said.UPDATED if found["updated"] else Said.PUBLISHED
        parts.append(Part(said, line[start:end]))
    return [part for part in parts if DATE.search(part.text)]


def is_date_line(line: str) -> bool:
    """Whether a folded line dates what stands around it: no sentence, and no label of something else."""
    found = DATE.search(line)
    if found is None:
        return False
    before, behind = line[: found.start()], line[found.end() :]
    if _LABEL.search(before):
        return True
    words = len(_WORD.findall(f"{before} {behind}"))
    if words > MOST_WORDS and line.rstrip().endswith(_ENDS):
        return False
    label = _COLON.search(before)
    return label is None or _TIME_LABEL.search(label[1]) is not None


def read_label(text: str) -> Said:
    """Tell how a word, a class or a text before a date introduces it; the last label counts."""
    said = Said.NOTHING
    for found in _LABEL.finditer(text):
        said = Said.UPDATED if found["updated"] else Said.PUBLISHED
    return said
