"""What stands before and behind an article's text: by-lines, clocks, agencies, credits, closing lines.

It is neither lead nor evidence, and is not shown as the sentence that decided. All is told by form: a line
that is no sentence, a prefix in capitals before a dash, a bracket that says whose picture it is.
"""

from __future__ import annotations

import re

from pipeline.config.topic import TermKind, Topic

LONGEST_LINE = 12
"""Words of a line from which on it is taken for text even without a full stop."""
LONGEST_CREDIT = 3 * LONGEST_LINE
LONGEST_BYLINE = 6
LONGEST_IMPRINT = 18
MOST_LINES = 30
"""Lines at one end that may be no text."""
SIGNATURE = 60
"""Characters at a paragraph's end in which an agency signs."""
_ENDS = (".", "!", "?", "…", ":", ";", ",")
_QUOTES = "\"'»”’)]"


def _join_words(*lines: str) -> str:
    return "|".join(word.strip() for line in lines for word in line.split(","))


_CREDIT_WORDS = _join_words(
    "courtesy, photo, photos, picture, image, source, credit, illustration",
    "ảnh, nguồn, minh họa, minh hoạ",
    "фото, источник, снимок",
    "foto, fotolar, mənbə, şəkil, şəkillər",
)
_CLOSING_WORDS = _join_words(
    "source, related, read also, read more, see also, more news, reader, comment, follow us, subscribe",
    "share, tags?, all rights, ©, copyright",
    "nguồn, xem thêm, tin liên quan, bình luận, theo dõi, chia sẻ, từ khóa, đọc thêm",
    "источник, поделиться, читайте, подпис, комментар, теги, материалы по теме, следите",
    "mənbə, bütün xəbərlər, həmçinin, oxşar, paylaş, abunə, şərh, açar sözlər, bizi izləyin",
)
_BYLINE_WORDS = _join_words("by", "автор, авторы, текст", "müəllif", "tác giả, bài")
_IMPRINT_WORDS = _join_words(
    "address, editorial office",
    "trụ sở, cơ quan chủ quản, địa chỉ, giấy phép",
    "адрес, учредитель, главный редактор",
    "ünvan, baş redaktor",
)

_BRACKET = re.compile(rf"[(\[]\s*(?:{_CREDIT_WORDS})\b[^()\[\]]{{0,160}}[)\]]", re.IGNORECASE)
_CAPTION = re.compile(
    r"[^()\[\]]{10,300}[(\[]\s*(?:photos?|picture|image|ảnh|фото|снимок|fotolar|foto|şəkil)\b"
    r"[^()\[\]]{0,80}[)\]]\.?",
    re.IGNORECASE,
)
"""A few words that say at their end whose picture they stand below."""
_SIGNED = re.compile(r"[(\[][^()\[\]]{2,90}[)\]]\s*$")
_PHOTO = re.compile(r"\b[^\W\d_]{2,12}\sphotos?\b[^.!?]{0,40}$", re.IGNORECASE)
"""What stands behind a paragraph or a picture and may name an agency: (VNA/AZERTAC), "VNA Photo"."""
_CREDIT_MARK = rf"(?:{_CREDIT_WORDS})\s?(?::|by\b|courtesy|©)"
_CREDIT_LINE = re.compile(
    rf"{_CREDIT_MARK}|[^.!?]{{0,200}}[./|]\s?{_CREDIT_MARK}|[^.!?]{{0,200}}\bphotos? (?:courtesy|by)\b",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"https?://|@|\b\d{1,4},? [^.,]{2,40}\b(?:street|avenue|road)\b"
    r"|\blicen[cs]e (?:no|\d)|\bhotline\b|\btel\b[.:]"
    rf"|^(?:{_IMPRINT_WORDS})\b",
    re.IGNORECASE,
)
"""An outlet's address, licence or telephone."""
_BYLINE = re.compile(rf"(?:{_BYLINE_WORDS})\s?:?\s", re.IGNORECASE)
_SALUTATION = re.compile(r"(?:Dear|Your|Уважаем|Дорог|Ваше|Hörmətli|Əziz|Möhtərəm|Kính|Thưa)[^?]{1,80}[,!]$")
_CLOCK = re.compile(
    r"\b\d{1,2}[:h]\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b", re.IGNORECASE
)
_CLOSING = re.compile(rf"(?:{_CLOSING_WORDS})", re.IGNORECASE)
_NAME = "[A-ZĐА-ЯƏ]{2,12}"
_SIGNATURE = re.compile(
    rf"(?:\s|(?<=[.!?»”\"]))[-–—/.]{{1,3}}\s?\.?/?\s?{_NAME}(?:[\s/][A-Z]{{2,12}})?[./]{{0,2}}$"
    r"|\s?\./\.?$"
    r"|(?<=[a-zà-ỹа-яə\d])[/-]\.?[A-ZА-ЯƏ]{2,8}\.?$"
)
_DAY = r"(?:\d{1,2}\s\w{3,9}|\w{3,9}\s\d{1,2})(?:,?\s\d{4})?"
_CITY = r"[A-ZĐÀ-ỸА-ЯƏİŞÇÖÜ][\w'’-]{2,20}(?:,?\s[A-ZĐÀ-ỸА-ЯƏİŞÇÖÜ][\w'’-]{1,20}){0,2}"
_PREFIX = re.compile(
    rf"{_CITY}[.,]\s{_DAY}[.,]?\s[/(]?[A-ZА-ЯƏİ][\w./]{{1,20}}[/)]?(?:\.?\s?[-–—:]|\.)\s|"
    rf"{_NAME}(?:,\s{_NAME})?(?:\s\([^()]{{2,30}}\)\s?|\s)[-–—]\s|"
    r"(?:No|№)\s?[:.]?\s?\d{1,4}/\d{2,4}[.,]?\s|"
    r"\([^()]{2,30}\)\s?[-–—:]\s?"
    rf"|{_NAME}(?:[.-][A-ZА-Яa-z]{{2,8}})?\s?(?:[-–—:]\s|\.\s(?=[A-ZĐÀ-ỸА-ЯƏ“\"«])|/\s?)"
)


def trim_lines(paragraphs: list[str], topic: Topic) -> list[str]:
    """Leave out the lines at both ends that are no sentences, and credits of pictures everywhere.

    Nothing goes when nothing would be left.
    """
    kept = [p for p in (_drop_credits(_open_cell(paragraph), topic) for paragraph in paragraphs) if p]
    first, last = 0, len(kept)
    while first < min(last, MOST_LINES) and _opens_text(kept[first]):
        first += 1
    while last > first and len(kept) - last < MOST_LINES and _closes_text(kept[last - 1]):
        last -= 1
    return kept[first:last] or paragraphs


def _open_cell(paragraph: str) -> str:
    """Give what stands in a row of a single cell: pages laid out by tables come so."""
    if not paragraph.startswith("|"):
        return paragraph
    cell = paragraph.strip("| ")
    return paragraph if "|" in cell.replace("\\|", "") else cell


def _drop_credits(paragraph: str, topic: Topic) -> str:
    short = len(paragraph.split()) <= LONGEST_CREDIT
    if short and (_CREDIT_LINE.match(paragraph) or _CAPTION.fullmatch(paragraph)):
        return ""
    if short and not {"!", "?"} & set(paragraph) and _names_agency(_PHOTO.search(paragraph), topic):
        return ""
    plain = _BRACKET.sub("", paragraph)
    signed = _SIGNED.search(plain)
    return (plain[: signed.start()] if signed and _names_agency(signed, topic) else plain).strip()


def _names_agency(written: re.Match[str] | None, topic: Topic) -> bool:
    if written is None:
        return False
    return any(m.term.kind is TermKind.AGENCY for m in topic.lexicon.find_terms(written[0]))


def _is_line(paragraph: str) -> bool:
    """Whether this is a short line that ends as no sentence does; the row of a table is a row."""
    if len(paragraph.split()) > LONGEST_LINE or "|" in paragraph or "\t" in paragraph:
        return False
    return not paragraph.rstrip(_QUOTES + " ").endswith(_ENDS)


def _opens_text(paragraph: str) -> bool:
    """Whether a paragraph at the top is a by-line, a clock, a section's name."""
    words = len(paragraph.split())
    if words > LONGEST_LINE:
        return words <= LONGEST_IMPRINT and _IMPRINT.search(paragraph) is not None
    if _CLOCK.search(paragraph) and not paragraph.rstrip(_QUOTES).endswith("."):
        return True
    return _is_line(paragraph) or (words <= LONGEST_BYLINE and _BYLINE.match(paragraph) is not None)


def is_salutation(paragraph: str) -> bool:
    """Whether a paragraph is how a letter begins: "Dear Mr. President!", or anything short with a comma."""
    short = len(paragraph.split()) <= LONGEST_LINE
    return short and (paragraph.endswith(",") or _SALUTATION.match(paragraph) is not None)


def _closes_text(paragraph: str) -> bool:
    """Whether a paragraph at the end is a credit, a link or an invitation; a signed one is text."""
    signed = drop_signature(paragraph)
    if signed != paragraph and len(signed.split()) > 1:
        return False
    short = len(paragraph.split()) <= LONGEST_CREDIT
    marked = _CLOSING.match(paragraph) or _IMPRINT.search(paragraph)
    return _is_line(paragraph) or (short and marked is not None)


def drop_prefix(paragraph: str, topic: Topic) -> str:
    """Take an agency's or outlet's name off a paragraph's start: "VOV.VN -", "(Dân trí) -", "TGVN."."""
    match = _PREFIX.match(paragraph)
    if match is None or any(m.term.weight for m in topic.lexicon.find_terms(match[0])):
        return paragraph
    return paragraph[match.end() :].lstrip() or paragraph


def drop_signature(paragraph: str) -> str:
    """Take "./.", "-VNA" or "— VNS" off a paragraph's end."""
    start = max(0, len(paragraph) - SIGNATURE)
    head, tail = paragraph[:start], paragraph[start:]
    for _ in range(2):
        tail = _SIGNATURE.sub("", tail).rstrip()
    return head + tail if (head + tail).strip() else paragraph
