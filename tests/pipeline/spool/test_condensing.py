"""Old spool files: what articles name moves to a monthly file, the rest goes, and a run that died is only
gone on with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import spool
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.spool.condensing import condense_archive

SEEN = datetime(2026, 9, 3, 10, 0, tzinfo=UTC)
BEFORE = datetime(2026, 10, 26, tzinfo=UTC)


class Named:
    """Articles that name places in the archive."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = dict(places)
        self.moves = 0

    def find_offsets(self, files: Collection[str]) -> dict[str, dict[int, list[str]]]:
        found: dict[str, dict[int, list[str]]] = {}
        for who, place in self.places.items():
            file, _, offset = place.rpartition(":")
            if file in files:
                found.setdefault(file, {}).setdefault(int(offset), []).append(who)
        return found

    def record_moves(self, to: Mapping[str, str]) -> None:
        self.places |= to
        self.moves += len(to)


def written(archive: Path, cycle: str, *words: str) -> dict[str, str]:
    """Write a processed spool file; give the place of the page that holds each word."""
    writer = spool.Writer(archive / "spool", cycle, 0, 1)
    for word in words:
        fetch = PageFetch(
            candidate=Candidate(url=f"http://x.example/{word}", source="x"),
            cycle=cycle,
            outcome=Outcome.FETCHED,
            url=f"http://x.example/{word}",
            status=200,
            fetched_at=SEEN,
            seen_at=SEEN,
        )
        writer.write_page(
            fetch, [spool.Answer(fetch.url, 200, [("Content-Type", "text/html")], f"<p>{word}</p>".encode())]
        )
    writer.close()
    (path,) = spool.list_waiting_segments(archive / "spool")
    return {page.body.decode()[3:-4]: page.archive for page in pages(spool.archive_segment(path, archive))}


def pages(path: Path) -> list[Page]:
    return [item for item in spool.read_segment(path) if isinstance(item, Page)]


def body(archive: Path, place: str) -> str:
    """What a reader finds at a place of the archive."""
    name, _, offset = place.rpartition(":")
    (path,) = archive.rglob(name)
    (found,) = [page for page in pages(path) if page.archive == f"{name}:{offset}"]
    return found.body.decode()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_records_of_kept_articles_move_to_a_monthly_file_and_the_rest_goes(archive: Path) -> None:
    first = written(archive, "20260903T100000000", "apple", "pear", "plum")
    second = written(archive, "20260930T100000000", "quince")
    young = written(archive, "20261120T100000000", "fig")
    named = Named(
        {
            "articles/1": first["pear"],
            "revisions/1-1": first["pear"],
            "articles/2": second["quince"],
            "articles/3": young["fig"],
        }
    )
    done = condense_archive(archive, named, BEFORE)
    assert (done.files, done.records, done.into) == (2, 2, "kept/2026-09.warc.gz")
    assert body(archive, named.places["articles/1"]) == "<p>pear</p>"
    assert body(archive, named.places["articles/2"]) == "<p>quince</p>"
    assert named.places["articles/1"] == named.places["revisions/1-1"]
    assert named.places["articles/3"] == young["fig"]
    assert sorted(p.name for p in archive.rglob("*.warc.gz")) == [
        "2026-09.warc.gz",
        "20261120T100000000-s00-a1-0001.warc.gz",
    ]
    assert {p.body for p in pages(archive / "kept" / "2026-09.warc.gz")} == {b"<p>pear</p>", b"<p>quince</p>"}


def test_a_later_run_adds_to_the_month(archive: Path) -> None:
    named = Named({"articles/1": written(archive, "20260903T100000000", "apple")["apple"]})
    condense_archive(archive, named, BEFORE)
    named.places["articles/2"] = written(archive, "20260904T100000000", "pear")["pear"]
    condense_archive(archive, named, BEFORE)
    assert [body(archive, named.places[f"articles/{n}"]) for n in (1, 2)] == ["<p>apple</p>", "<p>pear</p>"]


class Died(Exception):
    """The run ended here."""


def test_a_run_that_died_before_articles_were_told_loses_nothing(archive: Path) -> None:
    named = Named({"articles/1": written(archive, "20260903T100000000", "apple")["apple"]})
    tell = named.record_moves

    def dies(_to: Mapping[str, str]) -> None:
        raise Died

    named.record_moves = dies  # type: ignore[method-assign]
    with pytest.raises(Died):
        condense_archive(archive, named, BEFORE)
    assert body(archive, named.places["articles/1"]) == "<p>apple</p>", "the spool file is still there"
    named.record_moves = tell  # type: ignore[method-assign]
    condense_archive(archive, named, BEFORE)
    assert body(archive, named.places["articles/1"]) == "<p>apple</p>"
    assert condense_archive(archive, named, BEFORE).files == 0
