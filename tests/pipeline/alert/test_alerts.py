"""The whole way of an alert: an article in the index, a watch, a hit, a mail in a real mailbox."""

from __future__ import annotations

from datetime import timedelta

from tests.pipeline.alert.conftest import Newsroom


def test_a_new_article_becomes_a_mail(room: Newsroom) -> None:
    room.started({"query": "SOCAR"})
    room.article(title="SOCAR and Petrovietnam sign")
    report = room.run()
    (message,) = room.office.to("lan@desk.example")
    assert message["Subject"] == "[AZ–VN] SOCAR and Petrovietnam sign"
    assert (report.found.new, report.written, dict(report.mails)) == (1, 1, {"sent": 1})
    assert room.run().build_json()["hits"] == 0
    assert len(room.office.taken) == 1
    assert room.run(room.now + timedelta(days=1)).undelivered == 0
