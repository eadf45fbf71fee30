"""Mails that come back hold an address after three, wishes end the mails, and operators hear of both."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.config.errors import ConfigError
from pipeline.model.mails import MailState
from pipeline.runs.refusal import Refusal
from pipeline.runs.returned_mail import resume_mails, take_returned_mail
from pipeline.runs.status import load_standing
from pipeline.runs.unsubscribe_server import UnsubscribeServer
from pipeline.runs.workplace import Workplace
from pipeline.store import mails
from pipeline.store.recipients import load_recipient_states
from tests.pipeline.alert.conftest import Newsroom, office, room
from tests.pipeline.alert.send.notices import write_notice, write_wish
from tests.pipeline.cli.test_watches import open_room, place

__all__ = ["office", "place", "room"]
LAN = "lan@desk.example"
HOUR = timedelta(hours=1)


def fill_mailbox(folder: Path, *raw: bytes) -> str:
    """Put messages into a maildir and give its path."""
    for name in ("cur", "new"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for mail in raw:
        number = sum(1 for _ in (folder / "new").iterdir())
        (folder / "new" / str(number)).write_bytes(mail)
    return str(folder)


def list_states(room: Newsroom) -> dict[str, str]:
    return {id_: state.state for id_, state in load_recipient_states(room.store).items()}


def test_three_mails_that_came_back_hold_an_address(room: Newsroom, place: Workplace, tmp_path: Path) -> None:
    place = place.change_settings(operators="ops@azvn.example")
    place.__dict__["store"] = room.store
    room.started({"recipients": ["lan", "minh"]}, minh={})
    room.article()
    room.run()
    (mail,) = (mail for mail in mails.list_mails(room.store) if mail.recipient == "lan")
    box = tmp_path / "box"
    # Some servers name an address that the mail was passed on to: the mail's own id says whose it was.
    first = fill_mailbox(box, write_notice("other@else.example", message_id=mail.message_id))
    assert take_returned_mail(place, first)["bounced"] == ["lan"]
    assert take_returned_mail(place, first)["bounced"] == [], "a notice counts once"
    fill_mailbox(box, write_notice(message_id="?"), write_notice(reply="550 no", status="5.7.1"))
    assert list_states(room) == {"lan": "bounced"}
    assert "reason of ours" in str(take_returned_mail(place, first)["lines"])
    assert take_returned_mail(place, first)["lines"] == []
    report = take_returned_mail(place, fill_mailbox(box, write_notice(status="5.2.2", message_id="?")))
    assert (report["held"], report["operators_mailed"]) == (["lan"], True)
    told = room.office.to("ops@azvn.example")[-1]
    assert "azvn mail resume lan" in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "lan (lan@desk.example) gets no mail, 3 came back" in load_standing(place).recipients[0]

    room.office.taken.clear()
    room.article(title="While held")
    room.run()
    assert [to for to, _ in room.office.taken] == ["minh@desk.example"]
    assert resume_mails(place, ["lan"]) == ["Mails go to lan again."]
    assert take_returned_mail(place, first)["lines"] == [], "what the mailbox keeps says nothing new"
    assert list_states(room) == {"lan": "active"}
    room.run()
    assert "While held" in str(room.office.to(LAN)[0]["Subject"])


def test_a_new_address_is_mailed_at_once(room: Newsroom, place: Workplace, tmp_path: Path) -> None:
    room.started({})
    notices = [write_notice(message_id=str(number)) for number in range(3)]
    assert take_returned_mail(place, fill_mailbox(tmp_path / "box", *notices))["held"] == ["lan"]
    room.article()
    room.run()
    assert room.office.taken == []
    room.watches({}, lan={"address": "new@desk.example"})
    room.run()
    assert [to for to, _ in room.office.taken] == ["new@desk.example"]
    again = fill_mailbox(tmp_path / "box", write_notice("new@desk.example", message_id="new"))
    for _ in range(2):
        take_returned_mail(open_room(room), again)
    assert list_states(room) == {"lan": "bounced"}, "those to the old address count no more"


def test_a_wish_ends_the_mails_and_drops_what_waits(room: Newsroom, place: Workplace, tmp_path: Path) -> None:
    room.started({"recipients": ["lan", "minh"]}, minh={})
    room.office.answers[LAN] = "451 later"
    room.article()
    room.run()
    box = fill_mailbox(tmp_path / "box", write_wish(), write_wish("stranger@else.example"))
    assert take_returned_mail(place, box)["unsubscribed"] == ["lan"]
    assert [mail.recipient for mail in mails.list_mails(room.store, [MailState.DROPPED])] == ["lan"]
    room.office.answers.clear()
    room.article()
    room.run(room.now + 9 * HOUR)
    assert {to for to, _ in room.office.taken} == {"minh@desk.example"}
    assert list_states(room) == {"lan": "unsubscribed"}
    resume_mails(place, ["lan"])
    assert take_returned_mail(place, box)["unsubscribed"] == [], "the old wish says nothing new"
    fill_mailbox(tmp_path / "box", write_wish() + b"again")
    assert take_returned_mail(place, box)["unsubscribed"] == ["lan"]


def test_without_a_mailbox_or_a_reason_it_says_so(room: Newsroom, place: Workplace) -> None:
    with pytest.raises(Refusal, match="AZVN_MAILBOX"):
        take_returned_mail(place, None)
    with pytest.raises(Refusal, match="Nothing holds mails to 'lan'"):
        resume_mails(place, ["lan"])
    with pytest.raises(ConfigError, match="AZVN_UNSUBSCRIBE_URL is not set"):
        UnsubscribeServer(place, "127.0.0.1", 0)


@contextmanager
def serve(place: Workplace) -> Iterator[str]:
    with UnsubscribeServer(place, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def ask(url: str, body: bytes | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_one_click_ends_the_mails_and_looking_does_not(room: Newsroom, place: Workplace) -> None:
    changed = place.change_settings(unsubscribe_url="https://stop.example/mails", signing_key="k" * 20)
    changed.__dict__["store"] = room.store
    room.settings = changed.settings
    room.started({}, lan={"language": "vi"})
    room.article()
    room.run()
    ((_, mail),) = room.office.taken
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link, by_mail = (way.strip(" <>") for way in str(mail["List-Unsubscribe"]).split(","))
    assert by_mail == "mailto:monitor@azvn.example?subject=unsubscribe%20lan"
    assert link.startswith("https://stop.example/mails/?id=lan&key=")
    assert link.replace("&", "&amp;") in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    with serve(changed) as base:
        here = f"{base}/?{urlsplit(link).query}"
        code, page = ask(here)
        assert (code, "Hủy đăng ký nhận thư" in page, 'method="post"' in page) == (200, True, True)
        assert list_states(room) == {}
        for wrong in (here + "0", here.replace("id=lan", "id=minh"), base, f"{base}/?id=lan&key=%00"):
            assert ask(wrong)[0] == ask(wrong, b"List-Unsubscribe=One-Click")[0] == 404
        assert list_states(room) == {}
        for _ in range(2):
            code, page = ask(here, b"List-Unsubscribe=One-Click")
            assert (code, "Bạn sẽ không nhận những thư này nữa." in page) == (200, True)
    assert list_states(room) == {"lan": "unsubscribed"}
    assert open_room(room).watchbook.people["lan"].address == LAN


def test_an_address_without_a_secret_is_refused(room: Newsroom, place: Workplace) -> None:
    bare = place.change_settings(unsubscribe_url="https://stop.example")
    with pytest.raises(ConfigError, match="needs AZVN_SIGNING_KEY"):
        UnsubscribeServer(bare, "127.0.0.1", 0)
