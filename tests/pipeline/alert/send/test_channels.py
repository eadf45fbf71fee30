"""Webhooks and feeds go the way of mail: one outbox, one set of states, each story once."""

from __future__ import annotations

import hmac
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from pipeline.alert.send import webhook as webhook_carrier
from pipeline.model.mails import Mail, MailState
from pipeline.runs.mail_by_hand import describe_mail
from pipeline.runs.refusal import Refusal
from pipeline.runs.watch_checks import show_key
from pipeline.runs.watch_preview import preview_mail, send_test
from pipeline.runs.workplace import Workplace
from pipeline.store import mails
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.hook import TALKS_FOR, Hook, run_hook
from tests.pipeline.alert.write.test_drafting import text

HOUR = timedelta(hours=1)
SECRET = "a secret of our own"


@pytest.fixture
def hook() -> Iterator[Hook]:
    with run_hook() as made:
        yield made


@pytest.fixture
def channels(room: Newsroom, tmp_path: Path) -> Newsroom:
    """Return a newsroom with a folder for feeds and a secret."""
    room.settings = type(room.settings).model_validate(
        room.settings.model_dump() | {"signing_key": SECRET, "feeds": tmp_path / "feeds"}
    )
    return room


def open_place(room: Newsroom) -> Workplace:
    place = Workplace(room.settings)
    place.__dict__.update(store=room.store, watchbook=room.book)
    return place


def only(room: Newsroom) -> Mail:
    (mail,) = mails.list_mails(room.store)
    return mail


def webhook(hook: Hook, **more: object) -> dict[str, object]:
    return {"id": "chat", "deliver": "webhook", "url": hook.url, "recipients": [], **more}


def read_feed(room: Newsroom) -> feedparser.FeedParserDict:
    found = feedparser.parse((room.settings.feeds / "press.xml").read_bytes())
    assert not found.bozo
    return found


def test_a_webhook_is_posted_all_that_a_mail_says_and_signed(channels: Newsroom, hook: Hook) -> None:
    channels.started(webhook(hook))
    channels.article(title="SOCAR signs", people=("Ilham Aliyev",))
    channels.run()
    ((headers, raw),) = hook.taken
    (body,) = hook.bodies
    assert (body["subject"], body["kind"]) == ("[AZ–VN] SOCAR signs", "immediate")
    (story,) = body["stories"]
    assert (story["title"], story["grade"], story["people"]) == ("SOCAR signs", 3, ["Ilham Aliyev"])
    assert "token" not in raw.decode()
    assert headers["webhook-id"] == headers["Idempotency-Key"] == body["id"] == only(channels).id
    signed = f"{body['id']}.{headers['webhook-timestamp']}.".encode() + raw
    key = show_key(open_place(channels), "chat")["key"]
    right = b64encode(hmac.digest(b64decode(key.removeprefix("whsec_")), signed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert channels.office.taken == []


def test_each_receiver_has_a_key_of_its_own_and_none_where_nothing_is_signed(
    channels: Newsroom, hook: Hook
) -> None:
    channels.watches(webhook(hook), webhook(hook, id="desk"), {"id": "people"})
    place = open_place(channels)
    keys = {show_key(place, id_)["key"] for id_ in ("chat", "desk")}
    assert len(keys) == 2
    assert not any(SECRET in key for key in keys)
    with pytest.raises(Refusal, match="goes to no webhook"):
        show_key(place, "people")
    channels.settings = channels.settings.model_copy(update={"signing_key": None})
    with pytest.raises(Refusal, match="AZVN_SIGNING_KEY"):
        show_key(open_place(channels), "chat")


@pytest.mark.parametrize(
    ("answers", "state", "posts"),
    [
        ([500, 429, 200], MailState.SENT, 1),
        ([302, 403, 200], MailState.SENT, 1),
        ([410], MailState.REFUSED, 0),
        ([404], MailState.REFUSED, 0),
        (["DIE", 200], MailState.SENT, 2),
    ],
)
def test_it_is_tried_again_by_the_rules_of_the_outbox(
    channels: Newsroom, hook: Hook, answers: list[int | str], state: MailState, posts: int
) -> None:
    channels.started(webhook(hook))
    hook.answers += answers
    channels.article()
    for number in range(len(answers)):
        report = channels.run(channels.now + number * HOUR)
        if len(answers) == 3 and number < 2:
            assert any("webhook: " in fault for fault in report.faults)
    assert (only(channels).state, len(hook.taken)) == (state, posts)
    # Who takes one twice can tell: only a connection that died unanswered comes again.
    assert len(hook.kept) == min(posts, 1)
    assert only(channels).uncertain == max(posts - 1, 0)


def test_a_webhook_that_is_away_keeps_nobody_back(channels: Newsroom, hook: Hook) -> None:
    channels.started(
        webhook(hook, url="http://127.0.0.1:1/hook"),
        {"id": "people"},
        {"id": "press", "deliver": "feed", "recipients": []},
    )
    channels.article(title="For everybody")
    report = channels.run()
    assert dict(report.mails) == {"later": 1, "sent": 2}
    assert [str(message["Subject"]) for _, message in channels.office.taken] == ["[AZ–VN] For everybody"]
    assert [entry.title for entry in read_feed(channels).entries] == ["For everybody"]
    assert "127.0.0.1 cannot be reached" in str(report.faults)


def test_an_address_may_have_letters_of_any_alphabet(channels: Newsroom, hook: Hook) -> None:
    channels.started(webhook(hook, url=f"{hook.url}&to=xəbər-новости"))
    channels.article(title="For the desk")
    assert dict(channels.run().mails) == {"sent": 1}
    assert hook.paths == ["/hook?token=secret&to=x%C9%99b%C9%99r-%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"]


def test_a_yes_is_noted_before_the_words_behind_it_come(channels: Newsroom, hook: Hook) -> None:
    channels.started(webhook(hook))
    channels.article()
    hook.answers.append("TALK")
    began = time.monotonic()
    assert dict(channels.run().mails) == {"sent": 1}
    assert time.monotonic() - began < TALKS_FOR


def test_a_receiver_that_answers_drop_by_drop_keeps_nobody_back(
    channels: Newsroom, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_carrier, "TIMEOUT", 1.0)
    channels.started(webhook(hook), {"id": "people"})
    channels.article()
    hook.answers.append("DRIP")
    report = channels.run()
    assert report.mails["sent"] >= 1
    assert report.seconds < 10
    assert len(channels.office.taken) == 1


def test_a_feed_goes_on_without_a_message_that_cannot_be_read(channels: Newsroom) -> None:
    channels.started({"id": "press", "deliver": "feed", "recipients": []})
    channels.article(title="Before")
    channels.run()
    mails.change_mail(channels.store, only(channels), content={"kind": "of another version"})
    channels.article(title="After")
    assert dict(channels.run(channels.now + HOUR).mails) == {"sent": 1}
    assert [entry.title for entry in read_feed(channels).entries] == ["After"]


def test_channels_go_while_mail_waits_for_its_server(channels: Newsroom, hook: Hook) -> None:
    channels.settings = channels.settings.model_copy(update={"smtp_url": None})
    channels.started(webhook(hook), {"id": "people"})
    channels.article()
    assert dict(channels.run().mails) == {"sent": 1}
    assert len(hook.taken) == 1
    assert {m.channel: m.state for m in mails.list_mails(channels.store)} == {
        "webhook": MailState.SENT,
        "mail": MailState.QUEUED,
    }


def test_a_feed_has_each_story_once_the_newest_first(channels: Newsroom) -> None:
    press = {"id": "press", "title": "What & who", "deliver": "feed", "recipients": []}
    channels.started({**press, "updates": True})
    for number in range(8):
        channels.article(title=f"Story {number}", language="vi", themes=("trade",))
    channels.run()
    channels.article(title="The last <b>")
    channels.run(channels.now + HOUR)
    found = read_feed(channels)
    assert (found.feed.title, found.feed.id) == ("What & who", "urn:azvn:watch:feed-press")
    titles = [entry.title for entry in found.entries]
    assert titles[0] == "The last <b>"
    assert sorted(titles[1:]) == [f"Story {number}" for number in range(8)]
    assert len({entry.id for entry in found.entries}) == 9
    assert found.entries[1].link.startswith("https://outlet.example/")
    assert [tag.term for tag in found.entries[1].tags] == ["trade"]


def test_a_feed_that_was_lost_is_whole_again(channels: Newsroom) -> None:
    channels.started({"id": "press", "deliver": "feed", "recipients": []})
    channels.article(title="Before")
    channels.run()
    (channels.settings.feeds / "press.xml").write_text("half a fi", encoding="utf-8")
    channels.article(title="After")
    channels.run(channels.now + HOUR)
    assert [entry.title for entry in read_feed(channels).entries] == ["After", "Before"]
    assert [path.name for path in channels.settings.feeds.iterdir()] == ["press.xml"]


def test_a_folder_that_takes_nothing_is_told_and_tried_again(channels: Newsroom) -> None:
    channels.settings.feeds.write_text("a file in its place", encoding="utf-8")
    channels.started({"id": "press", "deliver": "feed", "recipients": []})
    channels.article(title="Waits")
    report = channels.run()
    assert "feed: press.xml cannot be written" in str(report.faults)
    channels.settings.feeds.unlink()
    channels.run(channels.now + HOUR)
    assert [entry.title for entry in read_feed(channels).entries] == ["Waits"]


def test_channels_are_looked_at_and_tested_by_mail(channels: Newsroom, hook: Hook) -> None:
    channels.started(webhook(hook))
    channels.article(title="Seen")
    place = open_place(channels)
    assert "Seen" in text(preview_mail(place, "chat", "2d").message)
    assert send_test(place, "chat", "me@desk.example")["stories"] == 1
    assert hook.taken == []
    channels.run()
    row = describe_mail(only(channels))
    assert (row["channel"], row["to"]) == ("webhook", "127.0.0.1 (webhook-chat)")
