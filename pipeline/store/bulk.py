"""Bulk: many writes in few requests, none of them lost for another's fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import ApiError

from pipeline.store.patience import Pause, StoreAway, StoreRefused, describe_absence, is_busy, read_error_type

MOST_ACTIONS = 500
MOST_BYTES = 8 * 1024 * 1024
"""Elasticsearch refuses requests above 100 MB and advises some megabytes."""
TOO_MUCH = frozenset({400, 413})

Operation = Mapping[str, Any]
"""`action`, `kind`, `id`, `body` (not for delete), `if_seq_no` and `if_primary_term` where the write depends
on what was read.
"""
Answer = Mapping[str, Any]
Send = Callable[[Sequence[bytes]], Sequence[Answer]]


def format_payload(operation: Operation, alias: str) -> bytes:
    """Give the one or two lines of an action; half a surrogate, which no encoding has, becomes a question
    mark.
    """
    head = {"_index": alias, "_id": operation["id"], "require_alias": True}
    head |= {name: operation[name] for name in ("if_seq_no", "if_primary_term") if name in operation}
    lines = [{operation["action"]: head}, *([operation["body"]] if operation["action"] != "delete" else [])]
    return "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines).encode(
        "utf-8", "replace"
    )


def send_payloads(payloads: Sequence[bytes], send: Send, patience: float, url: str) -> list[Answer]:
    """Send all, those that come at a busy moment again; give an answer for each, in order.

    Raise StoreAway when patience ends, StoreRefused when an index or a right is missing: then nothing may be
    taken for written.
    """
    answers: dict[int, Answer] = {}
    pause, waiting = Pause(patience), list(range(len(payloads)))
    while waiting:
        for part in _split_payloads(waiting, payloads):
            answers.update(zip(part, _send_part([payloads[n] for n in part], send), strict=True))
        waiting = [n for n in waiting if is_busy(answers[n]["status"], answers[n])]
        if waiting and not pause.wait():
            raise StoreAway(describe_absence(url, answers[waiting[0]]["error"]))
    _raise_for_whole(answers.values(), url)
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
    """Send one request; when it is refused as a whole, halve it until the one action that is to blame stands
    alone.
    """
    try:
        return list(send(payloads))
    except ApiError as error:
        if error.status_code not in TOO_MUCH:
            raise
        if len(payloads) == 1:
            return [
                {
                    "status": error.status_code,
                    "error": {"type": str(error.error), "reason": str(error.message)},
                }
            ]
    half = len(payloads) // 2
    return [*_send_part(payloads[:half], send), *_send_part(payloads[half:], send)]


def _raise_for_whole(answers: Any, url: str) -> None:
    for answer in answers:
        kind = read_error_type(answer)
        if kind == "index_not_found_exception":
            raise StoreRefused(
                f"{answer['error'].get('reason', 'An index is missing')}: `azvn provision` makes it."
            )
        if kind and answer["status"] in {401, 403}:
            raise StoreRefused(
                f"Elasticsearch at {url} denies a right that is needed: {answer['error'].get('reason')}"
            )
