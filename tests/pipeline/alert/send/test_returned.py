"""What comes back: notices of servers and wishes of people are read, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alert.send.returned import LONGEST, ReturnedMail, StopWish, read_returned
from tests.pipeline.alert.send.notices import HEADERS_ONLY, POSTFIX, write_notice, write_wish


@pytest.mark.parametrize("form", [POSTFIX, HEADERS_ONLY])
def test_a_notice_names_address_mail_and_reason(form: str) -> None:
    (found,) = read_returned(write_notice("Lan@Desk.example", form=form))
    assert isinstance(found, ReturnedMail)
    assert (found.address, found.message_id, found.of_address) == (
        "lan@desk.example",
        "m1@azvn.example",
        True,
    )
    assert found.reply == ("smtp; 550 5.1.1 user unknown" if form == POSTFIX else "5.1.1")


@pytest.mark.parametrize(
    ("status", "of_address"),
    [
        ("5.1.1", True),
        ("5.2.2", True),
        ("5.4.4", True),
        ("5.0.0", True),
        ("5.7.1", False),
        ("5.6.0", False),
        ("5.3.4", False),
        ("4.4.7", False),
        ("nonsense", False),
    ],
)
def test_only_what_speaks_of_the_address_counts_against_it(status: str, of_address: bool) -> None:
    (found,) = read_returned(write_notice(status=status))
    assert isinstance(found, ReturnedMail)
    assert found.of_address is of_address


def test_a_delay_is_no_failure() -> None:
    assert read_returned(write_notice(action="delayed", status="4.4.1")) == []


@pytest.mark.parametrize("subject", ["unsubscribe lan", "Unsubscribe", "Re: unsubscribe lan", "UNSUBSCRIBE"])
def test_a_wish_is_one_of_who_wrote_it(subject: str) -> None:
    (found,) = read_returned(write_wish("Lan@desk.example", subject))
    assert isinstance(found, StopWish)
    assert found.address == "lan@desk.example"


@pytest.mark.parametrize(
    "raw",
    [
        write_wish(subject="How do I unsubscribe?"),
        write_wish(subject="Energy news"),
        write_wish(more="Auto-Submitted: auto-replied\n"),
        write_wish("no address"),
        b"",
        b"\x00\xff" * 100,
        write_notice().replace(b"message/delivery-status", b"text/plain"),
        write_notice().replace(b"multipart/report; report-type=delivery-status;", b"multipart/mixed;"),
    ],
)
def test_anything_else_is_nothing(raw: bytes) -> None:
    assert read_returned(raw) == []


def test_a_notice_is_read_however_large_it_is() -> None:
    assert len(read_returned(write_notice() + b"x" * LONGEST)) == 1


NOTICE = write_notice()


@given(place=st.integers(0, len(NOTICE)), junk=st.binary(max_size=40), cut=st.integers(0, 200))
def test_a_damaged_notice_costs_nothing_but_itself(place: int, junk: bytes, cut: int) -> None:
    for found in read_returned(NOTICE[:place] + junk + NOTICE[place + cut :]):
        assert len(found.address) < 2000
