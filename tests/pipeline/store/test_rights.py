"""What each key may do and may not, call by call, on a real Elasticsearch with security on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from elasticsearch import ApiError, Elasticsearch

from pipeline.store import rights
from pipeline.store.client import Store
from pipeline.store.errors import StoreRefused
from pipeline.store.schema.filtered import FILTERED
from pipeline.store.schema.mappings import KINDS
from tests.indices import empty_indices

Call = Callable[[Elasticsearch, str], Any]
NOW = datetime.now(UTC).isoformat()
ARTICLE = {"url": "https://a.example/1", "title": "T", "relevance": {"grade": 3}, "story": {"role": "lead"}}


def search(kind: str) -> Call:
    return lambda client, prefix: client.search(index=prefix + kind, size=1)


def write(kind: str, **fields: Any) -> Call:
    return lambda client, prefix: client.index(
        index=prefix + kind, id="rights", document=fields, require_alias=True
    )


def remove(kind: str) -> Call:
    return lambda client, prefix: client.delete(index=prefix + kind, id="gone")


FOUND: dict[str, Call] = {
    "write an article": write("articles", **ARTICLE),
    "write a page": write("pages", url="https://a.example/1"),
    "write a count": write("counts", source="a"),
    "remove counts": lambda client, prefix: client.delete_by_query(
        index=f"{prefix}counts", query={"range": {"at": {"lt": "now-90d"}}}
    ),
    "take an article back": remove("articles"),
}
SHARED: dict[str, Call] = {
    "take a lease": write("leases", owner="me"),
    "keep what was refused": write("refused", reason="why"),
}
MAILED: dict[str, Call] = {
    "write a hit": write("hits", recipient="lan"),
    "write a mail": write("mails", recipient="lan"),
    "note how far a watch looked": write("watches", query_hash="h"),
    "remove a person's mails": remove("mails"),
}
RECIPIENTS: dict[str, Call] = {f"read {kind}": search(kind) for kind in ("hits", "mails", "watches")}
NEWS: dict[str, Call] = {f"read {kind}": search(kind) for kind in ("articles", "revisions", "surges")}
PARTS: dict[str, Call] = {f"read {name}": search(name) for name in FILTERED}
WORK: dict[str, Call] = {f"read {kind}": search(kind) for kind in ("pages", "feeds", "counts", "cycles")}
ANY: dict[str, Call] = {
    "look who is there": lambda client, _: client.info(),
    "see how indices are made": lambda client, prefix: client.indices.get(index=f"{prefix}articles"),
    "make findable": lambda client, prefix: client.indices.refresh(index=f"{prefix}articles"),
    "break a search into words": lambda client, prefix: client.indices.analyze(
        index=f"{prefix}articles", analyzer="stemmed_search", text="x"
    ),
    "check a query": lambda client, prefix: client.indices.validate_query(
        index=f"{prefix}articles", q="x", explain=True
    ),
    "leaf through": lambda client, prefix: client.close_point_in_time(
        id=client.open_point_in_time(index=f"{prefix}articles", keep_alive="1m")["id"]
    ),
}
CARE: dict[str, Call] = {
    "ask how the cluster is": lambda client, _: client.cluster.health(),
    "look at disks": lambda client, _: client.cat.allocation(),
}
SNAPSHOT: dict[str, Call] = {
    "look for the place of snapshots": lambda client, _: client.options(
        ignore_status=404
    ).snapshot.get_repository(name="azvn"),
    "remove a snapshot": lambda client, _: client.options(ignore_status=404).snapshot.delete(
        repository="none-of-ours", snapshot="x"
    ),
}
INDICES: dict[str, Call] = {
    "make an index": lambda client, prefix: client.indices.create(index=f"{prefix}mine-v1"),
    "remove an index": lambda client, prefix: client.indices.delete(index=f"{prefix}mine-v1"),
    "make a template": lambda client, prefix: client.cluster.put_component_template(
        name=f"{prefix}mine", template={}
    ),
    "remove a template": lambda client, prefix: client.cluster.delete_component_template(
        name=f"{prefix}mine"
    ),
    "change a mapping": lambda client, prefix: client.indices.put_mapping(
        index=f"{prefix}leases", properties={"owner": KINDS["leases"]["owner"]}
    ),
}
NOBODY: dict[str, Call] = {
    "list users": lambda client, _: client.security.get_user(),
    "make a role": lambda client, prefix: client.security.put_role(name=f"{prefix}mine"),
    "make a key with more rights": lambda client, prefix: client.security.create_api_key(
        name=f"{prefix}mine", role_descriptors={"all": {"cluster": ["all"]}}
    ),
    "read another prefix": lambda client, _: client.search(index="other-articles", allow_no_indices=False),
    "write another prefix": lambda client, _: client.index(index="other-articles", document={}),
    "read security's own index": lambda client, _: client.search(index=".security"),
    "make a place for snapshots": lambda client, _: client.snapshot.create_repository(
        name="mine", repository={"type": "fs", "settings": {"location": "mine"}}
    ),
    "restore over what is there": lambda client, _: client.snapshot.restore(repository="azvn", snapshot="x"),
}
ALL = FOUND | SHARED | MAILED | RECIPIENTS | NEWS | PARTS | WORK | ANY | CARE | SNAPSHOT | INDICES | NOBODY
ALLOWED: dict[str, dict[str, Call]] = {
    "pipeline": FOUND | SHARED | NEWS | WORK | ANY | CARE | SNAPSHOT,
    "mailer": SHARED | MAILED | RECIPIENTS | NEWS | WORK | ANY,
    "provisioner": FOUND | SHARED | MAILED | RECIPIENTS | NEWS | PARTS | WORK | ANY | CARE | INDICES,
    "reader": NEWS | PARTS | ANY,
}


@pytest.fixture(scope="module")
def keys(provisioned: Store) -> Iterator[dict[str, Elasticsearch]]:
    """A client for each key, over indices with a document in each kind."""
    store = provisioned
    made = rights.provision_keys(store, rights.build_rights(store.prefix))[1]
    clients = {key.name: Elasticsearch(store.url, api_key=key.secret, max_retries=0) for key in made}
    yield clients
    for client in clients.values():
        client.close()
    for name in rights.KEYS:
        store.client.security.invalidate_api_key(name=store.prefix + name, owner=True)
    empty_indices(store)


@pytest.mark.parametrize("name", rights.KEYS)
def test_a_key_may_do_what_its_program_does_and_nothing_else(
    keys: dict[str, Elasticsearch], provisioned: Store, name: str
) -> None:
    allowed, refused = set(), set()
    for what, call in ALL.items():
        try:
            call(keys[name], provisioned.prefix)
            allowed.add(what)
        except ApiError as error:
            # What is not there was looked for: it was allowed.
            (refused if error.status_code == 403 else allowed).add(what)
    assert allowed - set(ALLOWED[name]) == set()
    assert refused & set(ALLOWED[name]) == set()


def test_keys_are_made_once_keep_their_secret_and_get_new_rights(
    keys: dict[str, Elasticsearch], provisioned: Store
) -> None:
    wanted = rights.build_rights(provisioned.prefix)
    assert rights.provision_keys(provisioned, wanted) == ([], [])
    wanted["reader"]["indices"][-1]["names"].append(f"{provisioned.prefix}cycles")
    assert rights.provision_keys(provisioned, wanted) == (
        [f"rights of the key {provisioned.prefix}reader"],
        [],
    )
    assert keys["reader"].count(index=f"{provisioned.prefix}cycles")
    assert rights.provision_keys(provisioned, rights.build_rights(provisioned.prefix))[1] == []


def test_a_key_that_is_made_anew_ends_the_old_one(provisioned: Store, keys: dict[str, Elasticsearch]) -> None:
    wanted = rights.build_rights(provisioned.prefix)
    lines, (new,) = rights.provision_keys(provisioned, wanted, again=["reader"])
    assert lines == [f"key {provisioned.prefix}reader"]
    assert rights.is_valid_key(provisioned, new.secret)
    with pytest.raises(ApiError) as refused:
        keys["reader"].info()
    assert refused.value.status_code == 401
    assert not rights.is_valid_key(provisioned, "bm9uZTpub25l")


def test_roles_of_people_are_made_once_and_mended(provisioned: Store) -> None:
    wanted = rights.build_rights(provisioned.prefix, "news")
    names = [f"{provisioned.prefix}{name}" for name in rights.PEOPLE]
    try:
        assert rights.provision_roles(provisioned, wanted) == [f"role {name}" for name in names]
        assert rights.provision_roles(provisioned, wanted) == []
        found = provisioned.client.security.get_role(name=names[0])[names[0]]
        assert found["applications"][0]["resources"] == ["space:news"]
        wanted["reader"]["cluster"] = []
        assert rights.provision_roles(provisioned, wanted) == [f"role {names[0]}"]
    finally:
        for name in names:
            provisioned.client.security.delete_role(name=name)


def test_who_may_make_no_rights_makes_none(keys: dict[str, Elasticsearch], provisioned: Store) -> None:
    store = Store(keys["provisioner"], provisioned.prefix, 1, provisioned.url)
    assert rights.provision_roles(store, rights.build_rights(provisioned.prefix)) == []
    with pytest.raises(StoreRefused):
        rights.provision_keys(store, rights.build_rights(provisioned.prefix))


@pytest.mark.parametrize(
    ("url", "space"),
    [
        ("https://kibana.example/s/news/", "news"),
        ("https://kibana.example", "default"),
        ("https://a.example/base/s/x", "x"),
        (None, "default"),
    ],
)
def test_the_space_is_read_off_the_address(url: str | None, space: str) -> None:
    assert rights.find_space(url) == space
