"""A demo ends with the mails that it produced, whatever the mailbox of this machine holds from before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local import demo_mail, mailbox, places
from pipeline.config.settings import ROOT, Settings
from pipeline.runs.workplace import Workplace
from pipeline.store.client import Store
from tests.indices import empty_indices
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.post_office import PostOffice

pytestmark = pytest.mark.servers

STORY = "https://outlet.example/oil"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder in which this machine keeps its state; its mailbox is stopped in the end."""
    monkeypatch.setattr(places, "STATE", tmp_path)
    yield tmp_path
    mailbox.stop_mailbox(demo_mail.locate_mails())


def run_demo(folder: Path, server: Any, store: Store, excerpt: str) -> dict[str, Any]:
    """Do what a demo does at its end: indices that hold one story, a folder of its own, and the mails."""
    empty_indices(store)
    folder.mkdir()
    for name in ("sources.yml", "topic.yml"):
        shutil.copy(ROOT / "config" / name, folder)
    chosen = {"elasticsearch_url": server.url, "elasticsearch_user": server.username}
    settings = Settings.model_validate(
        {
            **chosen,
            "elasticsearch_password": server.password,
            "index_prefix": store.prefix,
            "config": folder,
            "archive": folder / "archive",
        }
    )
    now = datetime.now(UTC)
    room = Newsroom(store, settings, PostOffice(), now)
    room.article(url=STORY, title="SOCAR and Vietnam sign", text=excerpt, at=now - timedelta(minutes=5))
    return demo_mail.send_mails(Workplace(settings))


def test_a_demo_shows_its_own_mail_and_not_that_of_the_one_before(
    state: Path, elasticsearch_server: Any, provisioned: Store
) -> None:
    texts = [f"SOCAR of Azerbaijan will supply Vietnam with {word} of oil." for word in ("a ton", "ten tons")]
    shown = []
    for number, text in enumerate(texts):
        found = run_demo(state / f"demo-{number}", elasticsearch_server, provisioned, text)
        (mail,) = found["mails"]
        assert found["alerts"]["mails"] == {"sent": 1}
        shown.append(" ".join(mail["text"].replace("*", "").split()))
    assert [text in mail for text, mail in zip(texts, shown, strict=True)] == [True, True]
    assert texts[0] not in shown[1]
    kept = mailbox.read_mails(demo_mail.locate_mails())
    ids = {str(mail["Message-ID"]) for mail in kept}
    assert (len(kept), len(ids)) == (2, 1), "the same story, the same id"


def test_what_somebody_else_put_into_the_mailbox_is_not_shown(
    state: Path, elasticsearch_server: Any, provisioned: Store
) -> None:
    folder = demo_mail.locate_mails()
    folder.mkdir(parents=True)
    (folder / "0.eml").write_text("Message-ID: <other@desk.example>\r\nSubject: Another\r\n\r\nText\r\n")
    found = run_demo(state / "demo", elasticsearch_server, provisioned, "SOCAR of Azerbaijan meets Vietnam.")
    assert [mail["subject"] for mail in found["mails"]] == ["[AZ–VN] SOCAR and Vietnam sign"]
