"""The daily report for operators: troubles first, then how the last day went, then what was tidied up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pipeline.config.settings import Settings
from pipeline.plan import describe_move, list_moved_feeds
from pipeline.store import cycles, feeds
from pipeline.store.articles.totals import count_changed
from pipeline.store.connect import connect_store
from pipeline.upkeep.chores import TROUBLE, Lines

DAY = timedelta(days=1)
WORST = 15
"""Feeds in trouble that are named."""


def compose_report(
    settings: Settings, said: Mapping[str, Sequence[str]], failed: Sequence[str] = ()
) -> tuple[str, str]:
    """Give subject and text of the daily report.

    `said` are the lines of each chore, `failed` the chores that died; their own mails say why.
    """
    lines = [line for chore in said.values() for line in chore]
    troubles = [f"{name} failed; a mail of its own says why" for name in failed]
    troubles += [line.removeprefix(TROUBLE) for line in lines if line.startswith(TROUBLE)]
    tidied = [line for line in lines if not line.startswith(TROUBLE)]
    blocks = [_format_block("Troubles", troubles)] if troubles else []
    blocks.append(_format_block("The last 24 hours", _describe_day(settings)))
    blocks.append(_format_block("Upkeep", tidied or ["nothing to do"]))
    return f"daily report: {_count_troubles(len(troubles))}", "\n\n".join(blocks) + "\n"


def _count_troubles(number: int) -> str:
    if not number:
        return "all is well"
    return "1 trouble" if number == 1 else f"{number} troubles"


def _describe_day(settings: Settings) -> Lines:
    store = connect_store(settings)
    since = datetime.now(UTC) - DAY
    ended = cycles.find_cycles_since(store, since)
    finished = [c for c in ended if c.state == "finished"]
    states = sorted(feeds.load_feed_states(store).values(), key=lambda s: (-s.failures, s.source))
    bad = [s for s in states if s.failures > 0]
    lines = [
        f"{len(finished)} cycles came to their end, {len(ended) - len(finished)} did not",
        f"{count_changed(store, since)} articles are new or corrected",
        f"{len(bad)} of {len(states)} feeds are in trouble" + (":" if bad else ""),
    ]
    more = [f"  and {len(bad) - WORST} more: `azvn status` names them"] if len(bad) > WORST else []
    lines += [f"  {s.source}: {s.status} ({s.url})" for s in bad[:WORST]] + more
    moved = list_moved_feeds(states, datetime.now(UTC))
    return lines + [f"{s.source}: {s.url} {describe_move(s.moved_to or '')}" for s in moved]


def _format_block(title: str, lines: Sequence[str]) -> str:
    items = [line if line.startswith("  ") else f"- {line}" for line in lines]
    return "\n".join([title, *items])
