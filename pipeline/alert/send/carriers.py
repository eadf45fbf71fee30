"""The ways on which the outbox sends: each makes bytes of a draft, and hands them over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

from pipeline.alert.send.replies import Begin, Delivery
from pipeline.alert.send.smtp import SmtpConnection, encode_message
from pipeline.model.drafts import Draft
from pipeline.text.mail_address import encode_reader_address


class Carrier(Protocol):
    """A way to recipients; whatever `encode` raises ends that message alone, unless the store is away."""

    def encode(self, draft: Draft, *, again: bool) -> bytes:
        """Give what is sent; with `again` the other side may have it already."""
        ...

    def deliver(self, draft: Draft, data: bytes, begin: Begin) -> Delivery:
        """Hand it over, and say how that went; nothing is raised.

        `begin` is called right before the last bytes without which nothing is taken, by a carrier that cannot
        take back what it did.
        """
        ...


Carriers = Mapping[str, Carrier]
"""Those that can be used now, by the word of their channel."""


@dataclass(frozen=True, slots=True)
class MailCarrier:
    """Mail over one connection; `render` makes the message of a draft, `sender` is on the envelope."""

    connection: SmtpConnection
    render: Callable[[Draft], EmailMessage]
    sender: str

    def encode(self, draft: Draft, *, again: bool) -> bytes:  # noqa: ARG002
        """Give the message, the same each time; raise ValueError for what cannot be shown or addressed."""
        encode_reader_address(draft.recipient.address)
        return encode_message(self.render(draft))

    def deliver(self, draft: Draft, data: bytes, begin: Begin) -> Delivery:
        """Hand the message to the mail server."""
        address = encode_reader_address(draft.recipient.address)
        return self.connection.deliver_mail(self.sender, address, data, begin)
