"""A snapshot that is restored mails no history: neither what had been mailed by then, nor what was sent after
it was taken.
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.model.mails import MailState
from pipeline.store import cluster, mails
from pipeline.store.restoring import restore_snapshot
from tests.pipeline.alert.conftest import Newsroom

MINUTE = timedelta(minutes=1)


def test_a_restored_snapshot_mails_no_history(room: Newsroom) -> None:
    room.started({})
    room.article(title="Mailed before")
    room.run()
    room.office.answers["lan@desk.example"] = "451 not yet"
    room.article(title="Mailed after")
    room.run()
    assert cluster.has_repository(room.store)
    snapshot = cluster.take_snapshot(room.store, room.now)
    try:
        room.office.answers.clear()
        room.run(room.now + 2 * MINUTE)
        sent = room.office.ids
        assert len(sent) == 2
        (taken,) = [one for one in cluster.list_snapshots(room.store) if one.name == snapshot]
        restore_snapshot(room.store, taken)
        room.run(room.now + 2 * MINUTE)
        room.run(room.now + 2 * MINUTE)
        assert room.office.ids == sent
        assert {mail.state for mail in mails.list_mails(room.store)} == {MailState.SENT}
    finally:
        room.store.client.snapshot.delete(repository=cluster.REPOSITORY, snapshot=snapshot)
