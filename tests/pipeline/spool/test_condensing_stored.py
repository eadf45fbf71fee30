"""Old spool files in object storage: the same bargain as in the local archive, and nothing is lost when the
store goes away.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from obstore.exceptions import BaseError

from pipeline.spool.condensing_stored import condense_stored_files
from pipeline.spool.shipping import ship_archive
from tests.pipeline.spool.bucket import Bucket, bucket
from tests.pipeline.spool.test_condensing import BEFORE, Named, pages, written

__all__ = ["bucket"]
STORE = "s3://bucket/azvn"
MONTH = "/bucket/azvn/kept/2026-09-stored.warc.gz"


@pytest.fixture
def stored(bucket: Bucket, tmp_path: Path) -> Named:
    """Two old files and a young one in the store, one page of each old month's first file named by an
    article.
    """
    archive = tmp_path / "archive"
    first = written(archive, "20260903T100000000", "apple", "pear")
    written(archive, "20260930T100000000", "quince")
    young = written(archive, "20261120T100000000", "fig")
    assert ship_archive(archive, STORE).put == 3
    return Named({"articles/1": first["pear"], "articles/2": young["fig"]})


def words(bucket: Bucket, tmp_path: Path) -> list[bytes]:
    path = tmp_path / "seen.warc.gz"
    path.write_bytes(bucket.objects[MONTH])
    return [page.body for page in pages(path)]


def test_records_that_are_named_go_to_the_month_and_only_their_files_are_fetched(
    bucket: Bucket, stored: Named, tmp_path: Path
) -> None:
    done = condense_stored_files(STORE, tmp_path / "work", stored, BEFORE)
    assert (done.files, done.records, done.into) == (2, 1, "kept/2026-09-stored.warc.gz")
    assert sorted(bucket.objects) == ["/bucket/azvn/2026/11/20261120T100000000-s00-a1-0001.warc.gz", MONTH]
    assert bucket.gets == ["/bucket/azvn/2026/09/20260903T100000000-s00-a1-0001.warc.gz"]
    assert words(bucket, tmp_path) == [b"<p>pear</p>"]
    assert stored.places["articles/1"].startswith("2026-09-stored.warc.gz:")
    assert not (tmp_path / "work").exists()
    assert condense_stored_files(STORE, tmp_path / "work", stored, BEFORE).files == 0


def test_a_later_run_adds_to_the_month(bucket: Bucket, stored: Named, tmp_path: Path) -> None:
    condense_stored_files(STORE, tmp_path / "work", stored, BEFORE)
    stored.places["articles/3"] = written(tmp_path / "archive", "20260905T100000000", "plum")["plum"]
    ship_archive(tmp_path / "archive", STORE)
    condense_stored_files(STORE, tmp_path / "work", stored, BEFORE)
    assert words(bucket, tmp_path) == [b"<p>pear</p>", b"<p>plum</p>"]


def test_what_did_not_arrive_replaces_nothing_and_is_tried_again(
    bucket: Bucket, stored: Named, tmp_path: Path
) -> None:
    condense_stored_files(STORE, tmp_path / "work", stored, BEFORE)
    stored.places["articles/3"] = written(tmp_path / "archive", "20260905T100000000", "plum")["plum"]
    ship_archive(tmp_path / "archive", STORE)
    before, bucket.cut = dict(stored.places), 3
    with pytest.raises(OSError, match="bytes arrived"):
        condense_stored_files(STORE, tmp_path / "work", stored, BEFORE)
    assert (stored.places, words(bucket, tmp_path)) == (before, [b"<p>pear</p>"])
    bucket.cut = 0
    assert condense_stored_files(STORE, tmp_path / "work", stored, BEFORE).records == 1
    assert words(bucket, tmp_path) == [b"<p>pear</p>", b"<p>plum</p>"]


def test_a_store_that_is_away_is_an_error_of_its_own(bucket: Bucket, stored: Named, tmp_path: Path) -> None:
    bucket.away = True
    with pytest.raises((OSError, BaseError)):
        condense_stored_files(STORE, tmp_path / "work", stored, BEFORE)
