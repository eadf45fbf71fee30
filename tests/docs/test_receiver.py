"""The receiver of webhooks that docs/alerts.md shows is run as it stands there, and has each message once."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.alert.send.replies import Fate, note_nothing
from pipeline.alert.send.webhook import WebhookCarrier
from pipeline.model.drafts import Draft, Recipient
from pipeline.text.signing import make_receiver_key, show_receiver_key
from tests.pipeline.alert.render.drafts import digest, immediate

DOCUMENT = Path(__file__).parents[2] / "docs" / "alerts.md"
SECRET, WATCH = "a secret of our own", "webhook-desk"


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[str]:
    """Return the address of the receiver, with the key of its watch, in a folder of its own."""
    (source,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (tmp_path / "key").write_text(show_receiver_key(make_receiver_key(SECRET, WATCH)) + "\n")
    written = source.replace("8080", str(port))
    assert written != source
    with subprocess.Popen(
        [sys.executable, "-c", written], cwd=tmp_path, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.kill()


def post(draft: Draft, address: str, secret: str, name: str = WATCH) -> Fate:
    reader = Recipient(id=name, address=address, channel="webhook")
    draft = draft.model_copy(update={"recipient": reader})
    carrier = WebhookCarrier(secret)
    return carrier.deliver(draft, carrier.encode(draft, again=False), note_nothing).fate


def test_it_keeps_each_message_once_and_none_that_is_not_ours(receiver: str, tmp_path: Path) -> None:
    other = digest(message_id="b" * 32 + "@azvn.example")
    tries = [post(draft, receiver, SECRET) for draft in (immediate(), immediate(), other, immediate())]
    assert set(tries) == {Fate.DELIVERED}
    assert post(digest(message_id="c@azvn.example"), receiver, "another secret of ours") is Fate.LATER
    assert post(digest(message_id="d@azvn.example"), receiver, SECRET, "webhook-other") is Fate.LATER
    with sqlite3.connect(tmp_path / "messages.db") as kept:
        ids = [id_ for (id_,) in kept.execute("SELECT id FROM messages")]
    assert sorted(ids) == ["0a1b2c3d4e5f60718293a4b5c6d7e8f9", "b" * 32]
