"""Shipment: a processed file goes into the store in one put, and stays here until it has arrived."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest

from local.elasticsearch import Server
from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings, load_settings
from pipeline.model.jobs import ProcessReport
from pipeline.programs import Program
from pipeline.runs.provision import provision_store
from pipeline.runs.status import load_status
from pipeline.runs.workplace import Workplace
from pipeline.spool.shipping import ship_archive
from tests import measuring
from tests.pipeline.spool.bucket import Bucket, bucket

__all__ = ["bucket"]

NAME = "2026/11/20261125T100000000-0-1-0001.warc.gz"


@pytest.fixture
def processed(tmp_path: Path) -> Path:
    """Return a local archive with one processed file, one that still waits in the spool, and one put
    aside.
    """
    for name in (NAME, f"spool/{Path(NAME).name}", "damaged/x.warc.gz"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"WARC/1.1 and so on")
    return tmp_path


def test_an_object_store_gets_each_processed_file_in_one_put(bucket: Bucket, processed: Path) -> None:
    assert ship_archive(processed, "s3://bucket/azvn").put == 1
    assert bucket.puts == [f"/bucket/azvn/{NAME}"]
    assert bucket.objects[bucket.puts[0]] == b"WARC/1.1 and so on"
    assert sorted(p.parent.name for p in processed.rglob("*.gz")) == ["damaged", "spool"]


def test_a_store_that_refuses_leaves_the_file_here_and_says_so(bucket: Bucket, processed: Path) -> None:
    bucket.away = True
    transfer = ship_archive(processed, "s3://bucket/azvn")
    assert (transfer.put, transfer.waiting) == (0, 1)
    assert transfer.fault.startswith(f"{Path(NAME).name} was not put into s3://bucket/azvn, 1 files wait: ")
    assert "secret" not in transfer.fault
    bucket.away = False
    assert ship_archive(processed, "s3://bucket/azvn").put == 1


def test_a_file_that_arrived_cut_stays_here(bucket: Bucket, processed: Path) -> None:
    bucket.cut = 3
    assert ship_archive(processed, "s3://bucket/azvn").fault.endswith("15 of 18 bytes arrived")
    assert (processed / NAME).exists()


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_any_file_system_of_fsspec_serves(
    kind: str, processed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = "memory://archive" if kind == "memory" else tmp_path_factory.mktemp("store").as_uri()
    assert ship_archive(processed, store).put == 1
    with fsspec.open(f"{store}/{NAME}") as kept:
        assert kept.read() == b"WARC/1.1 and so on"
    assert ship_archive(processed, store).put == 0


def test_a_store_that_nobody_knows_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZVN_ARCHIVE_STORE", "ftp://archive.example/azvn")
    with pytest.raises(ConfigError, match="AZVN_ARCHIVE_STORE"):
        load_settings()


def test_the_program_that_processes_puts_what_it_finished(
    bucket: Bucket, processed: Path, elasticsearch_server: Server, empty_prefix: str
) -> None:
    (processed / "spool" / Path(NAME).name).unlink()
    place = Workplace(
        Settings(
            elasticsearch_url=elasticsearch_server.url,
            elasticsearch_user=elasticsearch_server.username,
            elasticsearch_password=elasticsearch_server.password,  # type: ignore[arg-type]
            index_prefix=empty_prefix,
            archive=processed,
            archive_store="s3://bucket/azvn",
        )
    )
    provision_store(place)
    assert load_status(place)["archive_waiting"] == 1
    environment = {**place.environment, **measuring.build_environment()}
    program = Program("pipeline", environment, processed / "log")
    bucket.away = True
    report = ProcessReport.model_validate_json(program.run([], "", seconds=60))
    assert "1 files wait" in report.unstored
    bucket.away = False
    report = ProcessReport.model_validate_json(program.run([], "", seconds=60))
    assert report.unstored == ""
    assert bucket.puts == [f"/bucket/azvn/{NAME}"]
    assert load_status(place)["archive_waiting"] == 0
