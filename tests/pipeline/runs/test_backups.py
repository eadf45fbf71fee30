"""The rehearsal: everything is kept, deleted, restored, and compared document by document."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.elasticsearch import Server
from local.sample.month_records import list_records
from pipeline.config.settings import ROOT, Settings
from pipeline.runs import backups
from pipeline.runs.locks import PLAN, take_lease
from pipeline.runs.provision import provision_store
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store import cluster
from pipeline.store.client import Store
from pipeline.store.cluster import Snapshot
from pipeline.store.errors import StoreFault
from pipeline.store.refused import send_operations
from pipeline.store.restoring import restore_snapshot
from pipeline.store.schema import templates
from pipeline.store.schema.filtered import FILTERED
from pipeline.store.schema.mappings import KINDS

Documents = dict[str, dict[str, Any]]


ARTICLE = {"title": "A headline", "relevance": {"grade": 3}, "story": {"role": "lead"}}


@pytest.fixture(scope="module")
def place(elasticsearch_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """Indices of their own, of a small topic, with a month of records; no snapshots are left behind."""
    config = tmp_path_factory.mktemp("config")
    shutil.copy(ROOT / "config" / "topic.example.yml", config / "topic.yml")
    shutil.copy(ROOT / "config" / "sources.yml", config)
    (config / "seeds").mkdir()
    server = elasticsearch_server
    settings = Settings(index_prefix=f"azvn-test-{secrets.token_hex(4)}-", config=config)
    here = Workplace(settings).switch_store(server.url, server.username, server.password)
    provision_store(here)
    send_operations(here.store, list_records(datetime.now(UTC)))
    for id_ in ("one", "two"):
        here.store.put("articles", id_, ARTICLE)
    yield here
    for one in cluster.list_snapshots(here.store):
        here.store.client.snapshot.delete(repository=cluster.REPOSITORY, snapshot=one.name)
    templates.remove_indices(here.store)
    here.store.client.close()


def read_all(store: Store) -> Documents:
    store.refresh(*KINDS)
    return {
        kind: {one["_id"]: one["_source"] for one in store.stream_documents(kind)}
        for kind in KINDS
        if kind != "leases"
    }


def test_what_was_deleted_comes_back_document_by_document(place: Workplace) -> None:
    before = read_all(place.store)
    assert sum(map(len, before.values())) > 1000
    taken = backups.take_backup(place)
    assert backups.list_backups(place)[-1] == taken
    templates.remove_indices(place.store)
    restored = backups.restore_backup(place, None)
    assert read_all(place.store) == before
    assert restored["documents"] == {kind: len(found) for kind, found in before.items()}
    assert [line for line in restored["provisioned"] if "leases" not in line] == []
    assert place.store.count("news") == 2
    assert provision_store(place) == []


def test_what_was_written_since_is_gone_and_the_aliases_stand_over_one_index(place: Workplace) -> None:
    before = read_all(place.store)
    taken = backups.take_backup(place)
    place.store.put("counts", "later", {"source": "later"})
    place.store.delete_documents("mails", list(before["mails"]))
    backups.restore_backup(place, taken["name"])
    assert read_all(place.store) == before
    found = place.store.client.indices.get(index=f"{place.store.prefix}*")
    aliases = [alias for about in found.values() for alias in about["aliases"]]
    assert sorted(aliases) == sorted(place.store.get_alias(name) for name in (*KINDS, *FILTERED))
    assert len(found) == len(KINDS)


def test_nothing_is_restored_while_somebody_is_at_work(place: Workplace) -> None:
    backups.take_backup(place)
    with take_lease(place.store, PLAN, "somebody"), pytest.raises(Refusal, match=r"at work: plan \(somebody"):
        backups.restore_backup(place, None)


def test_one_that_is_not_whole_changes_nothing(place: Workplace) -> None:
    before = read_all(place.store)
    taken = next(one for one in reversed(cluster.list_snapshots(place.store)))
    for broken in (
        Snapshot(taken.name, taken.taken_at, False, taken.indices),
        Snapshot(taken.name, taken.taken_at, True, tuple(i for i in taken.indices if "mails" not in i)),
        # Every kind is named, and one of them is not in the snapshot after all.
        Snapshot(
            taken.name,
            taken.taken_at,
            True,
            tuple(i.replace("mails-v", "mails-v9") for i in taken.indices),
        ),
    ):
        with pytest.raises(StoreFault):
            restore_snapshot(place.store, broken)
    assert read_all(place.store) == before
    assert len(place.store.client.indices.get(index=f"{place.store.prefix}*")) == len(KINDS)


def test_a_name_that_no_snapshot_has_is_refused_with_those_there_are(place: Workplace) -> None:
    with pytest.raises(Refusal, match=f"There is no snapshot other; the newest are {place.store.prefix}"):
        backups.find_backup(place, "other")


def test_old_snapshots_go_and_those_of_another_prefix_are_not_ours(place: Workplace) -> None:
    longer = Store(place.store.client, f"{place.store.prefix}other-", 10, place.store.url)
    assert cluster.list_snapshots(longer) == []
    number = len(cluster.list_snapshots(place.store))
    assert cluster.remove_snapshots(place.store, datetime.now(UTC) - timedelta(days=1)) == 0
    assert cluster.remove_snapshots(place.store, datetime.now(UTC) + timedelta(days=1)) == number - 1
