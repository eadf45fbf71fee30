"""Indices that tests use one after another: a dozen are made in seconds and emptied in a tenth of one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from local.elasticsearch import Server
from pipeline.config.settings import ROOT, Settings
from pipeline.config.topic import list_name_forms, load_topic
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.store.schema import templates


@contextmanager
def provision_some(server: Server) -> Iterator[Store]:
    """Give indices made with the real topic under a prefix of their own, and remove them at the end."""
    settings = Settings(
        elasticsearch_url=server.url,
        elasticsearch_user=server.username,
        elasticsearch_password=server.password,  # type: ignore[arg-type]
        index_prefix=f"azvn-test-{secrets.token_hex(4)}-",
        elasticsearch_patience=60,
    )
    store = connect_store(settings)
    with store.client:
        templates.provision_indices(store, list_name_forms(load_topic(ROOT / "config" / "topic.yml")))
        # Nothing becomes findable by itself: who looks for what was just written has to refresh.
        store.client.indices.put_settings(index=f"{store.prefix}*", settings={"index.refresh_interval": "-1"})
        yield store
        templates.remove_indices(store)


def empty_indices(store: Store) -> None:
    """Delete every document under the prefix; indices and templates stay as they are."""
    store.client.indices.refresh(index=f"{store.prefix}*")
    by_index = {"by_index": {"terms": {"field": "_index", "size": 100}}}
    found = store.client.search(index=f"{store.prefix}*", size=0, aggs=by_index)["aggregations"]["by_index"]
    # Most are empty, and each that is looked through for documents to delete takes as long as a full one.
    names = [bucket["key"] for bucket in found["buckets"]]
    if names:
        store.client.delete_by_query(index=names, query={"match_all": {}}, refresh=True, conflicts="proceed")
