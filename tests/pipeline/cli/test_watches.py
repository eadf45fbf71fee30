"""The commands on watches and mails: what each does to the outbox, and the sentence when it cannot."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT, Settings
from pipeline.runs.alerts import catch_up_watches, wants_alerts
from pipeline.runs.mail_by_hand import (
    drop_mails,
    extract_text,
    forget_person,
    list_outbox,
    retry_mails,
    write_html,
)
from pipeline.runs.refusal import Refusal
from pipeline.runs.status import load_standing
from pipeline.runs.watch_checks import check_watchbook
from pipeline.runs.watch_preview import DraftedWatch, preview_mail, send_test
from pipeline.runs.workplace import Workplace
from pipeline.store import mails, watches
from pipeline.store.articles.reviews import mark_article
from tests.pipeline.alert.conftest import Newsroom, office, room

__all__ = ["office", "room"]
LAN = "lan@desk.example"


@pytest.fixture
def place(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """Return the newsroom as the commands see it."""
    for name in ("sources.yml", "topic.yml"):
        (room.settings.config / name).write_text(
            (ROOT / "config" / name).read_text(encoding="utf-8"), encoding="utf-8"
        )
    return open_room(room)


def open_room(room: Newsroom) -> Workplace:
    """Give the newsroom as a command that begins now sees it: its watches are read anew."""
    here = Workplace(room.settings)
    here.__dict__["store"] = room.store
    return here


def test_check_tells_what_is_wrong_with_and_without_elasticsearch(room: Newsroom, place: Workplace) -> None:
    room.watches(
        {"id": "kql", "query": "oil and gas"}, {"id": "open", "query": "title:(oil"}, {"id": "right"}
    )
    for offline in (True, False):
        faults = check_watchbook(place, offline=offline)["faults"]
        assert sorted(fault.split(": ")[1] for fault in faults) == ["kql", "open"]


def test_preview_and_test_keep_nothing(room: Newsroom, place: Workplace, tmp_path: Path) -> None:
    room.watches({"query": "SOCAR"})
    room.article(title="Seen in the preview")
    seen = preview_mail(place, "all", "2d")
    assert [item.title for item in seen.preview.draft.items] == ["Seen in the preview"]
    assert "Seen in the preview" in extract_text(seen.message)
    digest = preview_mail(place, "all", "2d", DraftedWatch(rhythm="hourly"))
    write_html(digest.message, tmp_path / "mail.html")
    page = (tmp_path / "mail.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in page
    assert "cid:" not in page
    assert send_test(place, "all", "me@outlet.example")["stories"] == 1
    ((to, sent),) = room.office.taken
    assert (to, "Test" in str(sent["Subject"])) == ("me@outlet.example", True)
    assert room.all("mails") == room.all("hits") == []


def test_a_refused_mail_is_sent_once_more_to_the_address_that_was_put_right(
    room: Newsroom, place: Workplace
) -> None:
    room.started({})
    room.office.answers[LAN] = "550 no such user"
    room.article()
    room.run()
    (row,) = list_outbox(place, ["refused"], 10)
    room.watches({}, lan={"address": "lan.new@desk.example"})
    assert [r["to"] for r in retry_mails(place, [row["id"][:8]], failed=False)] == ["lan.new@desk.example"]
    room.run(room.now + timedelta(hours=1))
    assert [to for to, _ in room.office.taken] == ["lan.new@desk.example"]
    with pytest.raises(Refusal, match="was delivered"):
        retry_mails(place, [row["id"]], failed=False)


def test_a_mail_that_is_dropped_does_not_go(room: Newsroom, place: Workplace) -> None:
    room.started({})
    room.office.answers[LAN] = "451 later"
    room.article()
    room.run()
    (mail,) = mails.list_mails(room.store)
    assert drop_mails(place, [mail.id])[0]["state"] == "dropped"
    room.office.answers.clear()
    assert dict(room.run(room.now + timedelta(hours=1)).mails) == {}


def test_catch_up_mails_history_on_purpose(room: Newsroom, place: Workplace) -> None:
    room.article(title="Before the watch")
    room.watches({})
    room.run()
    assert room.office.taken == []
    assert catch_up_watches(place, ["all"], "2h")["hits"] == 1
    assert [str(m["Subject"]) for _, m in room.office.taken] == ["[AZ–VN] Before the watch"]


def test_catch_up_mails_one_digest_and_leaves_the_day_of_joining(room: Newsroom, place: Workplace) -> None:
    for number in range(8):
        room.article(title=f"Story {number}", at=room.now - timedelta(hours=number + 1))
    room.watches({})
    room.run()
    before = watches.load_watch_states(room.store)["all"]
    assert catch_up_watches(place, [], "2d")["hits"] == 8
    ((_, mail),) = room.office.taken
    assert all(f"Story {number}" in extract_text(mail) for number in range(8))
    after = watches.load_watch_states(room.store)["all"]
    assert (after.since, after.recipients) == (before.since, before.recipients)


def test_catch_up_says_what_waits_and_why(room: Newsroom, place: Workplace) -> None:
    room.watches(
        {"rhythm": "daily at 09:00"},
        {"id": "quiet", "recipients": ["minh"], "quiet_hours": "00:00-12:00"},
        {"id": "also", "recipients": ["minh"], "quiet_hours": "11:00-01:00"},
        {"id": "surge", "recipients": ["rashad"], "rhythm": "surge"},
        lan={"zone": "Asia/Baku"},
        minh={"quiet_hours": "00:00-23:59"},
        rashad={},
    )
    for _ in range(2):
        room.article()
    waits = catch_up_watches(place, [], "2h")["waits"]
    assert [re.sub(r"\d{4}-.*? ", "", line) for line in waits] == [
        "lan: 2 stories wait for daily at 09:00: 09:00 (Asia/Baku)",
        "minh: 2 stories wait for the end of quiet hours, 23:59 (UTC)",
        "rashad: 2 stories wait for a surge",
    ]
    assert room.office.taken == []


@pytest.mark.parametrize(
    ("drafted", "expected"),
    [
        (DraftedWatch(query="title:(oil"), "a bracket is left open"),
        (DraftedWatch(query="a OR b AND c"), r"a OR \(b AND c\)"),
        (DraftedWatch(filters=["language=vn"]), "did you mean vi"),
        (DraftedWatch(filters=["grade=1"]), "filters.grade"),
        (DraftedWatch(filters=["colour=red"]), "filters.colour: no such field"),
        (DraftedWatch(filters=["grade"]), "grade=3"),
        (DraftedWatch(rhythm="now and then"), "rhythm: is one of"),
        (DraftedWatch(), "Name a watch"),
    ],
)
def test_a_draft_is_checked_like_a_watch_of_the_file(
    room: Newsroom, place: Workplace, drafted: DraftedWatch, expected: str
) -> None:
    room.watches({})
    with pytest.raises(Refusal, match=expected):
        preview_mail(place, None, "7d", drafted)


def test_a_draft_finds_what_it_asks_for_without_a_file(room: Newsroom, place: Workplace) -> None:
    room.article(title="In English")
    room.article(title="Bằng tiếng Việt", language="vi")
    for drafted, found in (
        (DraftedWatch(query="SOCAR", filters=["language=vi,ru", "grade=3"]), ["Bằng tiếng Việt"]),
        (DraftedWatch(query="*tball"), []),
    ):
        shown = preview_mail(place, None, "2d", drafted).build_json()
        assert ("a wildcard at the front" in str(shown["preview"]["doubts"])) == (not found)
        assert [item["title"] for item in shown["items"]] == found
        about = shown["preview"]
        assert about["stories"] == sum(day["stories"] for day in about["days"]) == len(found)
        assert len(about["mails"]) == len(found)


def test_marks_give_the_precision_of_a_month_and_a_person_can_be_forgotten(
    room: Newsroom, place: Workplace
) -> None:
    room.started({})
    for url, verdict in (
        ("https://outlet.example/a", "right"),
        ("https://outlet.example/b", "right"),
        ("https://outlet.example/c", "wrong"),
    ):
        room.article(url=url)
        mark_article(room.store, url, verdict, "a reader")
    room.run()
    (month,) = load_standing(place).build_json()["precision"]
    assert (month["right"], month["wrong"], month["precision"]) == (2, 1, 0.667)
    with pytest.raises(Refusal, match=r"watches\.yml"):
        forget_person(place, "lan")
    room.watches({"recipients": ["minh"]}, minh={})
    assert forget_person(open_room(room), "lan") == "Removed: 3 hits and 1 mails of lan"
    assert room.all("mails") == []


def test_the_status_says_what_the_mail_server_holds_against_us(room: Newsroom, place: Workplace) -> None:
    room.started({})
    room.office.answers["lan@desk.example"] = "554 5.7.1 Relay access denied"
    room.article()
    room.run()
    found = load_standing(place).build_json()
    assert found["mail_faults"] == ["Mails wait for the mail server: 554 5.7.1 Relay access denied"]


@pytest.mark.parametrize(
    ("watch", "expected"),
    [
        ({"query": "title:(oil"}, "a bracket is left open"),
        ({"query": "a OR b AND c"}, r"a OR \(b AND c\)"),
        ({"query": "source.country:Vietnam"}, "did you mean VN"),
        ({"filters": {"language": "vn"}}, "did you mean vi"),
    ],
)
def test_every_command_refuses_a_watch_that_cannot_work(
    room: Newsroom, place: Workplace, watch: dict[str, object], expected: str
) -> None:
    room.watches(watch)
    (fault,) = check_watchbook(place, offline=False)["faults"]
    assert re.search(expected, fault)
    with pytest.raises(Refusal, match=expected):
        preview_mail(place, "all", "7d")
    with pytest.raises(Refusal, match=expected):
        send_test(place, "all", "me@outlet.example")
    with pytest.raises(Refusal, match=expected):
        catch_up_watches(place, ["all"], None)
    assert room.office.taken == []


def test_a_doubtful_watch_is_told_and_works(room: Newsroom, place: Workplace) -> None:
    two = {"id": "two", "recipients": ["lan", "minh"]}
    room.watches({"query": "*gas"}, two, minh={"address": LAN.upper()})
    found = check_watchbook(place, offline=False)
    assert (found["watches"], found["faults"]) == (["all", "two"], [])
    assert [doubt.split(": ")[1] for doubt in found["doubts"]] == ["minh", "all"]


def test_catch_up_refuses_what_it_cannot_do(room: Newsroom, place: Workplace) -> None:
    room.watches({})
    for ids, since, expected in (
        (["nope"], None, "no watch 'nope'"),
        (["nope"], "2d", "no watch 'nope'"),
        ([], "30d", "is too far back"),
        ([], "soon", "is not a time"),
    ):
        with pytest.raises(Refusal, match=expected):
            catch_up_watches(place, ids, since)
    with pytest.raises(Refusal, match="is not a mail address"):
        send_test(place, "all", "not an address")


@pytest.mark.parametrize(("call", "expected"), [("nope", "no watch 'nope'"), ("all", "is not a time")])
def test_what_cannot_be_done_is_said_in_a_sentence(
    room: Newsroom, place: Workplace, call: str, expected: str
) -> None:
    room.watches({})
    with pytest.raises(Refusal, match=expected):
        preview_mail(place, call, "7 moons")


def test_a_cycle_alerts_when_somebody_wants_it(tmp_path: Path) -> None:
    quiet = Workplace(Settings(config=tmp_path))
    assert not wants_alerts(quiet)
    (tmp_path / "watches.yml").write_text("watches: []", encoding="utf-8")
    assert wants_alerts(quiet)
