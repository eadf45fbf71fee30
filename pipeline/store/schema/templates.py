"""Indices and templates: made from the mappings and the topic, checked before every writer, changed only on
purpose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from elasticsearch import ApiError

from pipeline.store.client import Store, StoreFault
from pipeline.store.schema.analysis import Names, build_analysis
from pipeline.store.schema.mappings import DEFAULT_FIELDS, KINDS
from pipeline.store.schema.reindex import block_writes, rebuild_index

SCHEMA = 1
PRIORITY = 500
"""Above the built-in templates, which go up to 100."""
SEARCHED = ("articles", "revisions")

Body = dict[str, Any]


class SchemaDiffers(StoreFault):
    """The indices were made by another version; the message says how to bring them up."""


AT_ONCE = 4


def provision_indices(store: Store, names: Names, *, reindex: bool = False) -> list[str]:
    """Make what is missing and apply additive changes; give a line for each thing done. Safe to repeat.

    Raise SchemaDiffers when an index has another schema or other analysis, unless `reindex`, which builds it
    anew and swaps the alias.
    """
    there = read_indices(store)
    # Each index is waited for until its shard is there: side by side that takes a third of the time.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        lines = list(
            pool.map(
                lambda kind: _update_index(store, kind, there.get(kind), _build_body(kind, names), reindex),
                KINDS,
            )
        )
    return [line for line in lines if line]


def _update_index(store: Store, kind: str, there: Body | None, body: Body, reindex: bool) -> str:
    if there is None:
        _put_template(store, kind, body)
        _create_index(store, kind, body)
        return f"index {store.get_alias(kind)}-v1"
    index = there["index"]
    if there["meta"] == body["mappings"]["_meta"]:
        return _reopen_index(store, index) if there["blocked"] else ""
    additive = _add_fields(store, there, body)
    if not additive and not reindex:
        raise SchemaDiffers(
            f"{index} was made with another schema or vocabulary: `azvn provision --reindex` builds it anew."
        )
    _put_template(store, kind, body)
    return f"fields of {index}" if additive else rebuild_index(store, kind, index, body)


def check_schema(store: Store) -> None:
    """Raise SchemaDiffers with one sentence when an index is missing or has another schema than this code
    writes.
    """
    there = read_indices(store)
    for kind in KINDS:
        if kind not in there:
            raise SchemaDiffers(
                f"The index {store.get_alias(kind)} does not exist: `azvn provision` makes it."
            )
        if there[kind]["meta"].get("schema") != SCHEMA:
            raise SchemaDiffers(
                f"{there[kind]['index']} has another schema than {SCHEMA}: `azvn provision --reindex` builds"
                " it anew."
            )


def read_indices(store: Store) -> dict[str, Body]:
    """Give for each kind that has an alias its concrete `index`, the `meta` of its mapping, and whether
    writing is `blocked`.
    """
    kinds = {store.get_alias(kind): kind for kind in KINDS}
    found = store.ask(lambda: store.client.indices.get(index=",".join(kinds), ignore_unavailable=True))
    return {
        kinds[alias]: {
            "index": index,
            "meta": dict(about["mappings"].get("_meta") or {}),
            "blocked": about["settings"]["index"].get("blocks", {}).get("write") == "true",
        }
        for index, about in found.items()
        for alias in about["aliases"]
        if alias in kinds
    }


def _reopen_index(store: Store, index: str) -> str:
    """Let writers in again after a rebuilding that died."""
    block_writes(store, index, False)
    return f"writing to {index}"


def find_prefixes(store: Store, beginning: str) -> list[str]:
    """Give the prefixes with this beginning under which there are articles."""
    found = store.ask(
        lambda: store.client.indices.get_alias(index=f"{beginning}*articles", allow_no_indices=True)
    )
    aliases = {alias for about in found.values() for alias in about["aliases"]}
    return sorted(alias.removesuffix("articles") for alias in aliases)


def remove_indices(store: Store) -> None:
    """Remove the indices and templates of this very prefix: for demos and tests, which have a prefix of their
    own.
    """
    client = store.client.options(ignore_status=404)
    found = store.ask(
        lambda: store.client.indices.get(index=",".join(f"{store.get_alias(kind)}-v*" for kind in KINDS))
    )
    if found:
        store.ask(lambda: client.indices.delete(index=list(found)))
    store.ask(lambda: client.indices.delete_index_template(name=[store.get_alias(kind) for kind in KINDS]))
    parts = [f"{store.get_alias(kind)}-{part}" for kind in KINDS for part in ("settings", "mappings")]
    store.ask(lambda: client.cluster.delete_component_template(name=parts))


def _build_body(kind: str, names: Names) -> Body:
    index: Body = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    settings: Body = {"index": index}
    if kind in SEARCHED:
        settings["analysis"] = build_analysis(names)
        index["query"] = {"default_field": list(DEFAULT_FIELDS)}
    meta = {
        "schema": SCHEMA,
        "fields": _hash_value([KINDS[kind], index.get("query")]),
        "analysis": _hash_value(settings.get("analysis")),
    }
    return {"settings": settings, "mappings": {"dynamic": "strict", "properties": KINDS[kind], "_meta": meta}}


def _hash_value(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _put_template(store: Store, kind: str, body: Body) -> None:
    name, cluster = store.get_alias(kind), store.client.cluster
    # Fields and the analysis that they name stand together: each part is checked by itself.
    fields = {"settings": {"analysis": body["settings"].get("analysis", {})}, "mappings": body["mappings"]}
    parts = {
        f"{name}-settings": {"settings": {"index": body["settings"]["index"]}},
        f"{name}-mappings": fields,
    }
    for part, template in parts.items():
        store.ask(
            lambda p=part, t=template: cluster.put_component_template(  # type: ignore[misc]
                name=p, template=t, version=SCHEMA
            )
        )
    store.ask(
        lambda: store.client.indices.put_index_template(
            name=name,
            index_patterns=[f"{name}-v*"],
            composed_of=list(parts),
            priority=PRIORITY,
            version=SCHEMA,
            meta={"schema": SCHEMA},
        )
    )


def _create_index(store: Store, kind: str, body: Body) -> None:
    name = f"{store.get_alias(kind)}-v1"
    try:
        store.ask(
            lambda: store.client.indices.create(index=name, aliases={store.get_alias(kind): {}}, **body)
        )
    except ApiError as error:
        # Another process was faster; it made the same.
        if error.error != "resource_already_exists_exception":
            raise


def _add_fields(store: Store, there: Mapping[str, Any], body: Body) -> bool:
    """Apply a mapping that only adds fields; False when it would change something that is there."""
    meta = body["mappings"]["_meta"]
    if any(there["meta"].get(name) != meta[name] for name in ("schema", "analysis")):
        return False
    properties = body["mappings"]["properties"]
    try:
        store.ask(lambda: store.client.indices.put_mapping(index=there["index"], properties=properties))
    except ApiError as error:
        if error.status_code != 400:
            raise
        return False
    query = body["settings"]["index"].get("query")
    if query:
        store.ask(
            lambda: store.client.indices.put_settings(
                index=there["index"], settings={"index": {"query": query}}
            )
        )
    # Last, so that an interrupted change is made again.
    store.ask(lambda: store.client.indices.put_mapping(index=there["index"], meta=meta))
    return True
