"""The envelope of every mail of ours, to readers and to operators: who, to whom, when, about what.

Raises Unrenderable for an address, sender or message id that is none.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage

from pipeline.alert.render.headers import make_policy
from pipeline.alert.render.refusal import Unrenderable
from pipeline.text.clean import clean_line
from pipeline.text.mail_address import encode_reader_address, parse_address

POLICY = make_policy()
_MESSAGE_ID = re.compile(r"[A-Za-z0-9._~+=/-]{1,120}@[A-Za-z0-9.-]{1,120}")
_NAME_LIMIT = 100


def make_message() -> EmailMessage:
    """Give an empty message that writes its headers as `headers` has them."""
    return EmailMessage(policy=POLICY)


def parse_mailbox(text: str) -> Address:
    """Give the address of `Name <address>`, as settings have it."""
    try:
        name, address = parse_address(clean_line(text))
    except ValueError as error:
        raise Unrenderable(str(error)) from None
    return make_address(address, name)


def name_sender(sender: str, name: str) -> Address:
    """Give the sender of settings; one without a name is called `name`."""
    address = parse_mailbox(sender)
    return address if address.display_name else make_address(address.addr_spec, name)


def make_address(address: str, name: str = "") -> Address:
    """Give an address with a name as it stands in a header, cut and cleaned."""
    try:
        # In its parts, for the library takes a whole one outside ASCII for a defect.
        local, _, domain = encode_reader_address(address).rpartition("@")
        return Address(defuse_words(clean_line(name)[:_NAME_LIMIT].strip()), local, domain)
    except (ValueError, HeaderParseError, IndexError):
        raise Unrenderable(f"not a mail address: {address!r}") from None


def address_message(
    made: EmailMessage, *, sender: Address, recipient: Address, subject: str, at: datetime, message_id: str
) -> None:
    """Add what stands on the envelope of every mail; machines that answer are asked not to."""
    made["From"] = sender
    made["To"] = recipient
    made["Subject"] = defuse_words(subject)
    made["Date"] = at
    made["Message-ID"] = bracket_id(message_id)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"


def bracket_id(message_id: str) -> str:
    """Give a message id in the brackets that headers have around it."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise Unrenderable(f"not a message id: {message_id!r}")
    return f"<{message_id}>"


def defuse_words(text: str) -> str:
    """Give a text in which nothing is an encoded word (=?utf-8?q?…?=).

    The library decodes them in what it is given: a headline could smuggle in anything.
    """
    return text.replace("=?", "= ?")
