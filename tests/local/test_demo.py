"""The demo: one that is interrupted hides nothing, and what is shown fits a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from local import demo, notes, places
from local.demo_screen import show_demo
from local.elasticsearch import Server
from pipeline.config.settings import Settings
from pipeline.runs.workplace import Workplace
from pipeline.store.schema import templates


def test_a_demo_that_is_interrupted_is_not_the_last_finished_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elasticsearch_server: Server, index_prefix: str
) -> None:
    monkeypatch.setattr(places, "STATE", tmp_path)
    monkeypatch.setattr(demo, "PREFIX", index_prefix)
    server = elasticsearch_server
    place = Workplace(Settings()).switch_store(server.url, server.username, server.password)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    # The moment at which a person presses Ctrl-C.
    monkeypatch.setattr(demo, "run_cycle", interrupt)
    with pytest.raises(KeyboardInterrupt):
        demo.run_demo(place, quiet=True, keep=True)
    assert templates.find_prefixes(place.store, index_prefix), "it had begun"
    assert notes.read_last_demo() is None


def test_what_came_out_is_shown_in_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    story = {
        "title": "Azerbaijan and Vietnam sign ferry agreement " * 3,
        "source": "Caspian Wire",
        "grade": 3,
        "published_at": "2026-11-24T04:30:00.000Z",
        "text_from": "feed",
        "origin": "seed",
        "copied_by": ["Sen Hồng", "Turan Yolu"],
    }
    cycle = {"stages": {"index": {"indexed": 12, "revised": 1}}, "faults": ["x"], "seconds": 1.5}
    result = {
        "stories": [story, {**story, "grade": 2}],
        "thrown_away": [{"stage": "judge", "outcome": "off_topic", "meaning": "no relation", "count": 9}],
        "cycles": [cycle, cycle],
        "requests": [40, 20],
        "feeds": [{"source": "quiet-gazette", "status": "not_a_feed"}],
        "mails": [{"to": "reader@desk.example", "subject": "Ferries", "text": "The text."}],
        "seconds": 30.0,
    }
    show_demo(result, command="AZVN_INDEX_PREFIX=azvn-demo-1- .venv/bin/azvn", mailbox=Path("/mail"))
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for part in (
        "2 stories on the relation",
        "feed)",
        "seed: Caspian",
        "Cycle 2: 20 requests, 12 articles indexed, 1 corrected",
        "In trouble: quiet-gazette: not_a_feed",
        "  AZVN_INDEX_PREFIX=azvn-demo-1- .venv/bin/azvn search Azerbaycan",
        "── the mail ──",
        "Subject: Ferries",
        "is in /mail.",
    ):
        assert part in shown
    long = {**result["mails"][0], "text": "\n".join(f"Line {number}." for number in range(400))}
    show_demo({**result, "mails": [long]}, command="azvn", mailbox=Path("/mail"))
    assert "… 340 more lines" in capsys.readouterr().out
    show_demo({**result, "mails": []}, command="azvn", mailbox=Path("/mail"))
    assert "No mail was sent." in capsys.readouterr().out
