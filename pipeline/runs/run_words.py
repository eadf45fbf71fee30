"""What a run did, in sentences: for the log of its task and the note on Airflow's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.model.outcomes import FEED_GOOD, Outcome, Stage
from pipeline.model.words import GRADE_LABELS
from pipeline.runs.shard_report import ShardReport
from pipeline.store import feeds
from pipeline.store.client import Store

Json = Mapping[str, Any]
MOST_TOLD = 20
"""Headlines, and feeds, that a log names."""


def describe_cycle(report: Json) -> str:
    """Say in one line what a cycle found: "3 new stories, 2 copies; 1 feed in trouble"."""
    stories, copies = report["stories"], report["copies"]
    found = [
        *([_count(stories, "new story", "new stories")] if stories else []),
        *([_count(copies, "copy", "copies")] if copies else []),
    ]
    corrected = report["stages"].get("index", {}).get(Outcome.REVISED, 0)
    if corrected:
        found.append(f"{corrected} corrected")
    bad = sum(number for word, number in report["feeds"].items() if word not in FEED_GOOD)
    asked = sum(report["feeds"].values())
    parts = [
        ", ".join(found) or "nothing new",
        f"{_count(asked, 'feed', 'feeds')} asked" + (f", {bad} in trouble" if bad else ""),
    ]
    if report["spool_waiting"]:
        parts.append(_count(report["spool_waiting"], "spool file waits", "spool files wait"))
    if report["faults"]:
        parts.append(f"not to its end: {report['faults'][0]}")
    return "; ".join(parts)


def describe_shard(report: ShardReport) -> str:
    """Say in one line what became of a shard: "13 feeds asked, 105 pages fetched, 97 with an article, …"."""
    crawl = report.crawl
    fetched = crawl.pages.get(Outcome.FETCHED, 0) if crawl else 0
    items = [run.items for run in report.processed]
    read = sum(stages.get(Stage.EXTRACT, {}).get(Outcome.PASSED, 0) for stages in items)
    kept = sum(stages.get(Stage.INDEX, {}).get(Outcome.INDEXED, 0) for stages in items)
    parts = [
        f"{_count(sum(crawl.feeds.values()) if crawl else 0, 'feed', 'feeds')} asked",
        f"{_count(fetched, 'page', 'pages')} fetched",
        f"{read} with an article, {kept} on the topic and new, in {report.seconds:.0f} s",
    ]
    if report.waiting:
        parts.append(_count(report.waiting, "spool file waits", "spool files wait"))
    return ", ".join(parts)


def list_kept(store: Store, cycle: str) -> Iterator[str]:
    """Give a line for each article that a cycle found and kept, the weightiest first."""
    store.refresh("articles")
    order = [{"relevance.grade": "desc"}, {"published_at": "desc"}]
    wanted = ["title", "source.name", "language", "relevance.grade", "story.role"]
    query = {"term": {"cycle": cycle}}
    for hit in store.search("articles", query, size=MOST_TOLD, fields=wanted, sort=order):
        article = hit["_source"]
        copy = " (copy)" if (article.get("story") or {}).get("role") == "copy" else ""
        grade = GRADE_LABELS[article["relevance"]["grade"]]
        yield f"kept, {grade}{copy}: {article['title']} – {article['source']['name']} ({article['language']})"


def list_failed_feeds(store: Store, cycle: str) -> Iterator[str]:
    """Give a line for each feed that a cycle asked in vain: the outlet, how it ended, its address."""
    failed = [
        state
        for state in feeds.load_feed_states(store).values()
        if state.cycle == cycle and state.status and state.status not in FEED_GOOD
    ]
    for state in sorted(failed, key=lambda state: (state.source, state.url))[:MOST_TOLD]:
        detail = f" ({state.detail})" if state.detail else ""
        help_ = Outcome(state.status).help if state.status in set(Outcome) else ""
        yield f"{state.source}: {state.status}: {help_ or 'in trouble'}{detail}: {state.url}"


def describe_alerts(report: Json) -> str:
    """Say in one line what a run of the alerts did."""
    if "held" in report:
        return str(report["held"])
    sent = report["mails"].get("sent", 0)
    parts = [
        _count(report["hits"], "new hit", "new hits"),
        _count(report["written"], "mail written", "mails written"),
        f"{sent} sent",
    ]
    if report["waiting"]:
        parts.append(f"{report['waiting']} waiting")
    if report["undelivered"]:
        parts.append(f"{report['undelivered']} undelivered for more than an hour")
    return ", ".join(parts) + "".join(f"; {fault}" for fault in report["faults"][:1])


def describe_returned(report: Json) -> str:
    """Say in one line what came back to the sender's mailbox."""
    kinds = (("bounced", "came back"), ("held", "held"), ("unsubscribed", "unsubscribed"))
    parts = [_count(report["messages"], "message", "messages") + " read"]
    parts += [f"{len(report[kind])} {words}" for kind, words in kinds if report[kind]]
    return ", ".join(parts if report["lines"] else [*parts, "nothing new"]) + "".join(
        f"; {line}" for line in report["lines"][:1]
    )


def describe_chores(said: Mapping[str, Any]) -> str:
    """Say in one line how the daily chores went; None in place of the lines of one that failed."""
    failed = [name for name, lines in said.items() if lines is None]
    if failed:
        return f"failed: {', '.join(failed)}"
    said_first = [f"{name}: {lines[0]}" for name, lines in said.items() if lines]
    return "; ".join(said_first) or "nothing to say"


def _count(number: int, thing: str, things: str) -> str:
    return f"{number} {thing if number == 1 else things}"
