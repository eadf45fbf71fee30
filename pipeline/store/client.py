"""Opening the door: who is there, and the few calls that the rest of the store is made of."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError
from elasticsearch.exceptions import SerializationError

from pipeline.config.settings import Settings
from pipeline.store.bulk import Answer, Operation, format_payload, send_payloads
from pipeline.store.patience import NotNow, StoreAway, StoreFault, StoreRefused, retry_call, shorten_error

# We say ourselves, in one sentence, that a server is away; without this the client's own words go to standard
# error as well.
logging.getLogger("elastic_transport").addHandler(logging.NullHandler())

__all__ = ["Store", "StoreAway", "StoreFault", "StoreRefused", "connect_store"]

OLDEST = 9
MOST_IDS = 500
REQUEST_TIMEOUT = 30.0

Result = TypeVar("Result")
Hit = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Store:
    """An open door: the client, the prefix of every index, and how many seconds to go on trying."""

    client: Elasticsearch
    prefix: str
    patience: float
    url: str

    def get_alias(self, kind: str) -> str:
        """Give the alias of a kind of document."""
        return f"{self.prefix}{kind}"

    def ask(self, call: Callable[[], Result]) -> Result:
        """Make a call, again with growing waits while Elasticsearch is away; raise StoreAway when patience
        ends, StoreRefused for no.

        Answers that a caller reads itself (404, 409, 400) pass as ApiError.
        """
        return retry_call(call, self.patience, self.url)

    def refresh(self, *kinds: str) -> None:
        """Make what was written findable."""
        self.ask(
            lambda: self.client.indices.refresh(
                index=",".join(self.get_alias(k) for k in kinds), ignore_unavailable=True
            )
        )

    def get_documents(self, kind: str, ids: Sequence[str]) -> dict[str, Hit]:
        """Give documents by id, with `_seq_no` and `_primary_term` beside `_source`; those that do not exist
        are left out.
        """
        found: dict[str, Hit] = {}
        for start in range(0, len(ids), MOST_IDS):
            part = list(ids[start : start + MOST_IDS])
            docs = self.ask(lambda part=part: self._fetch_documents(kind, part))  # type: ignore[misc]
            found |= {doc["_id"]: doc for doc in docs if doc.get("found")}
        return found

    def _fetch_documents(self, kind: str, ids: list[str]) -> list[Hit]:
        docs: list[Hit] = self.client.mget(index=self.get_alias(kind), ids=ids)["docs"]
        for doc in docs:
            # A shard that is not there yet is no proof that the document is not.
            if doc.get("error") and doc["error"]["type"] != "index_not_found_exception":
                raise NotNow(doc["error"].get("reason") or doc["error"]["type"])
        return docs

    def send_bulk(self, operations: Iterable[Operation]) -> list[Answer]:
        """Send bulk actions and give each one's answer in order; an answer with `error` concerns that
        document alone.

        `pipeline.store.refused.send` also keeps what was refused.
        """
        payloads = [format_payload(operation, self.get_alias(operation["kind"])) for operation in operations]
        return send_payloads(payloads, self._send_request, self.patience, self.url)

    def _send_request(self, payloads: Sequence[bytes]) -> list[Answer]:
        answer = self.ask(lambda: self.client.bulk(operations=list(payloads)))  # type: ignore[arg-type]
        return [next(iter(item.values())) for item in answer["items"]]

    def stream_documents(
        self, kind: str, query: Mapping[str, Any], *, fields: Sequence[str] | bool = True, size: int = 1000
    ) -> Iterator[Hit]:
        """Give every hit of a query by a point in time, in no promised order; the caller refreshes first."""
        pit = self.ask(lambda: self.client.open_point_in_time(index=self.get_alias(kind), keep_alive="5m"))[
            "id"
        ]
        after: Any = None
        try:
            while True:
                hits = self.ask(lambda after=after: self._fetch_batch(pit, query, fields, size, after))  # type: ignore[misc]
                yield from hits
                if len(hits) < size:
                    return
                after = hits[-1]["sort"]
        finally:
            self.ask(lambda: self.client.options(ignore_status=404).close_point_in_time(id=pit))

    def _fetch_batch(
        self, pit: str, query: Mapping[str, Any], fields: Sequence[str] | bool, size: int, after: Any
    ) -> list[Hit]:
        source = fields if isinstance(fields, bool) else {"includes": list(fields)}
        answer = self.client.search(
            query=query,
            source=source,
            size=size,
            sort=["_shard_doc"],
            pit={"id": pit, "keep_alive": "5m"},
            search_after=after,
        )
        hits: list[Hit] = answer["hits"]["hits"]
        return hits


def connect_store(settings: Settings, *, patience: float | None = None) -> Store:
    """Open the door and look who is there; raise StoreFault with one sentence when nobody, somebody else or
    an old one is.

    `patience`, in seconds, is that of the settings when it is not given; when it is, no single request takes
    longer.
    """
    url = settings.elasticsearch_url
    if not url:
        raise StoreRefused(
            "AZVN_ELASTICSEARCH_URL is not set: set it, or run the command through `azvn`, which starts a"
            " server."
        )
    limit = settings.elasticsearch_patience if patience is None else patience
    client = _build_client(settings, url, REQUEST_TIMEOUT if patience is None else max(patience, 1.0))
    try:
        _check_server(client, limit, _hide_password(url))
    except BaseException:
        client.close()
        raise
    return Store(client, settings.index_prefix, limit, _hide_password(url))


def _check_server(client: Elasticsearch, limit: float, url: str) -> None:
    try:
        version = str(retry_call(client.info, limit, url)["version"]["number"])
    except (UnsupportedProductError, SerializationError):
        raise StoreRefused(
            f"What answers at {url} is not Elasticsearch: check AZVN_ELASTICSEARCH_URL."
        ) from None
    except ApiError as error:
        # An older server does not know the form in which this client speaks.
        if error.error == "media_type_header_exception":
            raise StoreRefused(f"Elasticsearch at {url} is older than {OLDEST}.0, which is needed.") from None
        raise StoreRefused(
            f"What answers at {url} is not Elasticsearch ({shorten_error(error)}): check AZVN_ELASTICSEARCH_URL."
        ) from None
    if int(version.partition(".")[0]) < OLDEST:
        raise StoreRefused(f"Elasticsearch at {url} is {version}; {OLDEST}.0 or newer is needed.")


def _build_client(settings: Settings, url: str, timeout: float) -> Elasticsearch:
    options: dict[str, Any] = {
        "request_timeout": timeout,
        "max_retries": 0,
        "http_compress": not _is_local(url),
    }
    if settings.elasticsearch_api_key:
        options["api_key"] = settings.elasticsearch_api_key.get_secret_value()
    elif settings.elasticsearch_user and settings.elasticsearch_password:
        options["basic_auth"] = (
            settings.elasticsearch_user,
            settings.elasticsearch_password.get_secret_value(),
        )
    if settings.elasticsearch_ca:
        options["ca_certs"] = str(settings.elasticsearch_ca)
    try:
        # The client asks no proxy, whatever the environment says.
        return Elasticsearch(url, **options)
    except (ValueError, OSError) as error:
        raise StoreRefused(
            f"AZVN_ELASTICSEARCH_URL={_hide_password(url)} cannot be used: {shorten_error(error)}"
        ) from None


def _hide_password(url: str) -> str:
    """Give an address without the password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
