"""Headers written out so that every mail program reads back what was meant.

The standard library breaks long ones in ways that harm: message ids and addresses longer than a line become
encoded words, which no mail program decodes in such headers (the thread falls apart, the button to
unsubscribe is dead); in a headline that mixes scripts, spaces come and go. What it parses is kept here, what
it writes is replaced.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from email.headerregistry import (
    BaseHeader,
    HeaderRegistry,
    UniqueSingleAddressHeader,
    UniqueUnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import cast

_LINE = 76
"""Characters of a line that holds an encoded word, at most (RFC 2047)."""
_CHUNK = 39
"""Bytes in an encoded word: with its frame and the name of the header it stays below that."""


# The registry joins each of these with BaseHeader, which brings the name.


class VerbatimHeader(UniqueUnstructuredHeader):
    """A header of ASCII items: broken between them, never encoded."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """Write the header, a new line where the next item would make one longer than the policy has it."""
        first, *rest = str(self).split() or [""]
        lines = [f"{self.name}: {first}"]
        for item in rest:
            if len(lines[-1]) + 1 + len(item) <= (policy.max_line_length or 998):
                lines[-1] += f" {item}"
            else:
                lines.append(f" {item}")
        return "".join(line + policy.linesep for line in lines)


class EncodedHeader(UniqueUnstructuredHeader):
    """A header of words for people: encoded as a whole, so that no space is lost between its parts."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """Write the header, an encoded word a line; ASCII that fits on one line stays as it is."""
        text = str(self)
        if not text.isascii() or len(f"{self.name}: {text}") > _LINE:
            text = encode_words(text, policy.linesep)
        return f"{self.name}: {text}{policy.linesep}"


class AddressHeader(UniqueSingleAddressHeader):
    """A header of one address with a name."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """Write the header; a name outside ASCII is encoded as a whole."""
        name, spec = self.address.display_name, self.address.addr_spec
        shown = str(self.address)
        if not name.isascii():
            shown = f"{encode_words(name, policy.linesep)}{policy.linesep} <{spec}>"
        return f"{self.name}: {shown}{policy.linesep}"


HEADER_CLASSES = {
    "message-id": VerbatimHeader,
    "references": VerbatimHeader,
    "list-id": VerbatimHeader,
    "list-unsubscribe": VerbatimHeader,
    "subject": EncodedHeader,
    "from": AddressHeader,
    "to": AddressHeader,
}


def make_policy() -> EmailPolicy[EmailMessage]:
    """Give the policy of our mails: SMTP's line ends, seven bits, and these headers.

    Seven bits go through every server; the library takes base64 or quoted-printable, whichever is shorter.
    """
    registry = HeaderRegistry()
    for name, class_ in HEADER_CLASSES.items():
        registry.map_to_type(name, cast(type[BaseHeader], class_))
    return SMTP.clone(cte_type="7bit", header_factory=registry)


def encode_words(text: str, linesep: str) -> str:
    """Give a text as encoded words (RFC 2047) on lines of their own; a reader joins them without a space."""
    coded = (b64encode(chunk).decode("ascii") for chunk in _split_chunks(text))
    return f"{linesep} ".join(f"=?utf-8?b?{chunk}?=" for chunk in coded)


def _split_chunks(text: str) -> Iterator[bytes]:
    chunk = b""
    for character in text:
        more = character.encode()
        if len(chunk) + len(more) > _CHUNK:
            yield chunk
            chunk = b""
        chunk += more
    yield chunk
