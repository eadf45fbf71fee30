"""Indices and templates: made from the mappings and the topic, checked before every writer, changed only on purpose."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from elasticsearch import ApiError, NotFoundError

from pipeline.store.analysis import analysis
from pipeline.store.client import Store, StoreFault
from pipeline.store.mappings import DEFAULT_FIELDS, KINDS
from pipeline.topic import Topic

SCHEMA = 1
PRIORITY = 500
"""Above the built-in templates, which go up to 100."""
SEARCHED = ("articles", "revisions")


class SchemaDiffers(StoreFault):
    """The indices were made by another version; the message says how to bring them up."""


def provision(store: Store, topic: Topic, *, reindex: bool = False) -> list[str]:
    """Make what is missing and apply additive changes; give a line for each thing done. Safe to repeat.

    Raise SchemaDiffers when an index has another schema or other analysis, unless `reindex`, which builds it anew and swaps the alias.
    """
    lines: list[str] = []
    for kind in KINDS:
        body = _body(kind, topic)
        _put_template(store, kind, body)
        index = current_index(store, kind)
        if index is None:
            _create(store, kind, 1, body)
            lines.append(f"index {store.alias(kind)}-v1")
        elif _stamp(store, index) == body["mappings"]["_meta"]:
            continue
        elif _additive(store, index, body):
            lines.append(f"fields of {index}")
        elif reindex:
            lines.append(_rebuild(store, kind, index, body))
        else:
            raise SchemaDiffers(f"{index} was made with another schema or vocabulary: `azvn provision --reindex` builds it anew.")
    return lines


def check_schema(store: Store) -> None:
    """Raise SchemaDiffers with one sentence when an index is missing or has another schema than this code writes."""
    for kind in KINDS:
        index = current_index(store, kind)
        if index is None:
            raise SchemaDiffers(f"The index {store.alias(kind)} does not exist: `azvn provision` makes it.")
        if _stamp(store, index).get("schema") != SCHEMA:
            raise SchemaDiffers(f"{index} has another schema than {SCHEMA}: `azvn provision --reindex` builds it anew.")


def current_index(store: Store, kind: str) -> str | None:
    """Give the concrete index behind an alias, or None."""
    try:
        found = store.ask(lambda: store.client.indices.get_alias(name=store.alias(kind)))
    except NotFoundError:
        return None
    return next(iter(found), None)


def remove(store: Store) -> None:
    """Remove every index and template under the prefix: for demos and tests, which have a prefix of their own."""
    indices = store.ask(lambda: store.client.indices.get(index=f"{store.prefix}*", expand_wildcards="all"))
    for name in indices:
        store.ask(lambda name=name: store.client.indices.delete(index=name))  # type: ignore[misc]
    for kind in KINDS:
        try:
            store.ask(lambda kind=kind: store.client.indices.delete_index_template(name=store.alias(kind)))  # type: ignore[misc]
            for part in ("settings", "mappings"):
                name = f"{store.alias(kind)}-{part}"
                store.ask(lambda name=name: store.client.cluster.delete_component_template(name=name))  # type: ignore[misc]
        except NotFoundError:
            continue


def _body(kind: str, topic: Topic) -> dict[str, Any]:
    index: dict[str, Any] = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    settings: dict[str, Any] = {"index": index}
    if kind in SEARCHED:
        settings["analysis"] = analysis(topic)
        index["query"] = {"default_field": list(DEFAULT_FIELDS)}
    mappings: dict[str, Any] = {"dynamic": "strict", "properties": KINDS[kind]}
    mappings["_meta"] = {"schema": SCHEMA, "fields": _hash(KINDS[kind]), "analysis": _hash(settings.get("analysis"))}
    return {"settings": settings, "mappings": mappings}


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _put_template(store: Store, kind: str, body: dict[str, Any]) -> None:
    name = store.alias(kind)
    for part in ("settings", "mappings"):
        template = {part: body[part]}
        store.ask(
            lambda part=part, template=template: store.client.cluster.put_component_template(  # type: ignore[misc]
                name=f"{name}-{part}", template=template, version=SCHEMA
            )
        )
    store.ask(
        lambda: store.client.indices.put_index_template(
            name=name,
            index_patterns=[f"{name}-v*"],
            composed_of=[f"{name}-settings", f"{name}-mappings"],
            priority=PRIORITY,
            version=SCHEMA,
            meta={"schema": SCHEMA},
        )
    )


def _create(store: Store, kind: str, number: int, body: dict[str, Any]) -> str:
    name = f"{store.alias(kind)}-v{number}"
    aliases = {store.alias(kind): {}} if number == 1 else {}
    try:
        store.ask(lambda: store.client.indices.create(index=name, aliases=aliases, **body))
    except ApiError as error:
        # Another process was faster; it made the same.
        if error.error != "resource_already_exists_exception":
            raise
    return name


def _stamp(store: Store, index: str) -> dict[str, Any]:
    found = store.ask(lambda: store.client.indices.get_mapping(index=index))
    return dict(found[index]["mappings"].get("_meta") or {})


def _additive(store: Store, index: str, body: dict[str, Any]) -> bool:
    """Apply a mapping that only adds fields; False when it changes something that is there."""
    meta, stamp = body["mappings"]["_meta"], _stamp(store, index)
    if stamp.get("schema") != meta["schema"] or stamp.get("analysis") != meta["analysis"]:
        return False
    try:
        store.ask(lambda: store.client.indices.put_mapping(index=index, properties=body["mappings"]["properties"], meta=meta))
    except ApiError as error:
        if error.status_code != 400:
            raise
        return False
    return True


def _rebuild(store: Store, kind: str, old: str, body: dict[str, Any]) -> str:
    """Build the next version beside the old index, verify it, swap the alias in one step, then drop the old one."""
    number = int(old.rpartition("-v")[2]) + 1
    new = _create(store, kind, number, body)
    slow = store.client.options(request_timeout=3600)
    store.ask(lambda: slow.reindex(source={"index": old}, dest={"index": new, "op_type": "create"}, conflicts="proceed", refresh=True))
    before, after = (int(store.ask(lambda i=i: store.client.count(index=i))["count"]) for i in (old, new))  # type: ignore[misc]
    if after < before:
        raise StoreFault(f"{new} has {after} of the {before} documents of {old}; the alias still points to {old}.")
    actions = [{"remove": {"index": old, "alias": store.alias(kind)}}, {"add": {"index": new, "alias": store.alias(kind)}}]
    store.ask(lambda: store.client.indices.update_aliases(actions=actions))
    store.ask(lambda: store.client.indices.delete(index=old))
    return f"index {new}, built from {old} ({after} documents)"
