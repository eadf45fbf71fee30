"""Opening the door: the connection, its patience, and one clear sentence for each way it can fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    ConnectionTimeout,
    Elasticsearch,
    TransportError,
    UnsupportedProductError,
)
from elasticsearch import ConnectionError as NoConnection
from elasticsearch.exceptions import SSLError

from pipeline.settings import Settings

OLDEST = 9
AWAY = frozenset({429, 502, 503, 504})
BULK = 500
FIRST_WAIT = 0.25
LONGEST_WAIT = 8.0

Result = TypeVar("Result")


class StoreFault(Exception):
    """Elasticsearch cannot be used; the message is the sentence that says why and what to do."""


class StoreAway(StoreFault):
    """It does not answer, or is too busy, for longer than our patience."""


class StoreRefused(StoreFault):
    """It answers and will not do what we ask: wrong log-in, missing rights, too old, not Elasticsearch."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open door: the client, the prefix of every index, and how long to go on trying."""

    client: Elasticsearch
    prefix: str
    patience: float
    url: str

    def alias(self, kind: str) -> str:
        """Give the alias of a kind of document."""
        return f"{self.prefix}{kind}"

    def ask(self, call: Callable[[], Result]) -> Result:
        """Make a call, again with growing waits while Elasticsearch is away; raise StoreAway when patience ends, StoreRefused for no.

        Answers that a caller reads itself (404, 409, 400) pass as ApiError.
        """
        return patient(call, self.patience, self.url)

    def refresh(self, *kinds: str) -> None:
        """Make what was written findable."""
        self.ask(lambda: self.client.indices.refresh(index=",".join(self.alias(k) for k in kinds), ignore_unavailable=True))

    def get(self, kind: str, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """Give documents by id, with `_seq_no` and `_primary_term` beside `_source`; those that do not exist are left out."""
        found: dict[str, Mapping[str, Any]] = {}
        for start in range(0, len(ids), BULK):
            part = list(ids[start : start + BULK])
            answer = self.ask(lambda part=part: self.client.mget(index=self.alias(kind), ids=part))  # type: ignore[misc]
            found |= {doc["_id"]: doc for doc in answer["docs"] if doc.get("found")}
        return found

    def bulk(self, operations: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Send bulk actions `{action, index kind, id, body, …}`; give each one's answer in order, those too busy tried again.

        An answer with `error` concerns that document alone.
        """
        waiting = list(enumerate(operations))
        answers: dict[int, Mapping[str, Any]] = {}
        deadline, wait = time.monotonic() + self.patience, FIRST_WAIT
        while waiting:
            busy = []
            for start in range(0, len(waiting), BULK):
                part = waiting[start : start + BULK]
                for (number, operation), answer in zip(part, self._bulk_part([o for _, o in part]), strict=True):
                    if answer["status"] in AWAY and time.monotonic() < deadline:
                        busy.append((number, operation))
                    answers[number] = answer
            waiting = busy
            if waiting:
                time.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
        return [answers[n] for n in sorted(answers)]

    def _bulk_part(self, operations: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        lines: list[Mapping[str, Any]] = []
        for operation in operations:
            head = {"_index": self.alias(operation["kind"]), "_id": operation["id"], "require_alias": True}
            head |= {name: operation[name] for name in ("if_seq_no", "if_primary_term") if name in operation}
            lines.append({operation["action"]: head})
            if operation["action"] != "delete":
                lines.append(operation["body"])
        answer = self.ask(lambda: self.client.bulk(operations=lines))
        return [next(iter(item.values())) for item in answer["items"]]

    def every(self, kind: str, query: Mapping[str, Any], *, fields: Sequence[str] | bool = True, size: int = 1000) -> Iterable[Any]:
        """Give every hit of a query, in id order, by a point in time; the caller refreshes first."""
        pit = self.ask(lambda: self.client.open_point_in_time(index=self.alias(kind), keep_alive="2m"))["id"]
        after: Any = None
        try:
            while True:
                body: dict[str, Any] = {"query": query, "size": size, "sort": ["_shard_doc"], "pit": {"id": pit, "keep_alive": "2m"}}
                body |= {"_source": fields} | ({"search_after": after} if after else {})
                hits = self.ask(lambda body=body: self.client.search(**_named(body)))["hits"]["hits"]  # type: ignore[misc]
                yield from hits
                if len(hits) < size:
                    return
                after = hits[-1]["sort"]
        finally:
            self.ask(lambda: self.client.close_point_in_time(id=pit))


def _named(body: Mapping[str, Any]) -> dict[str, Any]:
    return {("source" if name == "_source" else name): value for name, value in body.items()}


def patient(call: Callable[[], Result], patience: float, url: str) -> Result:
    """Make a call until it succeeds or patience ends."""
    deadline, wait = time.monotonic() + patience, FIRST_WAIT
    while True:
        try:
            return call()
        except (AuthenticationException, AuthorizationException) as error:
            raise StoreRefused(_denied(url, error)) from None
        except (ConnectionTimeout, NoConnection, ApiError, TransportError) as error:
            if isinstance(error, ApiError) and error.status_code not in AWAY:
                raise
            if isinstance(error, SSLError):
                raise StoreRefused(f"Elasticsearch at {url} has a certificate that is not trusted: set AZVN_ELASTICSEARCH_CA.") from None
            if time.monotonic() + wait > deadline:
                raise StoreAway(f"Elasticsearch at {url} does not answer ({_short(error)}): is it running?") from None
        time.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)


def _denied(url: str, error: ApiError) -> str:
    if error.status_code == 401:
        return (
            f"Elasticsearch at {url} refuses the user name or password: check AZVN_ELASTICSEARCH_USER and "
            "AZVN_ELASTICSEARCH_PASSWORD (or AZVN_ELASTICSEARCH_API_KEY)."
        )
    return f"Elasticsearch at {url} denies a right that is needed: {_short(error)}"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


def connect(settings: Settings, *, patience: float | None = None) -> Store:
    """Open the door and look who is there; raise StoreFault with one sentence when nobody, somebody else or an old one is."""
    url = settings.elasticsearch_url
    if not url:
        raise StoreRefused("AZVN_ELASTICSEARCH_URL is not set: set it, or run the command through `azvn`, which starts a server.")
    limit = settings.elasticsearch_patience if patience is None else patience
    client = _client(settings, url)
    try:
        info = patient(client.info, limit, url)
    except UnsupportedProductError:
        raise StoreRefused(f"What answers at {url} is not Elasticsearch: check AZVN_ELASTICSEARCH_URL.") from None
    except ApiError as error:
        raise StoreRefused(f"What answers at {url} is not Elasticsearch ({_short(error)}): check AZVN_ELASTICSEARCH_URL.") from None
    version = str(info["version"]["number"])
    if int(version.partition(".")[0]) < OLDEST:
        raise StoreRefused(f"Elasticsearch at {url} is {version}; {OLDEST}.0 or newer is needed.")
    return Store(client, settings.index_prefix, limit, url)


def _client(settings: Settings, url: str) -> Elasticsearch:
    options: dict[str, Any] = {"request_timeout": 30, "max_retries": 0, "http_compress": not _is_local(url)}
    if settings.elasticsearch_api_key:
        options["api_key"] = settings.elasticsearch_api_key.get_secret_value()
    elif settings.elasticsearch_user and settings.elasticsearch_password:
        options["basic_auth"] = (settings.elasticsearch_user, settings.elasticsearch_password.get_secret_value())
    if settings.elasticsearch_ca:
        options["ca_certs"] = str(settings.elasticsearch_ca)
    try:
        return Elasticsearch(url, **options)
    except ValueError as error:
        raise StoreRefused(f"AZVN_ELASTICSEARCH_URL={url} cannot be used: {error}") from None


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
