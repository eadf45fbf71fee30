"""The door to Elasticsearch: what it is asked and told, each time with the kind of document in question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

from elasticsearch import ApiError, BadRequestError, ConflictError, Elasticsearch, NotFoundError

from pipeline.store.bulk import Answer, Operation, format_payload, send_payloads
from pipeline.store.documents import EVERYTHING, Document, Query, SequenceNumber, read_sequence
from pipeline.store.errors import QueryRefused, StoreFault, StoreRefused
from pipeline.store.patience import NotNow, retry_call, shorten_error

MOST_IDS = 500
KEEP_ALIVE = "5m"
"""How long Elasticsearch holds a view of an index open between two pages of a stream."""
MISSING_INDEX = "index_not_found_exception"

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Store:
    """An open door: the client, the prefix of every index, and how many seconds to go on trying.

    What is read by id is as it was last written. What is searched is as it was at the last refresh: who looks
    for what may just have been written refreshes first, so that no write has to. Each method raises StoreAway
    when patience ends, StoreRefused for a missing index or right, QueryRefused for a query that is none.
    """

    client: Elasticsearch
    prefix: str
    patience: float
    url: str

    def get_alias(self, kind: str) -> str:
        """Give the alias under which Elasticsearch knows a kind of document."""
        return f"{self.prefix}{kind}"

    def ask(
        self,
        method: Callable[Parameters, Result],
        *arguments: Parameters.args,
        **parameters: Parameters.kwargs,
    ) -> Result:
        """Call a method of the client, again with growing waits while Elasticsearch is away.

        For indices and the cluster; documents have methods of their own. Answers that a caller reads itself
        (404, 409, 400) pass as ApiError.
        """
        return retry_call(partial(method, *arguments, **parameters), self.patience, self.url)

    def refresh(self, *kinds: str) -> None:
        """Make what was written to these kinds findable."""
        names = [self.get_alias(kind) for kind in kinds]
        self.ask(self.client.indices.refresh, index=names, ignore_unavailable=True)

    def get_documents(
        self, kind: str, ids: Sequence[str], *, fields: Sequence[str] | bool = True
    ) -> dict[str, Document]:
        """Give documents by id, with their sequence numbers; those that do not exist are left out."""
        found: dict[str, Document] = {}
        for start in range(0, len(ids), MOST_IDS):
            for document in self.ask(self._fetch_documents, kind, ids[start : start + MOST_IDS], fields):
                if document.get("found"):
                    found[document["_id"]] = document
        return found

    def _fetch_documents(self, kind: str, ids: Sequence[str], fields: Sequence[str] | bool) -> list[Document]:
        source = fields if isinstance(fields, bool) else list(fields)
        answer = self.client.mget(index=self.get_alias(kind), ids=ids, source=source)
        documents: list[Document] = answer["docs"]
        for document in documents:
            error = document.get("error")
            # A shard that is not there yet is no proof that the document is not.
            if error and error["type"] != MISSING_INDEX:
                raise NotNow(error.get("reason") or error["type"])
        return documents

    def get_document(self, kind: str, id_: str) -> Document | None:
        """Give one document by id, with its sequence number, or None."""
        return self.get_documents(kind, [id_]).get(id_)

    def search(
        self, kind: str, query: Query, *, size: int, fields: Sequence[str] | bool = True, **options: Any
    ) -> list[Document]:
        """Give the best documents of a query, with some of their fields; `options` are those of a search."""
        source = _select_fields(fields)
        answer = self._read(kind, self.client.search, query=query, size=size, source=source, **options)
        found: list[Document] = answer["hits"]["hits"]
        return found

    def search_many(
        self, kind: str, searches: Sequence[Mapping[str, Any]], wanted: str
    ) -> list[Mapping[str, Any]]:
        """Give the answers of many searches made in one request; one that failed has an `error`.

        The answers are cut down to the `wanted` paths.
        """
        lines: list[Mapping[str, Any]] = []
        for search in searches:
            lines += [{}, search]
        answer = self._read(kind, self.client.msearch, searches=lines, filter_path=wanted)
        answers: list[Mapping[str, Any]] = answer["responses"]
        return answers

    def stream_documents(
        self,
        kind: str,
        query: Query = EVERYTHING,
        *,
        fields: Sequence[str] | bool = True,
        size: int = 1000,
        **options: Any,
    ) -> Iterator[Document]:
        """Give every document of a query as the index is now, in no promised order.

        What fits one answer costs one request; for more, a view of the index is held open.
        """
        search = partial(
            self.client.search,
            query=query,
            source=_select_fields(fields),
            size=size,
            allow_partial_search_results=False,
            **options,
        )
        found: list[Document] = self._call(kind, search, sort=["_doc"])["hits"]["hits"]
        return iter(found) if len(found) < size else self._stream_pages(kind, search, size)

    def _stream_pages(self, kind: str, search: Callable[..., Any], size: int) -> Iterator[Document]:
        """Give every document of a search from one view of the index, however many pages that takes."""
        pit = self._read(kind, self.client.open_point_in_time, keep_alive=KEEP_ALIVE)["id"]
        view, after = {"id": pit, "keep_alive": KEEP_ALIVE}, None
        try:
            while True:
                answer = self.ask(search, sort=["_shard_doc"], pit=view, search_after=after)
                found: list[Document] = answer["hits"]["hits"]
                yield from found
                if len(found) < size:
                    return
                after = found[-1]["sort"]
        finally:
            self.ask(self.client.options(ignore_status=404).close_point_in_time, id=pit)

    def find_ids(self, kind: str, query: Query = EVERYTHING) -> list[str]:
        """Give the ids of all documents of a query."""
        return [document["_id"] for document in self.stream_documents(kind, query, fields=False)]

    def count(self, kind: str, query: Query = EVERYTHING) -> int:
        """Count the documents of a query."""
        return int(self._read(kind, self.client.count, query=query)["count"])

    def count_values(self, kind: str, field: str) -> dict[str, int]:
        """Count the documents by their value of a field, the ten most frequent."""
        found = self.aggregate(kind, {"values": {"terms": {"field": field}}})
        return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in found["values"]["buckets"]}

    def aggregate(
        self, kind: str, aggregations: Mapping[str, Any], query: Query = EVERYTHING
    ) -> Mapping[str, Any]:
        """Give aggregations over the documents of a query, by name."""
        answer = self._read(kind, self.client.search, query=query, size=0, aggs=aggregations)
        found: Mapping[str, Any] = answer["aggregations"]
        return found

    def explain_query(self, kind: str, query: Query) -> list[str] | None:
        """Give Elasticsearch's reasons for not taking a query; None when it takes it."""
        validate = self.client.indices.validate_query
        answer = self._read(kind, validate, query=query, explain=True, rewrite=False)
        if answer["valid"]:
            return None
        return [str(one["error"]) for one in answer.get("explanations", []) if one.get("error")]

    def suggest_terms(self, kind: str, suggesters: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
        """Give what suggesters, by name, propose in place of the words that they were given."""
        answer = self._read(kind, self.client.search, suggest=suggesters, size=0)
        found: Mapping[str, Sequence[Any]] = answer["suggest"]
        return found

    def analyze_text(self, kind: str, analyzer: str, text: str) -> list[Mapping[str, Any]]:
        """Give the tokens into which an analyzer of a kind breaks a text."""
        answer = self._read(kind, self.client.indices.analyze, analyzer=analyzer, text=text)
        tokens: list[Mapping[str, Any]] = answer["tokens"]
        return tokens

    def _read(self, kind: str, method: Callable[..., Any], **parameters: Any) -> Any:
        try:
            return self._call(kind, method, **parameters)
        except BadRequestError as error:
            raise QueryRefused(f"Elasticsearch does not take a query: {shorten_error(error)}") from None
        except ApiError as error:
            raise StoreFault(f"Elasticsearch cannot answer: {shorten_error(error)}") from None

    def _call(self, kind: str, method: Callable[..., Any], **parameters: Any) -> Any:
        alias = self.get_alias(kind)
        try:
            return self.ask(method, index=alias, **parameters)
        except NotFoundError as error:
            if error.error != MISSING_INDEX:
                raise
            raise StoreRefused(f"The index {alias} does not exist: `azvn provision` makes it.") from None

    def create(self, kind: str, id_: str, fields: Mapping[str, Any]) -> SequenceNumber | None:
        """Write a new document and give its sequence number; None when there is one of this id."""
        return self._write(kind, self.client.create, None, id=id_, document=fields)

    def put(
        self, kind: str, id_: str, fields: Mapping[str, Any], sequence: SequenceNumber | None = None
    ) -> SequenceNumber | None:
        """Write a document over what is there; None when it was written after `sequence`."""
        return self._write(kind, self.client.index, sequence, id=id_, document=fields)

    def update(
        self, kind: str, id_: str, fields: Mapping[str, Any], sequence: SequenceNumber | None = None
    ) -> SequenceNumber | None:
        """Write some fields of a document; None when it is gone or was written after `sequence`."""
        tries = {} if sequence else {"retry_on_conflict": 3}
        return self._write(kind, self.client.update, sequence, id=id_, doc=fields, **tries)

    def _write(
        self, kind: str, method: Callable[..., Any], sequence: SequenceNumber | None, **parameters: Any
    ) -> SequenceNumber | None:
        if sequence:
            parameters["if_seq_no"], parameters["if_primary_term"] = sequence
        try:
            return read_sequence(self._call(kind, method, require_alias=True, **parameters))
        except (ConflictError, NotFoundError):
            return None
        except ApiError as error:
            alias = self.get_alias(kind)
            raise StoreFault(f"{alias} does not take a document: {shorten_error(error)}") from None

    def delete_matching(self, kind: str, query: Query) -> int:
        """Delete the documents of a query and give their number; one that changes meanwhile stays."""
        answer = self._read(kind, self.client.delete_by_query, query=query, conflicts="proceed")
        return int(answer["deleted"])

    def delete_documents(self, kind: str, ids: Iterable[str]) -> None:
        """Delete documents by id; those that do not exist are no fault."""
        self.send_bulk(Operation("delete", kind, id_) for id_ in ids)

    def send_bulk(self, operations: Iterable[Operation]) -> list[Answer]:
        """Make many writes and give each one's answer in order; an `error` concerns that document alone.

        `pipeline.store.refused.send_operations` also keeps what was refused.
        """
        payloads = [format_payload(operation, self.get_alias(operation.kind)) for operation in operations]
        return send_payloads(payloads, self._send_request, self.patience, self.url)

    def _send_request(self, payloads: Sequence[bytes]) -> list[Answer]:
        # The lines are JSON already; the client passes bytes on as they are.
        answer = self.ask(self.client.bulk, operations=list(payloads))  # type: ignore[arg-type]
        return [next(iter(item.values())) for item in answer["items"]]


def _select_fields(fields: Sequence[str] | bool) -> Mapping[str, Any] | bool:
    return fields if isinstance(fields, bool) else {"includes": list(fields)}
