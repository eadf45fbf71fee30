"""What a reply means: only one that speaks of the address ends a person's mail."""

from __future__ import annotations

import pytest

from pipeline.alert.send.replies import Fate, decide_fate, describe_faults

OF_THE_ADDRESS = [
    "550 5.1.1 <lan@desk.example>: Recipient address rejected: User unknown in virtual mailbox table",
    "550-5.1.1 The email account that you tried to reach does not exist.",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "501 5.1.3 Bad recipient address syntax",
    "554 5.1.1 no such mailbox",
    "550 5.2.1 The email account that you tried to reach is inactive.",
    "552 5.2.2 mailbox full",
    "550 no such user",
    "550 Unrouteable address",
    "550 <sender@relay.example>: unknown user",
    "551 User not local; please try another address",
    "550 sorry, no mailbox here by that name (#5.1.1)",
    "553 address unknown",
    "550 5.0.0 user unknown",
]
OF_US = [
    "554 5.7.1 <lan@desk.example>: Relay access denied",
    "530 5.7.0 Must issue a STARTTLS command first",
    "530 Authentication required",
    "535 5.7.8 Error: authentication failed",
    "550 5.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.7]",
    "550 5.7.26 This mail has been blocked because the sender is unauthenticated.",
    "550 5.1.8 <monitor@azvn.example>: Sender address rejected: Domain not found",
    "553 5.1.7 The sender address has a wrong form",
    "504 5.5.2 <25aea30808b2>: Helo command rejected: need fully-qualified hostname",
    "550 relay not permitted",
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    "550 Authentication is required for relaying",
    "550 Sender verify failed",
    "550 your mail was found to be spam",
    "554 no SMTP service here",
    "552 5.3.4 Message size exceeds fixed limit",
    "ConnectionRefusedError: [Errno 111] Connection refused",
]
NOT_NOW = ["451 greylisted", "450 4.1.1 <lan@desk.example>: unverified address", "421 closing"]


@pytest.mark.parametrize("reply", OF_THE_ADDRESS)
def test_what_speaks_of_the_address_refuses_the_person(reply: str) -> None:
    assert decide_fate(reply) is Fate.REFUSED


@pytest.mark.parametrize("reply", [*OF_US, *NOT_NOW])
def test_everything_else_waits(reply: str) -> None:
    assert decide_fate(reply) is Fate.LATER


def test_each_kind_of_fault_is_told_once_with_what_the_server_said() -> None:
    denied = [
        "554 5.7.1 <lan@desk.example>: Relay access denied",
        "554 5.7.1 <minh@desk.example>: Relay access denied",
    ]
    assert describe_faults([*denied, *NOT_NOW, "", OF_US[-1]]) == [
        f"Mails wait for the mail server: {denied[0]}",
        f"Mails wait for the mail server: {OF_US[-1]}",
    ]
