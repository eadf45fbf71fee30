"""Notices that mails were not delivered, as servers write them; of our own writing."""

from __future__ import annotations

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: monitor@azvn.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Wed, 25 Nov 2026 04:30:00 +0000

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {reply}

--b1
Content-Type: message/rfc822

From: monitor@azvn.example
Message-ID: <{message_id}>
Subject: News

Text

--b1--
"""

HEADERS_ONLY = """\
From: postmaster@mail.example
To: monitor@azvn.example
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/report; report-type="delivery-status"; boundary=xyz

--xyz
Content-Type: text/plain

No such user.

--xyz
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.example

Final-Recipient: RFC822;{address}
Action: failed
Status: {status}

--xyz
Content-Type: text/rfc822-headers

Message-ID:
 <{message_id}>
Subject: News

--xyz--
"""

WISH = """\
From: Lan Nguyen <{address}>
To: monitor@azvn.example
Subject: {subject}
{more}
please
"""


def write_notice(
    address: str = "lan@desk.example",
    *,
    status: str = "5.1.1",
    action: str = "failed",
    reply: str = "550 5.1.1 user unknown",
    message_id: str = "m1@azvn.example",
    form: str = POSTFIX,
) -> bytes:
    """Give a notice about a mail."""
    about = {"address": address, "status": status, "action": action, "reply": reply}
    return form.format(**about, message_id=message_id).encode()


def write_wish(address: str = "lan@desk.example", subject: str = "unsubscribe lan", more: str = "") -> bytes:
    """Give a mail of somebody who wants no more."""
    return WISH.format(address=address, subject=subject, more=more).encode()
