"""Who may do what in Elasticsearch: roles for people, keys for programs, each with the least that works."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import ApiError, AuthenticationException

from pipeline.store.client import Store
from pipeline.store.errors import StoreRefused
from pipeline.store.schema.filtered import FILTERED
from pipeline.store.schema.mappings import KINDS

FOUND = ("articles", "revisions", "pages", "feeds", "counts", "cycles", "meanings", "surges")
"""What the pipeline finds and writes."""
MAILED = ("watches", "hits", "mails", "recipients")
"""What names recipients: the mailer's alone."""
SHARED = ("leases", "refused")
"""What every writer writes."""
SHOWN = ("articles", "revisions", "surges", *FILTERED)
"""What a reader sees."""
LOOK = ("read", "indices:admin/refresh*", "indices:admin/analyze*")
WRITE = (*LOOK, "indices:data/write/*")
"""Not the privilege `index`: it would let mappings be changed as well."""
SNAPSHOTS = ("create_snapshot", "cluster:admin/snapshot/delete")
PEOPLE = ("reader", "operator")
"""Roles that people are given; the others are of programs and have keys."""
KEYS = ("pipeline", "mailer", "provisioner", "reader")

Descriptor = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was just made: the only time that `secret` can be had."""

    name: str
    secret: str


def build_rights(prefix: str, space: str = "default") -> dict[str, Descriptor]:
    """Give for each role, by its short name, what Elasticsearch is told of it.

    `space` is that of Kibana. Every role may see how the indices are made, which is checked before anything
    else; what is in them is another matter.
    """
    sees = _allow(prefix, ("*",), ("view_index_metadata",))
    pipeline = {
        "cluster": ["monitor", *SNAPSHOTS],
        "indices": [sees, _allow(prefix, (*FOUND, *SHARED), WRITE)],
    }
    mailer = {
        "cluster": ["cluster:monitor/main"],
        "indices": [sees, _allow(prefix, FOUND, LOOK), _allow(prefix, (*MAILED, *SHARED), WRITE)],
        "applications": [_allow_kibana(space, "read")],
    }
    provisioner = {
        "cluster": ["monitor", "manage_index_templates"],
        "indices": [_allow(prefix, ("*",), ("manage", "read", "write"))],
        "applications": [_allow_kibana(space, "all")],
    }
    reader = {"cluster": ["cluster:monitor/main"], "indices": [sees, _allow(prefix, SHOWN, LOOK)]}
    operator = {"cluster": ["monitor"], "indices": [sees, _allow(prefix, ("*",), LOOK)]}
    return {
        "pipeline": pipeline,
        "mailer": mailer,
        "provisioner": provisioner,
        "reader": {**reader, "applications": [_allow_kibana(space, "read")]},
        "operator": {**operator, "applications": [_allow_kibana(space, "all")]},
    }


def _allow(prefix: str, kinds: Sequence[str], privileges: Sequence[str]) -> Descriptor:
    # An alias, and the index under it: writes name the first, what the server does with them the second.
    own = [f"{prefix}{kind}-v*" for kind in kinds if kind in KINDS]
    return {"names": [*(prefix + kind for kind in kinds), *own], "privileges": list(privileges)}


def _allow_kibana(space: str, privilege: str) -> Descriptor:
    return {"application": "kibana-.kibana", "privileges": [privilege], "resources": [f"space:{space}"]}


def find_space(kibana_url: str | None) -> str:
    """Give the space that Kibana's address names."""
    parts = urlsplit(kibana_url or "").path.strip("/").split("/")
    return parts[-1] if len(parts) > 1 and parts[-2] == "s" else "default"


def provision_roles(store: Store, rights: Mapping[str, Descriptor]) -> list[str]:
    """Make the roles of people, or change those that differ; give a line for each.

    Nothing, without a word, where we may not: keys may not make rights.
    """
    lines = []
    for name in PEOPLE:
        role, wanted = (
            store.prefix + name,
            {**rights[name], "metadata": {"rights": _hash_rights(rights[name])}},
        )
        try:
            found = store.ask(store.client.options(ignore_status=404).security.get_role, name=role)
            if (found.get(role) or {}).get("metadata") != wanted["metadata"]:
                store.ask(store.client.security.put_role, name=role, **wanted)
                lines.append(f"role {role}")
        except (ApiError, StoreRefused):
            return []
    return lines


def provision_keys(
    store: Store, rights: Mapping[str, Descriptor], names: Sequence[str] = KEYS, *, again: Sequence[str] = ()
) -> tuple[list[str], list[Key]]:
    """Make the keys of these names that there are not, those in `again` anew; give lines, and the keys.

    A key that is there keeps its secret and is given the rights of now. Raise StoreRefused when we may make
    no keys.
    """
    lines, made = [], []
    for name in names:
        full, mark = store.prefix + name, _hash_rights(rights[name])
        about: dict[str, Any] = {"role_descriptors": {full: rights[name]}, "metadata": {"rights": mark}}
        try:
            there = _find_keys(store, full)
            if there and name not in again:
                if there[0].get("metadata", {}).get("rights") != mark:
                    store.ask(store.client.security.update_api_key, id=there[0]["id"], **about)
                    lines.append(f"rights of the key {full}")
                continue
            answer = store.ask(store.client.security.create_api_key, name=full, **about)
            if there:
                store.ask(store.client.security.invalidate_api_key, ids=[key["id"] for key in there])
        except ApiError as error:
            raise StoreRefused(f"No keys can be made as this user: {error.error}") from None
        lines.append(f"key {full}")
        made.append(Key(name, str(answer["encoded"])))
    return lines, made


def _find_keys(store: Store, name: str) -> list[Mapping[str, Any]]:
    found = store.ask(store.client.security.get_api_key, name=name, owner=True, active_only=True)
    keys: list[Mapping[str, Any]] = found["api_keys"]
    return keys


def is_valid_key(store: Store, secret: str) -> bool:
    """Say whether Elasticsearch knows a key."""
    try:
        store.ask(store.client.options(api_key=secret).security.authenticate)
    except (AuthenticationException, StoreRefused):
        return False
    return True


def _hash_rights(descriptor: Descriptor) -> str:
    return hashlib.sha256(json.dumps(descriptor, sort_keys=True).encode()).hexdigest()[:16]
