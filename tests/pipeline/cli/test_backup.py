"""Snapshots by command."""

from __future__ import annotations

import json

import pytest

from pipeline.config.settings import PREFIX
from pipeline.store import cluster
from pipeline.store.client import Store
from tests.pipeline.cli.conftest import Run


def test_a_backup_is_taken_listed_and_restored_when_one_says_yes(
    indexed: Run, provisioned: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + "INDEX_PREFIX", provisioned.prefix)
    try:
        assert "There is no snapshot yet" in indexed("backup", "--list")[1]
        assert "there is none yet: `azvn backup` takes one" in indexed("restore", "--yes")[2]
        code, out, err = indexed("backup", "--json")
        assert code == 0, err
        (taken,) = json.loads(out)
        assert taken["name"] in indexed("backup", "--list")[1]
        code, _, err = indexed("restore", given="n\n")
        assert (code, "say --yes" in err) == (2, True)
        assert "There is no snapshot other" in indexed("restore", "other", "--yes")[2]
    finally:
        for one in cluster.list_snapshots(provisioned):
            provisioned.client.snapshot.delete(repository=cluster.REPOSITORY, snapshot=one.name)
