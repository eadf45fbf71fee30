"""A mail to somebody who runs the monitor: plain text, in the envelope that every mail of ours has."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage

from pipeline.alert.render.envelope import address_message, make_message, name_sender, parse_mailbox
from pipeline.text.clean import clean_line

NAME = "azvn"
"""The sender of what operators get, when the settings give no name: they know the command."""
TAG = f"[{NAME}]"


def render_notice(
    subject: str, text: str, *, sender: str, recipient: str, at: datetime, message_id: str
) -> EmailMessage:
    """Make the message of a notice; `sender` and `recipient` are addresses, a name before them or not.

    Raises Unrenderable.
    """
    made = make_message()
    # A program's log can hold what is no text.
    made.set_content(text.encode("utf-8", "replace").decode())
    address_message(
        made,
        sender=name_sender(sender, NAME),
        recipient=parse_mailbox(recipient),
        subject=clean_line(f"{TAG} {subject}"),
        at=at,
        message_id=message_id,
    )
    return made
