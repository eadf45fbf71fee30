"""Bulk: many writes in few requests, none of them lost for another's fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from elasticsearch import ApiError

from pipeline.store.documents import SequenceNumber
from pipeline.store.errors import StoreAway, StoreRefused
from pipeline.store.patience import Pause, describe_absence, is_busy, read_error_type

MOST_ACTIONS = 500
MOST_BYTES = 8 * 1024 * 1024
"""Elasticsearch refuses requests above 100 MB and advises some megabytes."""
TOO_MUCH = frozenset({400, 413})

Answer = Mapping[str, Any]
"""What Elasticsearch says of one write: `status`, `_id`, and `error` or the new sequence number."""
Send = Callable[[Sequence[bytes]], Sequence[Answer]]


class Operation(NamedTuple):
    """One write among many.

    `create` is refused where the document is there, `index` overwrites it, `update` changes fields. `fields`
    are the whole document or, for an update, those that change; `upsert` is the document to make when there
    is none to update. With a `sequence` the write is refused once somebody else has written.
    """

    action: Literal["create", "index", "update", "delete"]
    kind: str
    id: str
    fields: Mapping[str, Any] = MappingProxyType({})
    sequence: SequenceNumber | None = None
    upsert: Mapping[str, Any] | None = None


def format_payload(operation: Operation, alias: str) -> bytes:
    """Give the one or two lines of a write; half a surrogate becomes a question mark: no encoding has it."""
    head: dict[str, Any] = {"_index": alias, "_id": operation.id, "require_alias": True}
    if operation.sequence:
        head["if_seq_no"], head["if_primary_term"] = operation.sequence
    lines: list[Mapping[str, Any]] = [{operation.action: head}]
    if operation.action == "update":
        upsert = {"upsert": operation.upsert} if operation.upsert else {}
        lines.append({"doc": operation.fields, **upsert})
    elif operation.action != "delete":
        lines.append(operation.fields)
    text = "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)
    return text.encode("utf-8", "replace")


def send_payloads(payloads: Sequence[bytes], send: Send, patience: float, url: str) -> list[Answer]:
    """Send all, those that come at a busy moment again; give an answer for each, in order.

    Raise StoreAway when patience ends, StoreRefused when an index or a right is missing: then nothing may be
    taken for written.
    """
    answers: dict[int, Answer] = {}
    pause = Pause(patience)
    waiting = list(range(len(payloads)))
    while waiting:
        for part in _split_payloads(waiting, payloads):
            answers.update(zip(part, _send_part([payloads[n] for n in part], send), strict=True))
        waiting = [n for n in waiting if is_busy(answers[n]["status"], answers[n])]
        if waiting and not pause.wait():
            raise StoreAway(describe_absence(url, answers[waiting[0]]["error"]))
    _raise_for_all(answers.values(), url)
    return [answers[n] for n in range(len(payloads))]


def _split_payloads(numbers: Sequence[int], payloads: Sequence[bytes]) -> Iterator[list[int]]:
    part: list[int] = []
    size = 0
    for number in numbers:
        if part and (len(part) >= MOST_ACTIONS or size + len(payloads[number]) > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(number)
        size += len(payloads[number])
    if part:
        yield part


def _send_part(payloads: Sequence[bytes], send: Send) -> list[Answer]:
    """Send one request; one that is refused as a whole is halved until the write to blame stands alone."""
    try:
        return list(send(payloads))
    except ApiError as error:
        if error.status_code not in TOO_MUCH:
            raise
        if len(payloads) == 1:
            reason = {"type": str(error.error), "reason": str(error.message)}
            return [{"status": error.status_code, "error": reason}]
    half = len(payloads) // 2
    return [*_send_part(payloads[:half], send), *_send_part(payloads[half:], send)]


def _raise_for_all(answers: Iterable[Answer], url: str) -> None:
    """Raise what one answer says and holds for all of them."""
    for answer in answers:
        kind = read_error_type(answer)
        if kind == "index_not_found_exception":
            reason = answer["error"].get("reason", "An index is missing")
            raise StoreRefused(f"{reason}: `azvn provision` makes it.")
        if kind and answer["status"] in {401, 403}:
            reason = answer["error"].get("reason")
            raise StoreRefused(f"Elasticsearch at {url} denies a right that is needed: {reason}")
