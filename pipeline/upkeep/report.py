"""The daily report for operators: troubles first, then how the last day went, then what was tidied up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.config.settings import Settings
from pipeline.model.recipients import describe_stopped
from pipeline.model.states import FeedState
from pipeline.plan import describe_move, list_moved_feeds
from pipeline.store import cycles, feeds, mails
from pipeline.store.articles.totals import count_changed
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.store.recipients import load_recipient_states
from pipeline.upkeep.chores import TROUBLE, Lines

DAY = timedelta(days=1)
WORST = 15
"""Feeds in trouble that are named."""
LONGEST_SUBJECT = 120
"""Characters of the worst in the subject."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that operators should know, how bad it is (0 is worst), and what they can do."""

    rank: int
    sentence: str
    advice: str = ""


ADVICE = {
    "failed": "its own mail says why; it is tried again tomorrow",
    "health": "free or add disk before 95 %, where Elasticsearch stops writing, and see that all nodes run",
    "snapshot": "without one a lost disk is lost news: register a repository",
    "mails": "`azvn mail list` says what the server answered; mend it and they go by themselves",
    "cycles": "`azvn status`, then Airflow's page: which task fails, and its log",
    "retention": "see that the storage can be reached and has room",
    "feeds": "`azvn sources check --source ID` asks again; mute the outlet for a time, or mend sources.yml",
    "recipients": "write the right address into watches.yml, or `azvn mail resume RECIPIENT`",
    "clocks": "see that the machine's clock is set by the network; the times are mended when they are due",
    "quarantine": "read each once more, or drop it: `azvn quarantine`",
    "mutes": "remove `muted` from its entry in sources.yml, or give it a new date",
}
"""What to do, by chore; the worst first."""
_RANKS = {name: rank for rank, name in enumerate(ADVICE)}


def compose_report(
    settings: Settings, said: Mapping[str, Sequence[str]], failed: Sequence[str] = ()
) -> tuple[str, str]:
    """Give subject and text of the daily report: the subject tells the worst, and how much more there is.

    `said` are the lines of each chore, `failed` the chores that died; their own mails say why.
    """
    store = connect_store(settings)
    found = [_find("failed", f"{name} failed") for name in failed]
    for name, lines in said.items():
        found += [_find(name, line.removeprefix(TROUBLE)) for line in lines if line.startswith(TROUBLE)]
    states = sorted(feeds.load_feed_states(store).values(), key=lambda s: (-s.failures, s.source))
    found = sorted([*found, *_find_troubles(store, states)], key=lambda finding: finding.rank)
    tidied = [line for lines in said.values() for line in lines if not line.startswith(TROUBLE)]
    blocks = []
    if found:
        blocks.append(_format_block("Troubles", [finding.sentence for finding in found]))
        advice = dict.fromkeys(finding.advice for finding in found if finding.advice)
        blocks.append(_format_block("What to do", list(advice)))
    blocks.append(_format_block("The last 24 hours", _describe_day(store, states)))
    blocks.append(_format_block("Upkeep", tidied or ["nothing to do"]))
    return f"daily report: {_tell_worst(found)}", "\n\n".join(blocks) + "\n"


def _find(chore: str, sentence: str) -> Finding:
    rank = _RANKS.get(chore, len(_RANKS))
    advice = ADVICE.get(chore, "")
    return Finding(rank, sentence, f"{chore}: {advice}" if advice else "")


def _tell_worst(found: Sequence[Finding]) -> str:
    if not found:
        return "all is well"
    worst = found[0].sentence.partition("; ")[0]
    return worst[:LONGEST_SUBJECT] + (f", and {len(found) - 1} more" if len(found) > 1 else "")


def _find_troubles(store: Store, states: Sequence[FeedState]) -> list[Finding]:
    """Give what no chore looks at: mails that did not arrive, cycles that did not end, feeds."""
    now = datetime.now(UTC)
    found = []
    undelivered = mails.count_undelivered(store, now)
    if undelivered:
        found.append(_find("mails", f"{undelivered} mail{'s' * (undelivered != 1)} undelivered"))
    stopped = describe_stopped(load_recipient_states(store).values())
    found += [_find("recipients", line) for line in stopped]
    ended = cycles.find_cycles_since(store, now - DAY)
    if ended and not any(cycle.state == "finished" for cycle in ended):
        found.append(_find("cycles", f"none of {len(ended)} cycles came to its end"))
    bad = [state for state in states if state.failures > 0]
    if bad:
        found.append(_find("feeds", f"{len(bad)} of {len(states)} feeds are in trouble"))
    return found


def _describe_day(store: Store, states: Sequence[FeedState]) -> Lines:
    since = datetime.now(UTC) - DAY
    ended = cycles.find_cycles_since(store, since)
    finished = [c for c in ended if c.state == "finished"]
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
