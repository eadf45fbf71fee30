"""A mail to somebody who runs the monitor: text and HTML, in envelope and frame of every mail of ours."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage

from pipeline.alert.render.envelope import address_message, make_message, name_sender, parse_mailbox
from pipeline.alert.render.html import render_notice_html
from pipeline.alert.render.notice_view import split_blocks
from pipeline.text.clean import clean_line

NAME = "azvn"
"""The sender of what operators get, when the settings give no name: they know the command."""
SHOWN_NAME = "News monitor: operations"
TAG = f"[{NAME}]"


def render_notice(
    subject: str, text: str, *, sender: str, recipient: str, at: datetime, message_id: str
) -> EmailMessage:
    """Make the message of a notice; `sender` and `recipient` are addresses, a name before them or not.

    Raises Unrenderable.
    """
    made = make_message()
    # A program's log can hold what is no text.
    readable = text.encode("utf-8", "replace").decode()
    made.set_content(readable)
    about = clean_line(subject)
    made.add_alternative(render_notice_html(about, split_blocks(readable), SHOWN_NAME), subtype="html")
    address_message(
        made,
        sender=name_sender(sender, NAME),
        recipient=parse_mailbox(recipient),
        subject=clean_line(f"{TAG} {subject}"),
        at=at,
        message_id=message_id,
    )
    return made
