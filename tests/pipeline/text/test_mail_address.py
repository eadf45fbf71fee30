"""Mail addresses: lists split, names kept, domains in ASCII, anything else refused."""

from __future__ import annotations

from email.headerregistry import Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from pipeline.text.mail_address import (
    MailAddress,
    encode_address,
    encode_reader_address,
    parse_address,
    split_addresses,
)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", []),
        (" , ;", []),
        ("a@x.example", ["a@x.example"]),
        ("a@x.example, b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example;b@x.example;", ["a@x.example", "b@x.example"]),
        ("a@x.example  b@x.example, c@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("Desk of b <a@x.example>", ["Desk of b <a@x.example>"]),
        (
            '"Desk; night, too" <a@x.example>, b@x.example',
            ['"Desk; night, too" <a@x.example>', "b@x.example"],
        ),
    ],
)
def test_a_list_is_split_outside_quotation_marks(text: str, entries: list[str]) -> None:
    assert split_addresses(text) == entries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AZ–VN monitor <monitor@azvn.example>", MailAddress("AZ–VN monitor", "monitor@azvn.example")),
        ("monitor@azvn.example", MailAddress("", "monitor@azvn.example")),
        ('"AZ, VN" <m@x.example>', MailAddress("AZ, VN", "m@x.example")),
        ("Toà soạn <tin@báo.example>", MailAddress("Toà soạn", "tin@xn--bo-mia.example")),
        ("m@localhost", MailAddress("", "m@localhost")),
    ],
)
def test_an_address_is_taken_apart(text: str, expected: MailAddress) -> None:
    assert parse_address(text) == expected
    assert parse_address(text).domain == expected.address.partition("@")[2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "monitor",
        "AZ, VN monitor <m@x.example>",
        '"AZ, VN monitor <m@x.example>"',
        "News; desk <m@x.example>",
        "a@x.example, b@x.example",
        "a@x.example b@x.example",
        "лан@desk.example",
        "nguyễn.lan@desk.example",
        "lan@desk_1.example",
        "lan@-desk.example",
        "lan..n@desk.example",
        ".lan@desk.example",
        f"{'l' * 65}@desk.example",
        f"lan@{'d' * 64}.example",
        f"lan@{'d.' * 127}example",
        "lan@a..b",
        "lan@",
        "@desk.example",
    ],
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="mail address"):
        parse_address(text)


def test_a_line_of_its_own_never_comes_through() -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        encode_address("a@x.example\r\nBcc: b@x.example")


@pytest.mark.parametrize(
    ("address", "encoded"),
    [
        ("nguyễn.lan@báo.example", "nguyễn.lan@xn--bo-mia.example"),
        ("nguyê\u0303n@desk.example", "nguyễn@desk.example"),
        ("лан@desk.example", "лан@desk.example"),
        ("lan@desk.example", "lan@desk.example"),
        ("лан лан@desk.example", None),
        ("ла\u202eн@desk.example", None),
        (f"{'л' * 33}@desk.example", None),
    ],
)
def test_a_reader_s_address_may_have_letters_of_any_alphabet(address: str, encoded: str | None) -> None:
    if encoded is None:
        with pytest.raises(ValueError, match="not a mail address"):
            encode_reader_address(address)
        return
    assert encode_reader_address(address) == encoded


@given(local=some.text(max_size=70), domain=some.text(max_size=70))
@example(local="lan+news", domain="báo.example")
@example(local="nguyễn.lan", domain="desk.example")
def test_what_is_taken_makes_the_header_of_a_mail(local: str, domain: str) -> None:
    try:
        encoded = encode_reader_address(f"{local}@{domain}")
    except ValueError:
        return
    local, _, domain = encoded.rpartition("@")
    assert Address("Lan", local, domain).addr_spec == encoded
