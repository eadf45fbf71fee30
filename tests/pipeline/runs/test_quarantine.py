"""A page that outlasts its limits is set aside by itself; a person reads it once more, or drops it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import spool
from pipeline.model.fetches import PackedPage
from pipeline.model.jobs import ProcessReport
from pipeline.model.outcomes import Outcome
from pipeline.runs import quarantine
from pipeline.runs.process import Processor, process_files
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.spool import Answer, Writer, tries
from pipeline.store.articles.lookup import load_article
from pipeline.text.urls import make_url_id
from pipeline.upkeep.chores import check_quarantine
from tests.pipeline.runs.long_pages import find_narrow_limit, make_long_page
from tests.pipeline.runs.test_process import TEXT, TOPICS, fetched, place, spooled, url

__all__ = ["place"]


@pytest.fixture
def narrow(place: Workplace, tmp_path: Path) -> Workplace:
    """A place in which a long page has too little time."""
    return place.change_settings(archive=tmp_path / "archive", page_seconds=find_narrow_limit(place.topic))


def run(place: Workplace, path: Path) -> ProcessReport:
    processor = Processor(place.store, place.catalogue, place.topic, settings=place.settings)
    return process_files([path], processor, place.settings.archive)


def is_indexed(place: Workplace, number: int) -> bool:
    return load_article(place.store, make_url_id(url(number))) is not None


def write_segment(place: Workplace) -> Path:
    """Write a segment of three pages, the middle one far too long."""
    writer = Writer(place.settings.spool, "20261125T120000000", 0, 1)
    for number in range(3):
        text = TEXT.format(TOPICS[number])
        body = make_long_page(text) if number == 1 else text
        writer.write_page(fetched(number), [Answer(url(number), 200, [], body.encode())])
    writer.close()
    return spool.list_waiting_segments(place.settings.spool)[0]


def test_a_page_that_takes_too_long_is_set_aside_and_the_others_go_on(narrow: Workplace) -> None:
    report = run(narrow, write_segment(narrow))
    (entry,) = report.quarantined
    assert (entry.url, entry.outcome, entry.tries) == (url(1), Outcome.TOO_SLOW, 2)
    assert (entry.detail, entry.source) == (f"more than {narrow.settings.page_seconds:g} s", "azertag")
    assert report.items["extract"]["too_slow"] == 1
    assert [is_indexed(narrow, number) for number in range(3)] == [True, False, True]
    assert spool.list_waiting_segments(narrow.settings.spool) == []
    (line,) = check_quarantine(narrow.settings)
    assert f"azvn quarantine retry {entry.id}" in line
    check_by_hand(narrow, entry.id)


def check_by_hand(narrow: Workplace, id_: str) -> None:
    """The same entry as a person has it: looked at, tried in vain, read with more time, gone."""
    assert [entry["id"] for entry in quarantine.list_entries(narrow)] == [id_]
    assert Path(quarantine.view_entry(narrow, id_[:4])["file"]).exists()
    (again,) = quarantine.retry_entries(narrow, [id_], everything=False)
    assert (again["now"], again["tries"]) == ("quarantined", 4)
    wide = narrow.change_settings(page_seconds=120)
    (read,) = quarantine.retry_entries(wide, [], everything=True)
    assert read["now"] == "read"
    assert quarantine.list_entries(narrow) == []
    with pytest.raises(Refusal, match="azvn quarantine list"):
        quarantine.drop_entries(narrow, [id_], everything=False)


def test_a_record_at_which_programs_ended_is_set_aside_unread(place: Workplace, tmp_path: Path) -> None:
    here = place.change_settings(archive=tmp_path / "archive")
    path = spooled(here.settings.spool, [fetched(number) for number in range(3)])
    places: list[int] = []
    items = spool.read_packed_segment(path, note=places.append)
    pages = [item for item in items if isinstance(item, PackedPage)]
    assert len(pages) == 3
    for _ in range(2):
        path.with_name(f"{path.name}.at").write_text(str(places[1]))
        assert tries.note_death(path)
    report = run(here, path)
    (entry,) = report.quarantined
    assert (entry.outcome, entry.tries, entry.url) == (Outcome.CRASHED, 2, url(1))
    assert [is_indexed(here, number) for number in range(3)] == [True, False, True]
    (read,) = quarantine.retry_entries(here, [entry.id], everything=False)
    assert (read["now"], is_indexed(here, 1)) == ("read", True)


def test_a_file_that_stops_programs_everywhere_is_set_aside_whole(place: Workplace, tmp_path: Path) -> None:
    here = place.change_settings(archive=tmp_path / "archive")
    path = spooled(here.settings.spool, [fetched(number) for number in range(3)])
    for number in range(8):
        path.with_name(f"{path.name}.at").write_text(str(number))
        tries.note_death(path)
    report = run(here, path)
    assert [entry.kind for entry in report.quarantined] == ["file"]
    assert list(here.settings.spool.iterdir()) == []
    assert datetime.now(UTC) >= report.quarantined[0].at
