"""What cycles, feeds, pages and mails of a month leave in the indices, invented to match the articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from local.sample.truth import load_sample_sources, load_truth
from pipeline.model.mails import MailState
from pipeline.model.outcomes import GRADE_OUTCOMES, Outcome, Stage
from pipeline.model.times import format_stamp
from pipeline.store.bulk import Operation

CYCLES = 60
BETWEEN = timedelta(hours=8)
PAUSES = (17, 18)
"""Cycles, counted back from now, that did not come: nobody was at work."""
INTERRUPTED = 31
IN_TROUBLE = {
    "busy-herald": (Outcome.RATE_LIMITED, timedelta(days=2)),
    "quiet-gazette": (Outcome.NOT_A_FEED, timedelta(days=9)),
}
"""Outlets whose feeds give nothing of use, and since when."""
SILENT = {"harbour-record": timedelta(days=12)}
MAILS = 48
ENDS = {5: MailState.REFUSED, 11: MailState.GIVEN_UP, 23: MailState.DEAD, 0: MailState.QUEUED}
"""Mails, counted back from now, that were not sent."""
REPLIES = {
    MailState.SENT: "250 2.0.0 Ok: queued",
    MailState.REFUSED: "550 5.1.1 no such mailbox",
    MailState.GIVEN_UP: "421 4.7.0 try again later",
    MailState.DEAD: "the draft could not be rendered",
    MailState.QUEUED: "451 4.3.0 mailbox is busy",
}
FETCHING = ("blocked", "robots_denied", "not_found", "timeout")


def list_records(now: datetime) -> list[Operation]:
    """Give the writes for everything beside articles."""
    records = [*_list_cycles(now), *_list_pages(now), *_list_feeds(now), *_list_mails(now)]
    state = {"query_hash": "sample", "since": format_stamp(now), "matched_until": format_stamp(now)}
    return [*records, Operation("index", "watches", "everything", {**state, "error": "", "recipients": {}})]


def _list_cycles(now: datetime) -> Iterator[Operation]:
    for back in range(CYCLES):
        if back in PAUSES:
            continue
        started_at = now - timedelta(minutes=12) - back * BETWEEN
        id_, state = f"{started_at:%Y%m%dT%H%M%S}000", "interrupted" if back == INTERRUPTED else "finished"
        finished_at = started_at + timedelta(seconds=150 + (back * 37) % 240)
        times = {"started_at": format_stamp(started_at), "finished_at": format_stamp(finished_at)}
        yield Operation("index", "cycles", id_, {**times, "state": state, "report": {}})
        yield from _count_cycle(id_, finished_at, back)


def _count_cycle(cycle: str, at: datetime, back: int) -> Iterator[Operation]:
    for number, source in enumerate(load_sample_sources()):
        broken = IN_TROUBLE.get(source)
        is_broken = broken is not None and back * BETWEEN < broken[1]
        feed = (
            broken[0] if broken and is_broken else (Outcome.UNCHANGED if (back + number) % 3 else Outcome.OK)
        )
        found = 0 if is_broken else (back * 7 + number * 5) % 9
        totals: dict[tuple[Stage, str], int] = {(Stage.FEED, feed): 1}
        if found:
            totals[Stage.CRAWL, Outcome.FETCHED] = found
            totals[Stage.PRESCAN, Outcome.OFF_TOPIC] = found // 2
            totals[Stage.JUDGE, GRADE_OUTCOMES[0]] = found // 4
            totals[Stage.JUDGE, GRADE_OUTCOMES[3]] = (back + number) % 4 == 0
            totals[Stage.JUDGE, GRADE_OUTCOMES[2]] = (back + number) % 11 == 0
        if (back + number) % 6 == 1:
            totals[Stage.CRAWL, FETCHING[number % len(FETCHING)]] = 1 + number % 2
        for (stage, outcome), count in totals.items():
            if count:
                yield _count(cycle, source, stage, outcome, int(count), at)


def _count(cycle: str, source: str, stage: str, outcome: str, count: int, at: datetime) -> Operation:
    fields = {"cycle": cycle, "source": source, "stage": str(stage), "outcome": str(outcome)}
    id_ = _hash_text("\n".join(fields.values()))
    return Operation("index", "counts", id_, {**fields, "count": count, "at": format_stamp(at)})


def _list_pages(now: datetime) -> Iterator[Operation]:
    for number, article in enumerate(load_truth(now)):
        tried_at = now - timedelta(hours=3 * number % 160)
        read = {"crawl": "fetched", "prescan": "passed", "extract": "passed", "judge": article.expect.outcome}
        if article.outcome:
            read = (
                {"crawl": FETCHING[number % 4]}
                if number % 2
                else {"crawl": "fetched", "extract": article.outcome}
            )
        elif article.grade == 0 and number % 2:
            read = {"crawl": "fetched", "prescan": "off_topic"}
        elif article.grade:
            read["index"] = "indexed"
        url = f"{load_sample_sources()[article.source].site}news/{article.id}"
        fields: dict[str, Any] = {
            "url": url,
            "source": article.source,
            "state": "done",
            "outcome": read,
            "attempts": 1,
            "tried_at": format_stamp(tried_at),
            "first_seen_at": format_stamp(tried_at),
            "detail": "status 403" if read["crawl"] == "blocked" else "",
        }
        if article.grade and not article.outcome:
            fields["article"] = _hash_text(url)
        yield Operation("index", "pages", _hash_text(url), fields)


def _list_feeds(now: datetime) -> Iterator[Operation]:
    for number, (source, about) in enumerate(load_sample_sources().items()):
        status, since = IN_TROUBLE.get(source, (Outcome.UNCHANGED, timedelta(minutes=12 + number)))
        new = SILENT.get(source, since + timedelta(hours=number))
        url = f"{about.site}feed"
        fields = {
            "url": url,
            "source": source,
            "status": str(status),
            "failures": 3.0 if source in IN_TROUBLE else 0.0,
            "interval": 1800.0,
            "attempted_at": format_stamp(now - timedelta(minutes=12)),
            "succeeded_at": format_stamp(now - since),
            "new_at": format_stamp(now - new),
            "next_check_at": format_stamp(now + timedelta(minutes=18)),
        }
        yield Operation("index", "feeds", _hash_text(url), fields)


def _list_mails(now: datetime) -> Iterator[Operation]:
    for back in range(MAILS):
        queued_at = now - timedelta(minutes=20) - back * timedelta(hours=5)
        state = ENDS.get(back, MailState.SENT)
        ended_at = format_stamp(queued_at + timedelta(seconds=8 + (back * 53) % 170))
        id_ = _hash_text(f"mail {back}")
        fields: dict[str, Any] = {
            "recipient": ("lan", "rashad", "desk")[back % 3],
            "kind": "digest" if back % 4 == 0 else "immediate",
            "hits": [_hash_text(f"hit {back}")],
            "message_id": f"{id_}@azvn.example",
            "state": str(state),
            "attempts": 1 if state is MailState.SENT else 4,
            "uncertain": 0,
            "queued_at": format_stamp(queued_at),
            "next_try_at": format_stamp(queued_at),
            "sent_at": ended_at if state is MailState.SENT else None,
            "ended_at": None if state is MailState.QUEUED else ended_at,
            "reply": REPLIES[state],
            "content": {},
        }
        yield Operation("index", "mails", id_, fields)


def _hash_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
