"""Indices and templates: made from the mappings and the topic, checked before every writer.

They are changed only on purpose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from elasticsearch import ApiError, BadRequestError

from pipeline.config.topic.forms import NameForm
from pipeline.store.client import Store
from pipeline.store.errors import StoreFault
from pipeline.store.schema.analysis import build_analysis, split_analysis
from pipeline.store.schema.filtered import put_filtered_aliases
from pipeline.store.schema.mappings import DEFAULT_FIELDS, KINDS
from pipeline.store.schema.reindex import block_writes, rebuild_index, replace_search_analysis

SCHEMA = 1
PRIORITY = 500
"""Above the built-in templates, which go up to 100."""
SEARCHED = ("articles",)
"""Kinds in which people search: the rules for names cost the server seconds, each time it builds them."""
WITH_TEXT = ("articles", "revisions")
AT_ONCE = 4

Body = dict[str, Any]


class SchemaDiffers(StoreFault):
    """The indices were made by another version; the message says how to bring them up."""


def provision_indices(store: Store, names: Sequence[NameForm], *, reindex: bool = False) -> list[str]:
    """Make what is missing and apply what needs no reindex; give a line for each thing done. Safe to repeat.

    That are new fields, and what only searches use. Raise SchemaDiffers when an index has another schema or
    its text was broken into terms otherwise, unless `reindex`, which builds it anew and swaps the alias.
    """
    there = read_indices(store)

    def update_kind(kind: str) -> str:
        return _update_index(store, kind, there.get(kind), _build_body(kind, names), reindex)

    # Each index is waited for until its shard is there: side by side that takes a third of the time.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        lines = [line for line in pool.map(update_kind, KINDS) if line]
    indices = {kind: about["index"] for kind, about in read_indices(store).items()}
    return lines + put_filtered_aliases(store, indices)


def preview_indices(store: Store, names: Sequence[NameForm]) -> list[str]:
    """Give a line for each index that is missing or was made otherwise; nothing is changed."""
    there, lines = read_indices(store), []
    for kind in KINDS:
        body = _build_body(kind, names)
        if kind not in there:
            lines.append(f"index {store.get_alias(kind)}-v1 is missing")
        elif there[kind]["meta"] != body["mappings"]["_meta"]:
            lines.append(_describe_difference(store, kind, there[kind], body))
    return lines


def _update_index(store: Store, kind: str, there: Body | None, body: Body, reindex: bool) -> str:
    if there is None:
        _put_template(store, kind, body)
        _create_index(store, kind, body)
        return f"index {store.get_alias(kind)}-v1"
    index = there["index"]
    if there["meta"] == body["mappings"]["_meta"]:
        return _reopen_index(store, index) if there["blocked"] else ""
    changed = _apply_changes(store, there, body)
    if changed:
        _put_template(store, kind, body)
        return changed
    if not reindex:
        raise SchemaDiffers(_describe_difference(store, kind, there, body))
    _put_template(store, kind, body)
    return rebuild_index(store, kind, index, body)


def _describe_difference(store: Store, kind: str, there: Body, body: Body) -> str:
    index = there["index"]
    if there["meta"].get("schema") != body["mappings"]["_meta"]["schema"]:
        why = "was made with another schema"
    elif there["meta"].get("analysis") != body["mappings"]["_meta"]["analysis"]:
        why = "was made with other names of the topic, or other rules for words"
    else:
        why = "has fields of another kind"
    store.refresh(kind)
    number = store.count(kind)
    return f"{index} {why}: `azvn provision --reindex` builds it anew ({number} documents)."


def check_schema(store: Store) -> None:
    """Raise SchemaDiffers when an index is missing or has another schema than this code writes."""
    there = read_indices(store)
    for kind in KINDS:
        if kind not in there:
            raise SchemaDiffers(
                f"The index {store.get_alias(kind)} does not exist: `azvn provision` makes it."
            )
        if there[kind]["meta"].get("schema") != SCHEMA:
            index = there[kind]["index"]
            raise SchemaDiffers(
                f"{index} has another schema than {SCHEMA}: `azvn provision --reindex` builds it anew."
            )


def read_indices(store: Store) -> dict[str, Body]:
    """Give for each kind that has an alias what stands behind it.

    `index` is its concrete name, `meta` that of its mapping, `blocked` whether writing is blocked.
    """
    found = store.ask(
        store.client.indices.get, index=[store.get_alias(kind) for kind in KINDS], ignore_unavailable=True
    )
    kinds = {store.get_alias(kind): kind for kind in KINDS}
    there: dict[str, Body] = {}
    for index, about in found.items():
        for alias in kinds.keys() & about["aliases"].keys():
            there[kinds[alias]] = {
                "index": index,
                "meta": dict(about["mappings"].get("_meta") or {}),
                "blocked": about["settings"]["index"].get("blocks", {}).get("write") == "true",
            }
    return there


def _reopen_index(store: Store, index: str) -> str:
    """Let writers in again after a rebuilding that died."""
    block_writes(store, index, False)
    return f"writing to {index}"


def find_prefixes(store: Store, beginning: str) -> list[str]:
    """Give the prefixes with this beginning under which there are articles."""
    pattern = f"{beginning}*articles"
    found = store.ask(store.client.indices.get_alias, index=pattern, allow_no_indices=True)
    aliases = {alias for about in found.values() for alias in about["aliases"]}
    # An index has further aliases, which show a part of it.
    return sorted(a.removesuffix("articles") for a in aliases if a.endswith("articles"))


def remove_indices(store: Store) -> None:
    """Remove the indices and templates of this very prefix: demos and tests have one of their own."""
    aliases = [store.get_alias(kind) for kind in KINDS]
    client = store.client.options(ignore_status=404)
    found = store.ask(client.indices.get, index=[f"{alias}-v*" for alias in aliases])
    if found:
        store.ask(client.indices.delete, index=list(found))
    store.ask(client.indices.delete_index_template, name=aliases)
    parts = [part for alias in aliases for part in (f"{alias}-settings", f"{alias}-mappings")]
    store.ask(client.cluster.delete_component_template, name=parts)


def _build_body(kind: str, names: Sequence[NameForm]) -> Body:
    index: Body = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    settings: Body = {"index": index}
    indexing, searching = None, None
    if kind in WITH_TEXT:
        settings["analysis"] = build_analysis(names if kind in SEARCHED else ())
        indexing, searching = split_analysis(settings["analysis"])
        index["query"] = {"default_field": list(DEFAULT_FIELDS)}
    meta = {
        "schema": SCHEMA,
        "fields": _hash_value([KINDS[kind], index.get("query")]),
        "analysis": _hash_value(indexing),
        "searching": _hash_value(searching),
    }
    return {"settings": settings, "mappings": {"dynamic": "strict", "properties": KINDS[kind], "_meta": meta}}


def _hash_value(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _put_template(store: Store, kind: str, body: Body) -> None:
    name = store.get_alias(kind)
    # Fields and the analysis that they name stand together: each part is checked by itself. Without the
    # names, which every index is given when it is made: the server would build their rules for each check.
    analysis = build_analysis(()) if kind in WITH_TEXT else {}
    fields = {"settings": {"analysis": analysis}, "mappings": body["mappings"]}
    parts = {
        f"{name}-settings": {"settings": {"index": body["settings"]["index"]}},
        f"{name}-mappings": fields,
    }
    for part, template in parts.items():
        store.ask(store.client.cluster.put_component_template, name=part, template=template, version=SCHEMA)
    store.ask(
        store.client.indices.put_index_template,
        name=name,
        index_patterns=[f"{name}-v*"],
        composed_of=list(parts),
        priority=PRIORITY,
        version=SCHEMA,
        meta={"schema": SCHEMA},
    )


def _create_index(store: Store, kind: str, body: Body) -> None:
    alias = store.get_alias(kind)
    try:
        store.ask(store.client.indices.create, index=f"{alias}-v1", aliases={alias: {}}, **body)
    except ApiError as error:
        # Another process was faster; it made the same.
        if error.error != "resource_already_exists_exception":
            raise


def _apply_changes(store: Store, there: Mapping[str, Any], body: Body) -> str:
    """Apply what an index takes as it is, and say what; nothing when it must be built anew."""
    index, meta = there["index"], body["mappings"]["_meta"]
    if any(there["meta"].get(name) != meta[name] for name in ("schema", "analysis")):
        return ""
    indices, changed = store.client.indices, "fields"
    if there["meta"].get("searching") != meta["searching"]:
        changed = "searching"
        replace_search_analysis(store, index, split_analysis(body["settings"]["analysis"])[1])
    try:
        store.ask(indices.put_mapping, index=index, properties=body["mappings"]["properties"])
    except BadRequestError:
        return ""
    query = body["settings"]["index"].get("query")
    if query:
        store.ask(indices.put_settings, index=index, settings={"index": {"query": query}})
    # Last, so that an interrupted change is made again.
    store.ask(indices.put_mapping, index=index, meta=meta)
    return f"{changed} of {index}" if changed == "fields" else f"{changed} in {index}, without a reindex"
