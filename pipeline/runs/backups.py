"""Backups by hand: a snapshot taken, and one put in place of what is there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline.config.topic import list_name_forms
from pipeline.model.mails import WAITING
from pipeline.model.times import format_utc
from pipeline.runs.provision import provision_store
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store import cluster, leases, mails
from pipeline.store.client import Store
from pipeline.store.cluster import Snapshot
from pipeline.store.restoring import restore_snapshot
from pipeline.store.schema import templates

NO_REPOSITORY = (
    "Elasticsearch has no snapshot repository `azvn` and lets us make none (path.repo); see"
    " docs/operations.md."
)


def take_backup(place: Workplace) -> dict[str, Any]:
    """Take a snapshot of all indices now and give it; raise Refusal without a place for it."""
    _require_repository(place.store)
    name = cluster.take_snapshot(place.store, datetime.now(UTC), by_hand=True)
    return next(one for one in list_backups(place) if one["name"] == name)


def list_backups(place: Workplace) -> list[dict[str, Any]]:
    """Give the snapshots there are, the oldest first; raise Refusal without a place for them."""
    _require_repository(place.store)
    return [_describe_snapshot(one) for one in cluster.list_snapshots(place.store)]


def restore_backup(place: Workplace, name: str | None) -> dict[str, Any]:
    """Put a snapshot, the newest without a name, in place of what is there; give what came back.

    Mails that had left are not sent again: the receipts in the archive know them. Raise Refusal when there is
    no such snapshot or somebody is at work, StoreFault, with everything as it was, when it is not whole.
    """
    store = place.store
    _require_repository(store)
    snapshot = _choose_snapshot(store, name)
    _refuse_while_at_work(store)
    documents = restore_snapshot(store, snapshot)
    templates.renew_templates(store, list_name_forms(place.topic))
    lines = provision_store(place)
    waiting = sum(mails.count_by_state(store).get(state, 0) for state in WAITING)
    described = _describe_snapshot(snapshot)
    return {**described, "documents": documents, "provisioned": lines, "mails_waiting": waiting}


def find_backup(place: Workplace, name: str | None) -> dict[str, Any]:
    """Give the snapshot that would be restored; raise Refusal when there is none."""
    _require_repository(place.store)
    return _describe_snapshot(_choose_snapshot(place.store, name))


def _choose_snapshot(store: Store, name: str | None) -> Snapshot:
    there = cluster.list_snapshots(store)
    whole = [one for one in there if one.whole]
    if name is None and whole:
        return whole[-1]
    for one in there:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in there[-5:]) or "there is none yet: `azvn backup` takes one"
    raise Refusal(f"There is no snapshot {name or 'of ours'}; the newest are {known}.")


def _refuse_while_at_work(store: Store) -> None:
    if not store.ask(store.client.indices.exists_alias, name=store.get_alias("leases")):
        return
    now = datetime.now(UTC)
    held = [one for one in leases.list_leases(store) if one.owner and one.is_held(now)]
    if held:
        names = ", ".join(f"{one.name} ({one.owner})" for one in held)
        raise Refusal(f"Somebody is at work: {names}. Pause the DAGs, or wait, then restore.")


def _require_repository(store: Store) -> None:
    if not cluster.has_repository(store):
        raise Refusal(NO_REPOSITORY)


def _describe_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    return {"name": snapshot.name, "taken_at": format_utc(snapshot.taken_at), "whole": snapshot.whole}
