"""Mail addresses as people write them: split, taken apart, the domain in the form that name servers know."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import NamedTuple
from unicodedata import normalize

_ENTRY = re.compile(r'(?:[^,;"]++|"[^"]*+"?+)++')
_LOCAL = re.compile(r"(?!.{65})[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++)*+")
"""The part before the @ as words with points between them (RFC 5321, 4.1.2 and 4.5.3); no quoted forms."""
_WIDE_LOCAL = re.compile(_LOCAL.pattern.replace("A-Za-z0-9", r"\w"))
"""The same in letters of any alphabet (RFC 6531)."""
_MOST_BYTES = 64
_DOMAIN = re.compile(r"(?!.{254})(?!-)[A-Za-z0-9-]{1,63}+(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}+(?<!-))*+")
"""Labels of letters, digits and hyphens (RFC 1035): the forms that a mail server looks up."""


class MailAddress(NamedTuple):
    """A name, which may be empty, and an address in ASCII: `lan@desk.example`."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands after the @."""
        return self.address.rpartition("@")[2]


def split_addresses(text: str) -> list[str]:
    """Give the entries of a list of addresses, set apart by commas or semicolons outside quotation marks.

    Bare addresses may be set apart by blanks.
    """
    entries = (entry.strip() for entry in _ENTRY.findall(text))
    return [part for entry in entries for part in _split_bare(entry)]


def _split_bare(entry: str) -> list[str]:
    words = entry.split()
    are_bare = all("@" in word and not word.startswith(("<", '"')) for word in words)
    return words if are_bare else [entry]


def parse_address(text: str) -> MailAddress:
    """Take one address apart, `Name <address>` or the address alone; raise ValueError for anything else."""
    name, address = parseaddr(text)
    if len(split_addresses(text)) != 1:
        raise ValueError(f"not one mail address: {text!r}")
    return MailAddress(name, encode_address(address or text))


def encode_address(address: str) -> str:
    """Give an address with its domain in ASCII (IDNA); raise ValueError when that makes no mail address.

    The rule for senders and operators: what stands before the @ must be ASCII, for every server must take it.
    """
    encoded = encode_reader_address(address)
    if not encoded.isascii():
        raise ValueError(f"not a mail address: {address!r}")
    return encoded


def encode_reader_address(address: str) -> str:
    """Give an address with its domain in ASCII; raise ValueError when that makes no mail address.

    The rule for readers, where addresses are read and where mails are made of them. What stands before the @
    may have letters of any alphabet: it goes where the mail server offers SMTPUTF8 (RFC 6531).
    """
    local, _, domain = normalize("NFC", address).rpartition("@")
    try:
        name = domain.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    is_word = _WIDE_LOCAL.fullmatch(local) and len(local.encode()) <= _MOST_BYTES
    if not is_word or not _DOMAIN.fullmatch(name):
        raise ValueError(f"not a mail address: {address!r}")
    return f"{local}@{name}"
