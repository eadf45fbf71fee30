"""The alias `refused`: documents that Elasticsearch would not take, each kept with the reason while the
others go on.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from pipeline.model.times import format_stamp
from pipeline.store.bulk import Answer, Operation
from pipeline.store.client import Store, StoreFault

log = logging.getLogger(__name__)

HARMLESS = frozenset({404, 409})
"""Gone already, or there already: the caller's business."""
LONGEST_REASON = 5000


def is_refused(answer: Answer) -> bool:
    """Whether one document was refused for what is in it."""
    return bool(answer.get("error")) and answer["status"] not in HARMLESS


def send_operations(store: Store, operations: Iterable[Operation]) -> list[Answer]:
    """Send bulk actions and give each one's answer in order; a document that is refused is kept here and
    logged.
    """
    sent = list(operations)
    answers = store.send_bulk(sent) if sent else []
    bad = [(operation, answer) for operation, answer in zip(sent, answers, strict=True) if is_refused(answer)]
    if bad:
        _keep_refused(store, bad)
    return answers


def _keep_refused(store: Store, bad: list[tuple[Operation, Answer]]) -> None:
    for operation, answer in bad:
        log.error(
            "%s %s was refused: %s", operation["kind"], operation["id"], json.dumps(answer["error"])[:500]
        )
    kept = store.send_bulk(_build_operation(operation, answer) for operation, answer in bad)
    if any(answer.get("error") for answer in kept):
        raise StoreFault(f"{store.get_alias('refused')} takes no documents either: {kept[0].get('error')}")


def _build_operation(operation: Operation, answer: Answer) -> Operation:
    body = operation.get("body") or {}
    # As a string: what is wrong with a document must not make this one wrong as well.
    document = json.dumps(body.get("doc", body), ensure_ascii=False)
    reason = json.dumps(answer["error"], ensure_ascii=False)[:LONGEST_REASON]
    kept = {
        "kind": operation["kind"],
        "id": operation["id"],
        "reason": reason,
        "document": document,
        "at": format_stamp(datetime.now(UTC)),
    }
    return {
        "kind": "refused",
        "id": f"{operation['kind']}-{operation['id']}",
        "action": "index",
        "body": kept,
    }


def count_refusals(store: Store) -> int:
    """Count the documents that were refused."""
    return int(
        store.ask(lambda: store.client.count(index=store.get_alias("refused"), ignore_unavailable=True))[
            "count"
        ]
    )
