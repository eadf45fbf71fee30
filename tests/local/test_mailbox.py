"""The mailbox of this machine: a process of its own that keeps every mail as a file."""

from __future__ import annotations

import smtplib
import socket
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local import LocalError, mailbox

pytestmark = pytest.mark.servers


def send(address: str, subject: str, *to: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "monitor@azvn.example",
        "desk@outlet.example",
        subject,
    )
    message.set_content("Xəbər · Tin tức · Новости")
    parts = urlsplit(address)
    with smtplib.SMTP(str(parts.hostname), parts.port or 0, timeout=10) as smtp:
        smtp.send_message(message, to_addrs=to)


def test_mails_are_kept_by_a_process_that_outlives_its_starter_and_is_found_again(tmp_path: Path) -> None:
    address = mailbox.start_mailbox(tmp_path)
    try:
        send(address, "Một", "lan@desk.example", "minh@desk.example")
        send(address, "Hai", "lan@desk.example")
        assert mailbox.start_mailbox(tmp_path) == address
        first, second = mailbox.read_mails(tmp_path)
        assert (first["Subject"], second["Subject"]) == ("Một", "Hai")
        assert first.get_all("X-Envelope-To") == ["lan@desk.example", "minh@desk.example"]
        assert "Tin tức" in first.get_content()
    finally:
        assert mailbox.stop_mailbox(tmp_path)
    assert mailbox.find_mailbox(tmp_path) is None
    assert not mailbox.stop_mailbox(tmp_path)
    assert len(mailbox.read_mails(tmp_path)) == 2


def test_a_port_can_be_chosen_and_one_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(LocalError, match=r"mailbox\.log"):
            mailbox.start_mailbox(tmp_path, other.getsockname()[1])
