"""The way to the server: TLS verified, no password in the clear, a name that servers take, a polite rate."""

from __future__ import annotations

import socket
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.alert.send.replies import Fate
from pipeline.alert.send.smtp import SmtpConnection, encode_message
from pipeline.config.errors import ConfigError
from pipeline.config.mail import MailServer
from tests.pipeline.alert.post_office import Door, PostOffice, run_office

MAIL = (
    b"From: a@azvn.example\r\nTo: b@desk.example\r\nMessage-ID: <1@azvn.example>\r\nSubject: x\r\n\r\n.one"
    b" dot\n\n.\r\nlast\n"
)


def deliver(server: MailServer) -> tuple[Fate, str]:
    with SmtpConnection(server, 1000, timeout=10) as connection:
        delivery = connection.deliver_mail("a@azvn.example", "b@desk.example", MAIL)
    return delivery.fate, delivery.reply


def test_starttls_is_used_and_the_log_in_goes_through_it(certificate: tuple[Path, Path]) -> None:
    office, door = PostOffice(), Door()
    with run_office(
        office, tls=certificate, require_starttls=True, auth_required=True, authenticator=door
    ) as port:
        right, wrong = (
            MailServer("localhost", port, False, False, "lan", password, authority=certificate[0])
            for password in ("secret", "guess")
        )
        assert deliver(right) == (Fate.DELIVERED, "250 taken")
        assert door.mechanisms
        fate, text = deliver(wrong)
    assert (fate, text[:3]) == (Fate.AWAY, "535")
    assert "guess" not in text


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_relay_on_loopback_is_logged_in_to_without_tls() -> None:
    office, door = PostOffice(), Door()
    with run_office(office, auth_require_tls=False, auth_required=True, authenticator=door) as port:
        server = MailServer("127.0.0.1", port, tls=False, plain=True, user="lan", password="secret")
        assert deliver(server)[0] is Fate.DELIVERED
    assert door.mechanisms


def test_a_certificate_that_nobody_vouches_for_is_not_taken(certificate: tuple[Path, Path]) -> None:
    office = PostOffice()
    with run_office(office, tls=certificate) as port:
        fate, text = deliver(MailServer("localhost", port, tls=False, plain=True))
    assert fate is Fate.AWAY
    assert "certificate verify failed" in text
    assert office.taken == []


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_an_authority_of_no_use_is_told_before_anything_is_sent(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.crt"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"AZVN_SMTP_CA: .*ca\.crt cannot be used"):
        SmtpConnection(MailServer("127.0.0.1", 25, tls=False, plain=True, authority=path), 1)


def test_without_starttls_nothing_is_sent_unless_the_address_says_so() -> None:
    office = PostOffice()
    with run_office(office) as port:
        fate, text = deliver(MailServer("localhost", port, tls=False, plain=False))
        assert (fate, "starttls=no" in text) == (Fate.AWAY, True)
        assert deliver(MailServer("localhost", port, tls=False, plain=True))[0] is Fate.DELIVERED
    assert len(office.taken) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", None])
def test_a_container_without_a_full_name_is_known_by_its_address(
    monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    """Its host name is a bare 25aea30808b2, which many servers refuse at HELO with 504."""

    def resolve(name: str) -> str:
        if address is None:
            raise socket.gaierror(-2, "Name or service not known")
        return address

    monkeypatch.setattr(socket, "gethostname", lambda: "25aea30808b2")
    monkeypatch.setattr(socket, "getfqdn", lambda: "25aea30808b2")
    monkeypatch.setattr(socket, "gethostbyname", resolve)
    office = PostOffice()
    office.wants_full_names = True
    with run_office(office) as port:
        assert deliver(MailServer("127.0.0.1", port, tls=False, plain=True)) == (Fate.DELIVERED, "250 taken")


def test_every_line_arrives_as_it_was_sent() -> None:
    office = PostOffice()
    with run_office(office) as port:
        deliver(MailServer("127.0.0.1", port, tls=False, plain=True))
    ((_, message),) = office.taken
    assert message.get_payload() == ".one dot\r\n\r\n.\r\nlast\r\n"


def test_a_message_is_seven_bits_whatever_made_it() -> None:
    message = EmailMessage()
    message["Subject"] = "Xəbər"
    message.set_content("Xəbər yoxdur.\n" * 100)
    assert encode_message(message).isascii()


def test_the_rate_is_kept() -> None:
    office = PostOffice()
    with (
        run_office(office) as port,
        SmtpConnection(MailServer("127.0.0.1", port, tls=False, plain=True), rate=20) as connection,
    ):
        began = time.monotonic()
        for _ in range(5):
            assert connection.deliver_mail("a@azvn.example", "b@desk.example", MAIL).fate is Fate.DELIVERED
        assert time.monotonic() - began >= 4 / 20


def test_a_connection_that_was_closed_meanwhile_is_opened_again() -> None:
    office = PostOffice()
    with (
        run_office(office, enable_SMTPUTF8=False) as port,
        SmtpConnection(MailServer("127.0.0.1", port, tls=False, plain=True), rate=1000) as connection,
    ):
        office.answers["late@desk.example"] = "421 closing"
        assert connection.deliver_mail("a@azvn.example", "b@desk.example", MAIL).fate is Fate.DELIVERED
        assert connection.deliver_mail("a@azvn.example", "late@desk.example", MAIL).fate is Fate.LATER
        assert connection.deliver_mail("a@azvn.example", "b@desk.example", MAIL).fate is Fate.DELIVERED
    assert len(office.taken) == 2
