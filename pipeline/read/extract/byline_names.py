"""The names in a by-line as people write it: without credits, offices, places and who took the picture."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count

from pipeline.read.extract.date_labels import DATE
from pipeline.read.extract.headline import tidy_title
from pipeline.text.clean import clean_line, fold_text

LONGEST = 60
"""Characters of a name at most."""
LONGEST_LINE = 300
"""Characters of a by-line that are read."""

_NO_NAME = re.compile(
    r"https?:|www\.|[@<>{}]|\d|\.(?:az|vn|com|ru|net)\b|admin|редакци|redaksiya|redaktor|ban biên tập|phóng"
    r" viên|"
    r"editor(?:ial)?s?$|web ?(?:design|master)|developed|\bstaff\b|newsroom|news"
    r" desk|agenc(?:y|ies)|agentli|агентств|thông tấn|^(?:by|none|null)$|\bunknown\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*([,;|•·])\s*|\s+(and|with|və|ve|và|и|&|und|et|y)\s+")
BY = (
    r"(?:(?:written|reported|story|posted|submitted|words|text) )?by|(?:(?:viết|đăng|gửi) )?bởi|"
    r"(?:mətn|текст|bài|writer|reporter|müxbir|phóng viên|người viết|phỏng vấn|thực hiện|interview|"
    r"корреспондент)(?=\s?:)|"
    r"von|par|por|müəllif|yazan|автор|tác giả"
)
"""Words behind which a name is that of who wrote, as an expression."""
_CREDIT = re.compile(rf"^(?:{BY}|from|text|words|mətn|текст|bài)(?:\s*:\s*|\s+)", re.IGNORECASE)
# Who took the picture or made the film is no author.
_OTHER_CREDIT = re.compile(
    r"^\W*(?:photos?|pictures?|images?|video|graphics?|illustrations?|foto|şəkil|fotolar|ảnh|hình|đồ họa|"
    r"фото|видео|иллюстрац\w*|bild|fotos)\b\W",
    re.IGNORECASE,
)
# What somebody is, behind the name.
_OFFICE = re.compile(
    r"\b(?:chief|head of|director|president|professor|minister|correspondent|reporter|writer|contributor|"
    r"columnist|manager|officer|founder|analyst|fellow|producer|journalist|editor|sponsored|müxbir\w*|"
    r"jurnalist\w*|muhabir\w*|корреспондент\w*|журналист\w*|обозревател\w*|korrespondent\w*|redakteur\w*|"
    r"phóng viên|cộng tác viên)\b",
    re.IGNORECASE,
)
_EMPLOYER = r"(?:the )?associated press|Reuters|Agence France-Presse|Xinhua|Bloomberg"
_AGENCY = rf"{_EMPLOYER}|AP|AFP|dpa|TASS|ТАСС|Interfax|Интерфакс"
_DEGREE = r"Ph\.?D\.?|M\.?D\.?|R\.?D\.?N?\.?|M\.?S\.?|MPH|MBA|DVM|Esq\.?"
_BARE_DEGREE = re.compile(_DEGREE)
_PARTED = re.compile(r"\s[-–—|•·/]\s")
_BARE_EMPLOYER = re.compile(_EMPLOYER, re.IGNORECASE)
# Two words before it: "Reuters" alone is who wrote it.
_BEHIND_NAME = re.compile(
    rf"(?<=\w)(?:[\s/]+(?:(?i:{_AGENCY})|in [A-ZÀ-Þ][\w.-]*(?: [A-ZÀ-Þ][\w.-]*)?|{_DEGREE})|"
    r" ?/ ?[A-ZÀ-ÞĐƏ]{2,}\S{0,30})$"
)
# Korean, Chinese and Japanese write "reporter" beside the name.
_REPORTER = re.compile(r"^(?:记者|記者)\s*|\s*(?:기자|특파원|记者|記者)$")
# A name of two characters is whole in these languages.
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]")
# As feeds write it, and some systems in their meta tags: the address, and the name in brackets.
_MAIL_AND_NAME = re.compile(r"\s*[^\s@()]{1,64}@[^\s@()]{1,80}\s?\(([^()]{1,60})\)\s*")
_BRACKETS = re.compile(r"\s*\([^()]{0,60}\)")
# What leads from a name to its date.
_LEADS = re.compile(r"[\s,]+(?:on|at|vào|lúc|ngày|в|от|in)(?:\s+(?:[^\W\d_]{2,12}|\d[\d:.h]{0,6}))?\W*$")
_NAME_WORDS = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*")


def split_byline(value: str, sites: Collection[str]) -> Iterator[str]:
    """Give the names in a by-line; none of the outlet's own, which `sites` has folded.

    Behind a name, its office, its degree, its agency and its place go; behind the outlet's name come places.
    """
    whole = tidy_title(value)[:LONGEST_LINE]
    mailed = _MAIL_AND_NAME.fullmatch(whole)
    line = _BRACKETS.sub("", mailed[1] if mailed else whole).strip(" ,;|")
    if fold_text(line) in sites:
        return
    pieces = _SPLIT.split(line)
    parts = [clean_line(piece) for piece in pieces[::3]]
    joints = [mark or word for mark, word in zip(pieces[1::3], pieces[2::3], strict=True)]
    # "Finch, Harold" is one person written backwards: no name rather than two wrong ones.
    if len(parts) == 2 and joints[0] == "," and not any(" " in part for part in parts):
        return
    is_own = fold_text(parts[0]) in sites
    first = _CREDIT.sub("", parts[0])
    is_joined = False
    for number, part, joint in zip(count(), parts, [None, *joints], strict=False):
        if not part or _OTHER_CREDIT.match(part):
            continue
        behind = joint == "," and is_joined and " " in part  # "A and B, Coast Review"
        is_joined = is_joined or joint not in {None, ",", ";", "|", "•", "·"}
        if number and looks_named(first) and (behind or _is_attribute(part)):
            continue
        if not (is_own and number and " " not in part):
            yield _strip_behind(_CREDIT.sub("", part))


def cut_date(line: str) -> str:
    """Give what stands before the date in a by-line; the line where that is nothing."""
    folded = fold_text(line)
    found = DATE.search(folded) if len(folded) == len(line) else None
    before = _LEADS.sub("", line[: found.start()]).strip() if found else ""
    # A weekday may stand between: "Ann Example - Friday, 19/08/2022".
    first = _PARTED.split(before)[0]
    return first if looks_named(first) else before or line


def _is_attribute(part: str) -> bool:
    """Whether a part behind a name says what somebody is or for whom they work."""
    whole = _BARE_EMPLOYER.fullmatch(part) or _BARE_DEGREE.fullmatch(part)
    return whole is not None or _OFFICE.search(part) is not None


def _strip_behind(name: str) -> str:
    short = _BEHIND_NAME.sub("", _REPORTER.sub("", name)).strip()
    return short if looks_named(short) or _IDEOGRAPHS.match(short) else name


def looks_named(name: str) -> bool:
    """Whether words are a name's: two to five of them, capitals at both ends."""
    return bool(_NAME_WORDS.fullmatch(name)) and name[0].isupper() and name.split()[-1][0].isupper()


def is_name(name: str) -> bool:
    """Whether words can be a name: neither an address nor a desk, nor longer than names are."""
    shortest = 2 if _IDEOGRAPHS.match(name) else 3
    return shortest <= len(name) <= LONGEST and not _NO_NAME.search(name)
