"""Lines that stand in a text and are no part of it: labels of links, by-lines, addresses, invitations."""

from __future__ import annotations

import re

from pipeline.read.extract.blocks import Line
from pipeline.read.extract.date_labels import is_date_line
from pipeline.read.extract.phrases import ADVERTISEMENT, COMMAND, INVITATION
from pipeline.text.clean import fold_text

LABEL = 50
"""Characters of a label at most."""
LINK = 12
"""Letters of a link behind a label at least."""
LABELLED = 250
"""Letters of a label with its link at most."""
BYLINE = 120
"""Characters of a line above the text that is its date, with who wrote it, at most."""
NOTICE = 200
"""Characters of a line at the end that says where to write or to subscribe, at most."""
HANDLED = 100
"""Characters of a line at the end that names an account somewhere, at most: a post in the text is longer."""
CALL, BEFORE_CALL = 80, 20
"""Characters of a line anywhere that invites to follow, and before the invitation, at most; what begins or
ends with one is nothing else, either.
"""
BEHIND_SIGN_OFF = 2
"""Lines behind an agency's sign-off at most."""
SENTENCE = 40
"""Characters of a sentence before an address at least."""
NAME = 40
"""Characters between the two at most: the name of who wrote it."""

_LABEL = re.compile(rf"[^.!?:|\n]{{2,{LABEL}}}[:|]\s")
_COLONS = (":", "：")
_ADDRESS = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.[a-z.]{2,40}|^(?:twitter|x|facebook|instagram)\.com/\S{1,100}$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[^\W\d_]{2,30}(?: [^\W\d_]{2,30})?, ")
_SIGN_OFF = re.compile(
    r"\W?(?:(?:additional )?(?:reporting|writing|compiled) by) .{3,150}\bedit(?:ing|ed) by\b", re.IGNORECASE
)
_COUNT = re.compile(r"[^\W\d][^\d:]{2,40}: ?\d{1,9}")
_HANDLE = re.compile(r"(?:^|[\s(])@\w{3,}")


def introduces_link(line: Line) -> bool:
    """Whether a line is a label and the headline of another page behind it: "Read also: ..."."""
    if line.size > LABELLED or line.internal < LINK:
        return False
    label = _LABEL.match(line.text)
    return label is not None and line.internal >= line.size - len(label[0]) - 2


def is_label(text: str) -> bool:
    """Whether a line introduces what follows it."""
    return len(text) <= LABEL and text.endswith(_COLONS)


def is_byline(text: str) -> bool:
    """Whether a line above the text is its date, with who wrote it; a dateline is text: "BAKU, May 3"."""
    return len(text) <= BYLINE and not _PLACE.match(text) and is_date_line(fold_text(text))


def is_call(folded: str, *, is_linked: bool = False) -> bool:
    """Whether a line, folded, is nothing but a place for advertisements or an invitation to follow or to
    subscribe; one that ends with an invitation to click may be longer.
    """
    if len(folded) > NOTICE:
        return False
    if ADVERTISEMENT.fullmatch(folded) or COMMAND.search(folded):
        return True
    found = list(INVITATION.finditer(folded))
    if not found:
        return False
    is_last = len(folded) - found[-1].end() <= len(".»")
    if len(folded) > CALL:
        return found[0].start() == 0 or (is_last and is_linked)
    return found[0].start() <= BEFORE_CALL or is_last


def strip_notices(text: str) -> str:
    """Take off the end of a text what is no news: labels of nothing, addresses, invitations to subscribe."""
    lines = _cut_sign_off(text.split("\n"))
    while len(lines) > 1 and (is_label(lines[-1]) or _is_notice(lines[-1])):
        sentence = _find_sentence(lines.pop())
        if sentence:
            return "\n".join((*lines, sentence))
    return "\n".join(lines)


def _cut_sign_off(lines: list[str]) -> list[str]:
    """Leave out the short lines behind an agency's sign-off: "Reporting by …; Editing by …"."""
    for number in range(max(1, len(lines) - 1 - BEHIND_SIGN_OFF), len(lines) - 1):
        if _SIGN_OFF.match(lines[number]) and all(len(line) <= HANDLED for line in lines[number + 1 :]):
            return lines[: number + 1]
    return lines


def _is_notice(line: str) -> bool:
    if len(line) > NOTICE:
        return False
    if _COUNT.fullmatch(line) or _ADDRESS.search(line) or (len(line) <= HANDLED and _HANDLE.search(line)):
        return True
    return INVITATION.search(fold_text(line)) is not None


def _find_sentence(line: str) -> str:
    """Give a sentence of the text that stands in one line with the address of who wrote it."""
    found = _ADDRESS.search(line)
    if found is None or found.end() < len(line):
        return ""
    end = max(line.rfind(mark, 0, found.start()) for mark in ".!?") + 1
    return line[:end] if end > SENTENCE and found.start() - end <= NAME else ""
