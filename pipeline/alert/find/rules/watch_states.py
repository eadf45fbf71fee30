"""How far a watch has looked: its state at the start of a run, and after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.config.watches import Watch
from pipeline.model.states import WatchState
from pipeline.model.times import is_ahead

LOST = timedelta(days=14)
"""How far back a watch looks whose clock was wrong: as far as anything is news."""
OVERLAP = timedelta(hours=1)
"""How far back each run looks again; what it finds twice is written once."""


def begin_state(state: WatchState | None, watch: Watch, now: datetime) -> WatchState:
    """Give the state of a watch at the start of a run.

    A new watch, and a person who is new on one, begin now. One that looks for something else begins where it
    last looked: what it has not seen yet is not lost, and no history comes.
    """
    if state is None:
        return WatchState(
            id=watch.id,
            query_hash=watch.query_hash,
            since=now,
            matched_until=now,
            recipients={p.id: now for p in watch.recipients},
        )
    state = _correct_clock(state, now)
    since = state.since
    if state.query_hash != watch.query_hash:
        since = max(state.since, find_start(state))
    people = {p.id: state.recipients.get(p.id, now) for p in watch.recipients}
    return state.model_copy(update={"query_hash": watch.query_hash, "since": since, "recipients": people})


def _correct_clock(state: WatchState, now: datetime) -> WatchState:
    """Give the state without times that lie ahead: set by a wrong clock, they would hide all news until then.

    When it really looked last is not known: it looks back as far as it is promised to (`catch-up`), and what
    was mailed once is not mailed again.
    """
    until = now - LOST if is_ahead(state.matched_until, now) else state.matched_until
    since = min(until, now) if is_ahead(state.since, now) else state.since
    people = {p: since if is_ahead(at, now) else at for p, at in state.recipients.items()}
    return state.model_copy(update={"matched_until": until, "since": since, "recipients": people})


def find_start(state: WatchState) -> datetime:
    """Give the time from which on a watch looks at what has changed."""
    return state.matched_until - OVERLAP


def rewind_state(state: WatchState, at: datetime) -> WatchState:
    """Give the state as if the watch and everybody on it had begun at a time, if they began later."""
    people = {person: min(since, at) for person, since in state.recipients.items()}
    since, until = min(state.since, at), min(state.matched_until, at)
    return state.model_copy(update={"since": since, "matched_until": until, "recipients": people})


def advance_states(
    before: Mapping[str, WatchState],
    looking: Mapping[str, WatchState],
    faults: Mapping[str, str],
    now: datetime,
) -> list[WatchState]:
    """Give the states after a run: those that looked move on, those that failed keep their mark and say why.

    `before` are the states as they were stored, `looking` those at the start of the run, `faults` reasons by
    watch.
    """
    good = [state for id_, state in looking.items() if id_ not in faults]
    moved = [state.model_copy(update={"matched_until": now, "error": ""}) for state in good]
    bad = {id_: reason for id_, reason in faults.items() if id_ in before}
    return moved + [before[id_].model_copy(update={"error": reason}) for id_, reason in bad.items()]
