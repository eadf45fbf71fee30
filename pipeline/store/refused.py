"""The alias `refused`: documents that Elasticsearch would not take, each kept with the reason.

Comes in: writes of any kind. Goes out: the answer to each; one bad document never stops the others.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from pipeline.model.times import format_stamp
from pipeline.store.bulk import Answer, Operation
from pipeline.store.client import Store
from pipeline.store.errors import StoreFault

log = logging.getLogger(__name__)

HARMLESS = frozenset({404, 409})
"""Gone already, or there already: the caller's business."""
LONGEST_REASON = 5000


def is_refused(answer: Answer) -> bool:
    """Whether one document was refused for what is in it."""
    return bool(answer.get("error")) and answer["status"] not in HARMLESS


def send_operations(store: Store, operations: Iterable[Operation]) -> list[Answer]:
    """Make many writes and give each one's answer in order; a document that is refused is kept and logged.

    Raise StoreFault when it cannot be kept either.
    """
    sent = list(operations)
    answers = store.send_bulk(sent) if sent else []
    bad = []
    for operation, answer in zip(sent, answers, strict=True):
        if is_refused(answer):
            log.error(
                "%s %s was refused: %s", operation.kind, operation.id, json.dumps(answer["error"])[:500]
            )
            bad.append(_build_operation(operation, answer))
    kept = store.send_bulk(bad) if bad else []
    if any(answer.get("error") for answer in kept):
        raise StoreFault(f"{store.get_alias('refused')} takes no documents either: {kept[0].get('error')}")
    return answers


def _build_operation(refused: Operation, answer: Answer) -> Operation:
    fields = {
        "kind": refused.kind,
        "id": refused.id,
        "reason": json.dumps(answer["error"], ensure_ascii=False)[:LONGEST_REASON],
        # As a string: what is wrong with a document must not make this one wrong as well.
        "document": json.dumps(refused.fields, ensure_ascii=False),
        "at": format_stamp(datetime.now(UTC)),
    }
    return Operation("index", "refused", make_refusal_id(refused.kind, refused.id), fields)


def make_refusal_id(kind: str, id_: str) -> str:
    """Give the id under which a document is kept that was refused."""
    return f"{kind}-{id_}"


def count_refusals(store: Store) -> int:
    """Count the documents that were refused."""
    return store.count("refused")
