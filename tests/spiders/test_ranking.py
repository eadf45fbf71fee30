"""What is asked first: feeds, then what looks like the topic, then the newest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from spiders.ranking import rank_task
from tests.spiders.conftest import STARTED, feed, job, page

NEW = STARTED - timedelta(minutes=1)
OLD = STARTED - timedelta(days=2)
REED = "http://reed.example"


def test_tasks_are_ranked_by_kind_then_hint_then_age(tmp_path: Path) -> None:
    ranked = [
        feed(f"{REED}/rss"),
        page(f"{REED}/1", title="Əliyev görüşdü", published_at=NEW),
        page(f"{REED}/2", summary="With ELİYEV in Hanoi", published_at=OLD),
        page(f"{REED}/3", title="A plain headline", published_at=NEW),
        page(f"{REED}/4", title="A plain headline", published_at=OLD),
        page(f"{REED}/5", title="A plain headline without a date"),
    ]
    given = job(tmp_path, hints=("eliyev",))
    mixed = ranked[::-1]
    assert sorted(mixed, key=lambda task: rank_task(task, given)) == ranked
