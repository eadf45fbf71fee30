"""What to do about each trouble that the status names: values in, sentences out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.model.mails import HELD
from pipeline.model.outcomes import NOT_REACHED, Outcome
from pipeline.model.times import describe_span

MOST_NAMED = 4
"""Sources that a sentence names; `--json` names all."""
WHOLE_NETWORK = 10
"""Feeds that are all out of reach: it is not their fault."""

_BY_ITSELF = "it is asked again by itself; when it lasts for days, look at its address and mute it"
_NEW_ADDRESS = "look up the feed's address on the outlet's page and put it into sources.yml"
FEED_ADVICE: Mapping[Outcome, str] = {
    Outcome.TIMEOUT: _BY_ITSELF,
    Outcome.UNREACHABLE: _BY_ITSELF,
    Outcome.SERVER_ERROR: _BY_ITSELF,
    Outcome.BROKEN_BODY: _BY_ITSELF,
    Outcome.ROBOTS_UNAVAILABLE: _BY_ITSELF,
    Outcome.NOT_FOUND: _NEW_ADDRESS,
    Outcome.GONE: _NEW_ADDRESS,
    Outcome.NOT_A_FEED: _NEW_ADDRESS,
    Outcome.MALFORMED: _NEW_ADDRESS,
    Outcome.REDIRECT_LOOP: _NEW_ADDRESS,
    Outcome.REFUSED_ADDRESS: _NEW_ADDRESS,
    Outcome.BAD_STATUS: _NEW_ADDRESS,
    Outcome.UNUSABLE: "see why with `azvn discover` on the saved feed; its articles may lie on another domain"
    " (`domains` in sources.yml)",
    Outcome.BLOCKED: "the outlet turns us away: ask it, try `user_agent` in sources.yml, or mute it",
    Outcome.RATE_LIMITED: "it is asked less often by itself; raise `every` or `delay` in sources.yml",
    Outcome.TLS_ERROR: "its certificate is at fault; `insecure_tls: true` in sources.yml only if it stays so",
    Outcome.TOO_LARGE: "name a smaller feed in sources.yml, or raise AZVN_MAX_BYTES",
    Outcome.ROBOTS_DENIED: "its robots.txt forbids it: name another feed in sources.yml, or ask the outlet",
}
"""What to do about a feed, by the word that its last answer ended with."""
LOOK = "`azvn sources check --source {source}` asks it once and says how it went"


class Advice(NamedTuple):
    """A trouble in a few words, and what to do about it."""

    trouble: str
    do: str


def is_well(state: Mapping[str, Any]) -> bool:
    """Say whether cycles run and mails go, which is what the exit code of `azvn status` tells."""
    return bool(state["healthy"] and not state["mails_undelivered"] and not state["mail_faults"])


def list_advice(state: Mapping[str, Any]) -> list[Advice]:
    """Give what to do about each trouble of a status, as `azvn status --json` has it; the worst first."""
    return [*_advise_cycles(state), *_advise_mails(state), *_advise_feeds(state), *_advise_store(state)]


def _advise_cycles(state: Mapping[str, Any]) -> Iterator[Advice]:
    last = state["last_cycle"]
    if last is None:
        yield Advice("No cycle has run yet", "`azvn cycle` runs one, `azvn up` one after another")
    elif not state["healthy"]:
        yield Advice(
            f"The last cycle began {describe_span(state['age_seconds'])} ago, and another is due",
            "`azvn cycle` runs one now; `azvn up` starts what runs them, and its page says why one failed",
        )
    if last and last.get("faults"):
        yield Advice(
            "The last cycle did not come to its end",
            "mend what its faults name; `azvn cycle` goes on where it was, and nothing is lost",
        )
    for line in state.get("clocks") or ():
        yield Advice(line, "set the clock of that machine; `azvn leases` shows what it held")


def _advise_mails(state: Mapping[str, Any]) -> Iterator[Advice]:
    late = state.get("mails_undelivered") or 0
    if late:
        mails = "1 mail is" if late == 1 else f"{late} mails are"
        yield Advice(
            f"{mails} undelivered for more than an hour",
            "`azvn mail list` says why; `azvn mail retry --failed` sends again when that is mended, and one"
            " that is uncertain only by its ID, for it may come twice",
        )
    faults = state.get("mail_faults") or ()
    if any(HELD in fault for fault in faults):
        yield Advice(
            "Mails are held by a fault of ours",
            "the log has all of it; `azvn mail retry --failed` writes and sends them once it is mended",
        )
    if not all(HELD in fault for fault in faults):
        yield Advice(
            "Mails cannot go as things are",
            "mend what the server says at the server or in AZVN_SMTP_URL; what waits goes by itself then",
        )
    if state.get("watch_faults"):
        yield Advice(
            "Watches cannot be used", "mend watches.yml; `azvn watches check` tells all that is wrong"
        )


def _advise_feeds(state: Mapping[str, Any]) -> Iterator[Advice]:
    by_status: dict[str, list[str]] = {}
    for feed in state["trouble"]:
        by_status.setdefault(feed["status"], []).append(feed["source"])
    known = state["feeds"]["known"]
    away = sum(len(some) for word, some in by_status.items() if word in NOT_REACHED)
    if away >= WHOLE_NETWORK and away == known:
        yield Advice(
            f"None of {known} feeds can be reached",
            "look at this machine's network, and at its proxy settings",
        )
        return
    for status, sources in sorted(by_status.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Advice(_describe_trouble(status, sources), _advise_feed(status, sources))
    for feed in state.get("moved") or ():
        yield Advice(
            f"{feed['source']}: {feed['feed']} has moved", f"write {feed['moved_to']} into sources.yml"
        )


def _describe_trouble(status: str, sources: Sequence[str]) -> str:
    """Say what is wrong with feeds that failed in the same way, and whose they are."""
    known = f"{status}, {Outcome(status).help}" if status in set(Outcome) else status or "in trouble"
    return f"{'1 feed' if len(sources) == 1 else f'{len(sources)} feeds'}: {known}: {_name_some(sources)}"


def _advise_feed(status: str, sources: Sequence[str]) -> str:
    known = FEED_ADVICE.get(Outcome(status)) if status in set(Outcome) else None
    return known or LOOK.format(source=sources[0])


def _name_some(sources: Sequence[str]) -> str:
    once = list(dict.fromkeys(sources))
    more = len(once) - MOST_NAMED
    return ", ".join(once[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _advise_store(state: Mapping[str, Any]) -> Iterator[Advice]:
    aside = len(state.get("quarantine") or ())
    if aside:
        entries = "1 page is" if aside == 1 else f"{aside} pages are"
        yield Advice(
            f"{entries} in quarantine",
            "`azvn quarantine list` shows them; after a new version, `azvn quarantine retry --all`",
        )
    if state["refused"]:
        documents = "1 document was" if state["refused"] == 1 else f"{state['refused']} documents were"
        yield Advice(
            f"{documents} refused by Elasticsearch",
            "the index `refused` has the reasons; `azvn provision` brings the indices up to this version",
        )
    if state["archive_waiting"]:
        files = "1 file waits" if state["archive_waiting"] == 1 else f"{state['archive_waiting']} files wait"
        yield Advice(
            f"{files} for the archive store",
            "each cycle tries again; when it stays so, check AZVN_ARCHIVE_STORE and its keys",
        )
