"""What the settings say about mail: read as it was meant, refused in one sentence that tells no password."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from pipeline.config.errors import ConfigError
from pipeline.config.mail import MailServer, list_mail_faults, list_operators, read_sender, read_server
from pipeline.config.settings import Settings, load_settings

PASSWORD = "p[ss-word-7"


def read(url: str) -> MailServer | None:
    return read_server(Settings(smtp_url=SecretStr(url)))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, tls=False, plain=False)),
        ("smtp://mail.example./", MailServer("mail.example.", 587, tls=False, plain=False)),
        (
            "smtps://lan:p%40ss@mail.example",
            MailServer("mail.example", 465, tls=True, plain=False, user="lan", password="p@ss"),
        ),
        (
            "smtp://lan%40desk.example:a%2Fb%5B%3A%23@mail.example:2525",
            MailServer("mail.example", 2525, False, False, "lan@desk.example", "a/b[:#"),
        ),
        ("smtp://127.0.0.1:1025", MailServer("127.0.0.1", 1025, tls=False, plain=True)),
        ("smtp://[::1]:1025", MailServer("::1", 1025, tls=False, plain=True)),
        ("smtp://my_relay:1025?starttls=no", MailServer("my_relay", 1025, tls=False, plain=True)),
    ],
)
def test_an_address_is_read(url: str, expected: MailServer) -> None:
    assert read(url) == expected


def test_the_authority_comes_with_it(tmp_path: Path) -> None:
    settings = Settings(smtp_url=SecretStr("smtp://mail.example"), smtp_ca=tmp_path / "ca.crt")
    found = read_server(settings)
    assert found is not None
    assert found.authority == tmp_path / "ca.crt"


def test_without_an_address_there_is_no_server() -> None:
    assert read_server(Settings()) is None


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:25",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://mail.example:0",
        "smtp://mail.example:99999",
        f"smtp://user:{PASSWORD}@host:587",
        f"smtp://user:{PASSWORD.replace('[', '/')}@host:587",
        f"smtp://user:{PASSWORD.replace('[', '?')}@host:587",
        f"smtp://user:7#{PASSWORD}@host:587",
        "smtp://mail.example?starttls=off",
        "smtp://mail.example/inbox",
        f"smtp://:{quote(PASSWORD)}@mail.example",
        f"smtp://user:{quote('Şifrə-7')}@mail.example",
        f"smtp://user:{quote(PASSWORD)}@a..b",
        "smtp://.mail.example",
        f"smtp://{'a' * 64}.example",
        f"smtp://{'a.' * 130}example",
        "smtp://-mail.example",
        "smtp://ma il.example",
        "smtp://mail\u2100.example",
    ],
)
def test_another_address_is_refused_in_one_sentence_that_does_not_tell_it(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(url)
    sentence = str(caught.value)
    assert sentence.startswith("AZVN_SMTP_URL") and "\n" not in sentence
    assert "ss-word" not in sentence and "ifr" not in sentence
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@given(
    user=st.text(st.characters(max_codepoint=126, min_codepoint=33), min_size=1),
    password=st.text(st.characters(max_codepoint=126, min_codepoint=33)),
)
def test_an_encoded_log_in_is_read_back_whatever_it_is(user: str, password: str) -> None:
    found = read(f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@mail.example")
    assert found is not None
    assert (found.user, found.password) == (user, password)


@given(rest=st.text(max_size=40))
def test_no_address_gives_anything_but_a_server_or_a_sentence(rest: str) -> None:
    try:
        found = read(f"smtp://{rest}")
    except ConfigError as error:
        assert str(error).startswith("AZVN_SMTP_URL")
    else:
        assert found is not None
        assert found.host


def test_a_password_is_never_shown() -> None:
    assert "hunter2" not in repr(read("smtp://lan:hunter2@mail.example"))


def test_a_wrong_address_does_not_keep_the_others_from_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_SMTP_URL", f"smtp://user:{PASSWORD}@host:587")
    monkeypatch.setenv("AZVN_MAIL_FROM", "monitor")
    assert load_settings().shards == 1


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("AZ–VN monitor <monitor@azvn.example>", "monitor@azvn.example"),
        ('"AZ, VN monitor" <m@x.example>', "m@x.example"),
    ],
)
def test_a_sender_is_a_name_and_an_address(text: str, address: str) -> None:
    assert read_sender(Settings(mail_from=text)).address == address


@pytest.mark.parametrize("text", ["AZ, VN monitor <m@x.example>", "monitor", "a@x.example, b@x.example"])
def test_another_sender_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(ConfigError, match=r"AZVN_MAIL_FROM: .*Name <address>"):
        read_sender(Settings(mail_from=text))


def test_operators_are_set_apart_by_commas_or_semicolons() -> None:
    assert list_operators(Settings(operators="a@x.example, b@x.example;c@x.example")) == [
        "a@x.example",
        "b@x.example",
        "c@x.example",
    ]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"mail_from": "AZ, VN monitor <m@x.example>"}, ["AZVN_MAIL_FROM"]),
        (
            {"mail_from": "monitor", "operators": "notanaddress, a@x.example b@x.example"},
            ["AZVN_MAIL_FROM", "AZVN_OPERATORS"],
        ),
        ({"smtp_url": SecretStr("smtp://lan:p[ss-word@host:587")}, ["AZVN_SMTP_URL"]),
        ({"unsubscribe_url": "https://azvn.example"}, ["AZVN_UNSUBSCRIBE_URL"]),
        ({"operators": "Desk <a@x.example>; b@x.example c@x.example"}, []),
    ],
)
def test_what_is_wrong_is_told_before_a_mail_is_to_go(values: dict[str, object], named: list[str]) -> None:
    faults = list_mail_faults(Settings(**values))  # type: ignore[arg-type]
    assert [re.match("[A-Z_]+", fault)[0] for fault in faults] == named  # type: ignore[index]
    assert PASSWORD[:4] not in str(faults)
