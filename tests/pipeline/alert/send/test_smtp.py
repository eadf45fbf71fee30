"""The way to the server: the address read, TLS verified, no password in the clear, a polite rate."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from pipeline.alert.send.smtp import Fate, Post, Server, read_server
from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings
from tests.pipeline.alert.conftest import PostOffice

MAIL = (
    b"From: a@azvn.example\r\nTo: b@desk.example\r\nMessage-ID: <1@azvn.example>\r\nSubject: x\r\n\r\n.one"
    b" dot\n\n.\r\nlast\n"
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", Server("mail.example", 587, tls=False, plain=False)),
        (
            "smtps://lan:p%40ss@mail.example",
            Server("mail.example", 465, tls=True, plain=False, user="lan", password="p@ss"),
        ),
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, tls=False, plain=True)),
        ("smtp://mailpit:1025?starttls=no", Server("mailpit", 1025, tls=False, plain=True)),
    ],
)
def test_an_address_is_read(url: str, expected: Server) -> None:
    assert read_server(Settings(smtp_url=SecretStr(url))) == expected


@pytest.mark.parametrize(
    "url", ["mail.example:25", "http://mail.example", "smtp://", "smtp://mail.example:port"]
)
def test_another_address_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ConfigError, match="AZVN_SMTP_URL") as told:
        read_server(Settings(smtp_url=SecretStr(url)))
    assert url not in str(told.value).replace("smtp://user", "")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate for localhost that is its own authority, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    builder = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1
    )
    builder = builder.not_valid_before(datetime.now(UTC) - timedelta(days=1)).not_valid_after(
        datetime.now(UTC) + timedelta(days=1)
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    (folder / "certificate.pem").write_bytes(made)
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "certificate.pem", folder / "key.pem"


class Door:
    """Lets one user in."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.seen.append(mechanism)
        return AuthResult(success=(data.login, data.password) == (b"lan", b"secret"), handled=False)


@contextmanager
def served(office: PostOffice, *, tls: tuple[Path, Path] | None = None, **options: object) -> Iterator[int]:
    """Run a server, with STARTTLS when it has a certificate, and give its port."""
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*map(str, tls))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(office, hostname="127.0.0.1", port=port, tls_context=context, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def deliver(server: Server) -> tuple[Fate, str]:
    with Post(server, 1000, timeout=10) as post:
        reply = post.deliver_mail("a@azvn.example", "b@desk.example", MAIL)
    return reply.fate, reply.text


def test_starttls_is_used_and_the_log_in_goes_through_it(certificate: tuple[Path, Path]) -> None:
    office, door = PostOffice(), Door()
    with served(
        office, tls=certificate, require_starttls=True, auth_required=True, authenticator=door
    ) as port:
        server = Server(
            "localhost", port, tls=False, plain=False, user="lan", password="secret", authority=certificate[0]
        )
        assert deliver(server) == (Fate.DELIVERED, "250 taken")
        assert door.seen
        wrong = Server(
            "localhost", port, tls=False, plain=False, user="lan", password="guess", authority=certificate[0]
        )
        fate, text = deliver(wrong)
    assert (fate, text[:3]) == (Fate.AWAY, "535")
    assert "guess" not in text


def test_a_certificate_that_nobody_vouches_for_is_not_taken(certificate: tuple[Path, Path]) -> None:
    office = PostOffice()
    with served(office, tls=certificate) as port:
        fate, text = deliver(Server("localhost", port, tls=False, plain=True))
    assert fate is Fate.AWAY
    assert "certificate verify failed" in text
    assert office.taken == []


def test_without_starttls_nothing_is_sent_unless_the_address_says_so() -> None:
    office = PostOffice()
    with served(office) as port:
        fate, text = deliver(Server("localhost", port, tls=False, plain=False))
        assert (fate, "starttls=no" in text) == (Fate.AWAY, True)
        assert deliver(Server("localhost", port, tls=False, plain=True))[0] is Fate.DELIVERED
    assert len(office.taken) == 1


def test_every_line_arrives_as_it_was_sent() -> None:
    office = PostOffice()
    with served(office) as port:
        deliver(Server("127.0.0.1", port, tls=False, plain=True))
    ((_, message),) = office.taken
    assert message.get_payload() == ".one dot\r\n\r\n.\r\nlast\r\n"


def test_the_rate_is_kept() -> None:
    office = PostOffice()
    with served(office) as port, Post(Server("127.0.0.1", port, tls=False, plain=True), rate=20) as post:
        began = time.monotonic()
        for _ in range(5):
            assert post.deliver_mail("a@azvn.example", "b@desk.example", MAIL).fate is Fate.DELIVERED
        assert time.monotonic() - began >= 4 / 20


def test_a_connection_that_was_closed_meanwhile_is_opened_again() -> None:
    office = PostOffice()
    with (
        served(office, enable_SMTPUTF8=False) as port,
        Post(Server("127.0.0.1", port, tls=False, plain=True), rate=1000) as post,
    ):
        office.answers["late@desk.example"] = "421 closing"
        assert post.deliver_mail("a@azvn.example", "b@desk.example", MAIL).fate is Fate.DELIVERED
        assert post.deliver_mail("a@azvn.example", "late@desk.example", MAIL).fate is Fate.LATER
        assert post.deliver_mail("a@azvn.example", "b@desk.example", MAIL).fate is Fate.DELIVERED
    assert len(office.taken) == 2
