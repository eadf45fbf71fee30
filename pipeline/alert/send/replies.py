"""What a mail server's reply means for a mail: whether it speaks of the person's address, or of us.

Only what speaks of the address may end a person's mail as refused. Everything else can be mended while the
mail waits: a relay that does not know us, a log-in that is missing, a name that does not resolve.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from pipeline.model.mails import HELD
from pipeline.text.clean import clean_line

LONGEST_REPLY = 500
OUR_FAULT = "a fault of ours: "
OTHER_WAYS = ("webhook: ", "feed: ", OUR_FAULT)
"""How replies begin that are not of a mail server."""
_CODE = re.compile(r"[2-5]\d\d(?!\d)")
_STATUS = re.compile(r"(?:^\d{3}[ -]+|\(#)([245]\.\d{1,3}\.\d{1,3})(?!\d)")
"""The enhanced status (RFC 3463) after the code, or as qmail has it: (#5.1.1)."""
_OF_THE_ADDRESS = ("5.1.", "5.2.")
_OF_OUR_ADDRESS = ("5.1.7", "5.1.8")
"""Statuses of the sender's address, among those of the recipient's."""
_OF_NOTHING = "5.0."
_REFUSED = ("550", "551", "553")
"""Codes of RFC 5321 for an address that is none; a server that gives no enhanced status says no more."""
_MAIL_ADDRESS = re.compile(r"(?<![^\s@])[^\s@]++@\S++")
_WORDS_OF_US = re.compile(
    r"\b(?:relay|auth|log.?in|reverse|ptr\b|rdns|helo|ehlo|hostname|sender|spf\b|dkim|dmarc|spam|policy|black"
    r"|block|reputation)",
    re.IGNORECASE,
)
"""What servers without enhanced statuses, such as Exim, say when a 550 is about us.

A mail that waits although its address is wrong costs a day of tries; one that is refused although the address
is right is lost.
"""


Begin = Callable[[], None]
"""Notes on disk that from here on the other side may have a message; raises OSError when it cannot."""


def note_nothing() -> None:
    """Be a `Begin` of what nobody sends again."""


class Fate(Enum):
    """How a try to deliver ended."""

    DELIVERED = "the server took it"
    REFUSED = "the server will not take it for this person"
    LATER = "not now"
    UNCERTAIN = "the connection died after the server may have taken it"
    AWAY = "no server can be reached, or it does not know us"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a try to deliver ended, and what the server said, in one clean line."""

    fate: Fate
    reply: str


def decide_fate(reply: str) -> Fate:
    """Give what a reply to the recipient's address, or to the message, means: refused, or later."""
    return Fate.REFUSED if reply.startswith("5") and _speaks_of_address(reply) else Fate.LATER


def describe_faults(replies: Iterable[str]) -> list[str]:
    """Give a sentence for each kind of fault that a person must mend, out of the last replies.

    They are those to mails that wait, or are held by a fault of ours. A server that says "not now" (4xx)
    needs nobody. One that says no (5xx) does, and so does a connection that failed, which has no code.
    """
    kinds: dict[str, str] = {}
    for reply in replies:
        code = _CODE.match(reply)
        if reply and (not code or code[0].startswith("5")):
            # Replies to different people differ in the address that they name.
            kinds.setdefault(f"{code[0]} {_find_status(reply)}" if code else reply, reply)
    return [_describe_fault(reply) for reply in kinds.values()]


def _describe_fault(reply: str) -> str:
    if reply.startswith(HELD):
        return f"Messages are {reply}"
    if reply.startswith(OTHER_WAYS):
        return f"Messages wait: {reply}"
    return f"Mails wait for the mail server: {reply}"


def format_reply(code: int, text: bytes | str) -> str:
    """Give a reply as one clean line, its code first."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return clean_line(f"{code} {words}")[:LONGEST_REPLY]


def _speaks_of_address(reply: str) -> bool:
    status = _find_status(reply)
    if status and not status.startswith(_OF_NOTHING):
        return status.startswith(_OF_THE_ADDRESS) and status not in _OF_OUR_ADDRESS
    return reply.startswith(_REFUSED) and not _WORDS_OF_US.search(_MAIL_ADDRESS.sub("", reply))


def _find_status(reply: str) -> str:
    found = _STATUS.search(reply)
    return found[1] if found else ""
