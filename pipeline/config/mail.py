"""What the settings say about mail: server, sender, operators, each checked when a mail is to go.

They are not checked with the other settings: crawling goes on when only mail is wrong, and the tasks that
mail fail with the sentence, which stands in the status and in the check of the watches before. No sentence
shows AZVN_SMTP_URL: it holds a password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings
from pipeline.text.clean import clean_line
from pipeline.text.mail_address import MailAddress, parse_address, split_addresses

PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WITHOUT_TLS = "starttls=no"
FORM = (
    "its form is smtp://user:password@host:587 or smtps://user:password@host:465, with signs such as"
    " : / ? # [ ] @ % in user and password percent-encoded."
)
LONGEST_HOST = 253
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server as its address names it.

    `plain` allows a connection without TLS, for loopback or when the address says so. `authority` is the file
    with the authority of its certificate, None for those that this machine trusts.
    """

    host: str
    port: int
    tls: bool
    plain: bool
    user: str = ""
    password: str = field(default="", repr=False)
    authority: Path | None = None


def read_server(settings: Settings) -> MailServer | None:
    """Give the server of AZVN_SMTP_URL, None when it is not set; raise ConfigError when it cannot be used.

    smtps:// is TLS from the start. smtp:// is STARTTLS; without it nothing is sent, unless the server is on
    this machine or the address ends in ?starttls=no, and then no password is sent.
    """
    if not settings.smtp_url:
        return None
    try:
        parts = urlsplit(settings.smtp_url.get_secret_value())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        # Its message would show the address, and with it the password.
        raise ConfigError(f"AZVN_SMTP_URL is no address of a mail server: {FORM}") from None
    if parts.scheme not in PORTS or port == 0 or _has_rest(parts):
        raise ConfigError(f"AZVN_SMTP_URL is no address of a mail server: {FORM}")
    if not _is_host(host):
        raise ConfigError(f"AZVN_SMTP_URL names no host, or one that cannot be: {FORM}")
    user, password = _read_login(parts)
    return MailServer(
        host,
        port or PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        plain=host in LOOPBACK or parts.query == WITHOUT_TLS,
        user=user,
        password=password,
        authority=settings.smtp_ca,
    )


def read_sender(settings: Settings) -> MailAddress:
    """Give the sender of AZVN_MAIL_FROM; raise ConfigError when it is not one name and one address."""
    try:
        return parse_address(clean_line(settings.mail_from))
    except ValueError:
        raise ConfigError(
            f"AZVN_MAIL_FROM: {settings.mail_from!r} is not of the form: Name <address>; a name with a comma"
            ' stands in quotation marks: "AZ, VN" <address>.'
        ) from None


def read_unsubscribing(settings: Settings) -> tuple[str, str] | None:
    """Give the address to unsubscribe and the secret of its keys, None when no address is set.

    Raise ConfigError for an address without a secret.
    """
    if not settings.unsubscribe_url:
        return None
    if not settings.signing_key:
        raise ConfigError("AZVN_UNSUBSCRIBE_URL needs AZVN_SIGNING_KEY: without it anybody could stop mails.")
    return settings.unsubscribe_url.rstrip("/"), settings.signing_key.get_secret_value()


def list_operators(settings: Settings) -> list[str]:
    """Give the entries of AZVN_OPERATORS, set apart by commas or semicolons."""
    return split_addresses(clean_line(settings.operators))


def list_mail_faults(settings: Settings) -> list[str]:
    """Give a sentence for each setting of mail that cannot be used."""
    faults = []
    for read in (read_server, read_sender, read_unsubscribing):
        try:
            read(settings)
        except ConfigError as error:
            faults.append(str(error))
    for operator in list_operators(settings):
        try:
            parse_address(operator)
        except ValueError:
            faults.append(f"AZVN_OPERATORS: {operator!r} is no mail address: nobody there hears what fails.")
    return faults


def _read_login(parts: SplitResult) -> tuple[str, str]:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii() or (password and not user):
        raise ConfigError("AZVN_SMTP_URL: user and password are in ASCII, and a password needs a user.")
    return user, password


def _has_rest(parts: SplitResult) -> bool:
    """Whether something follows the host that stands in no such address: a password cut at a / ? or #."""
    return parts.path not in {"", "/"} or parts.query not in {"", WITHOUT_TLS} or bool(parts.fragment)


def _is_host(host: str) -> bool:
    """Whether a name can be asked for: an IP address, or labels of 1 to 63 characters (RFC 1035)."""
    try:
        ip_address(host)
    except ValueError:
        return _is_host_name(host.removesuffix("."))
    return True


def _is_host_name(host: str) -> bool:
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    # Names of services in Docker have underscores.
    return len(name) <= LONGEST_HOST and all(map(_LABEL.fullmatch, name.split(".")))
