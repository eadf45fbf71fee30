"""What comes back to the sender's mailbox: notices that a mail was not delivered, and wishes to get no more.

The standard library's parser takes messages apart; they are strangers' text, and one that is none of these,
or cannot be read, is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256

from pipeline.text.clean import clean_line

LONGEST = 1_000_000
"""Bytes of a message that are read; a notice that quotes more of ours says enough before."""
MOST_PARTS = 50
LONGEST_REPLY = 300
_STATUS = re.compile(r"([245])\.(\d{1,3})\.\d{1,3}")
_OF_US = {"3", "6", "7"}
"""Subjects of a status (RFC 3463) that speak of systems, of the message or of policy: not of the address."""


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """A notice that a mail was not delivered.

    `message_id` is that of our mail, empty where the notice does not say; `of_address` tells whether the
    address is at fault.
    """

    notice: str
    address: str
    message_id: str
    of_address: bool
    reply: str


@dataclass(frozen=True, slots=True)
class StopWish:
    """A mail by somebody who wants no more mails."""

    notice: str
    address: str


def read_returned(raw: bytes) -> list[ReturnedMail | StopWish]:
    """Give what a message in the sender's mailbox says of recipients; an empty list for any other."""
    notice = sha256(raw).hexdigest()[:32]
    try:
        message = message_from_bytes(raw[:LONGEST], policy=policy.compat32)
        if message.get_content_type() == "multipart/report":
            return list(_read_report(message, notice))
        return _read_wish(message, notice)
    except (ValueError, LookupError, TypeError, AttributeError):
        # The parser fails in many ways on what is no message.
        return []


def _read_report(message: Message, notice: str) -> Iterator[ReturnedMail]:
    parts = list(message.walk())[:MOST_PARTS]
    ours = _find_message_id(parts)
    for part in parts:
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and _clean(block["Action"]).lower() == "failed":
                yield _read_failure(block, notice, ours)


def _read_failure(block: Message, notice: str, ours: str) -> ReturnedMail:
    final = block["Original-Recipient"] or block["Final-Recipient"]
    status = _STATUS.search(_clean(block["Status"]))
    of_address = bool(status and status[1] == "5" and status[2] not in _OF_US)
    reply = _clean(block["Diagnostic-Code"]) or _clean(block["Status"]) or "no reason was given"
    address = _clean(final).rpartition(";")[2].strip().strip("<>")
    return ReturnedMail(notice, address.lower(), ours, of_address, reply[:LONGEST_REPLY])


def _find_message_id(parts: list[Message]) -> str:
    """Give the id of our mail, out of what the notice quotes of it."""
    for part in parts[1:]:
        found = _clean(part["Message-ID"])
        if part.get_content_type() == "text/rfc822-headers":
            found = _clean(message_from_bytes(part.get_payload(decode=True) or b"")["Message-ID"])  # type: ignore[arg-type]
        if found:
            return found.strip("<>")
    return ""


def _read_wish(message: Message, notice: str) -> list[ReturnedMail | StopWish]:
    """Read a wish; what a machine wrote, such as a holiday note that quotes our subject, is none."""
    written_by_machine = _clean(message["Auto-Submitted"]).lower() not in ("", "no")
    words = _clean(message["Subject"]).casefold().removeprefix("re:").split()
    if written_by_machine or words[:1] != ["unsubscribe"]:
        return []
    address = parseaddr(_clean(message["From"]))[1]
    return [StopWish(notice, address.lower())] if "@" in address else []


def _clean(value: object) -> str:
    return clean_line(str(value)) if value is not None else ""
