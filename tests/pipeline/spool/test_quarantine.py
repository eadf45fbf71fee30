"""What is set aside: a WARC file and a note each, found, read again, dropped, and gone after a while."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import spool
from pipeline.model.fetches import FeedFetch, PackedPage, Page
from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.spool import GuiltyItem, Writer, quarantine
from tests.pipeline.spool.test_spool import AT, CYCLE, HTML, answer, feed, fetch

SLOW = Rejected(Stage.EXTRACT, Outcome.TOO_SLOW, "more than 5 s")
LIMIT = 1024 * 1024


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "quarantine"


def test_a_page_comes_back_as_it_was_with_its_place_in_the_archive(folder: Path) -> None:
    page = Page(fetch(content_type="text/html"), HTML, "x.warc.gz:77")
    note = quarantine.put_page_aside(folder, page, SLOW, 2, AT)
    assert (note.source, note.cycle, note.outcome, note.detail, note.tries) == (
        "reed-post",
        CYCLE,
        Outcome.TOO_SLOW,
        "more than 5 s",
        2,
    )
    assert quarantine.list_quarantine(folder) == [note]
    assert list(quarantine.read_quarantined(folder, note, LIMIT)) == [page]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_address_has_one_entry_that_counts_all_tries(folder: Path) -> None:
    page = Page(fetch(), HTML)
    for _ in range(3):
        note = quarantine.put_page_aside(folder, page, SLOW, 2, AT)
    assert (note.tries, quarantine.list_quarantine(folder)) == (6, [note])


def test_any_tool_for_replay_reads_an_entry(folder: Path) -> None:
    note = quarantine.put_page_aside(folder, Page(fetch(), HTML), SLOW, 2, AT)
    (page,) = spool.read_pages(quarantine.locate_record(folder, note))
    assert page.body == HTML


def test_entries_are_found_by_their_beginning_and_dropped(folder: Path) -> None:
    notes = [quarantine.put_page_aside(folder, Page(fetch(n), HTML), SLOW, 2, AT) for n in range(3)]
    assert quarantine.find_in_quarantine(folder, notes[1].id[:6]) == [notes[1]]
    quarantine.drop_from_quarantine(folder, notes[1])
    assert len(quarantine.list_quarantine(folder)) == 2
    assert quarantine.remove_old_entries(folder, AT + timedelta(seconds=1))
    assert list(folder.iterdir()) == []


def test_a_guilty_item_is_given_as_it_lies_and_the_others_come(tmp_path: Path, folder: Path) -> None:
    writer = Writer(tmp_path / "spool", CYCLE, 0, 1)
    writer.write_feed(feed(candidates=(fetch().candidate,)), [answer(b"<rss/>")])
    writer.write_page(fetch(1), [answer(status=301), answer()])
    writer.write_page(fetch(2), [answer()])
    writer.close()
    (path,) = spool.list_waiting_segments(tmp_path / "spool")
    places: list[int] = []
    list(spool.read_packed_segment(path, note=places.append))
    assert len(places) == 3
    listed, item, other = spool.read_packed_segment(path, guilty={places[1]})
    assert isinstance(listed, FeedFetch)
    assert isinstance(item, GuiltyItem)
    assert (item.begin, item.end, item.is_feed, item.fetch) == (places[1], places[2], False, fetch(1))
    assert isinstance(other, PackedPage)
    note = quarantine.put_item_aside(folder, path, item, 2, AT)
    (again,) = quarantine.read_quarantined(folder, note, LIMIT)
    assert (again.fetch, again.body, note.source) == (fetch(1), HTML, "reed-post")
