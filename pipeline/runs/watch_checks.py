"""Watches looked at by hand: what they are, and what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pipeline.alert.find import finding
from pipeline.config.errors import suggest_name
from pipeline.config.mail import list_mail_faults
from pipeline.config.watches import FILE, Fault, Watch, Watchbook
from pipeline.model.states import WatchState
from pipeline.model.times import format_utc
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store import watches
from pipeline.text.signing import make_receiver_key, show_receiver_key

_SPAN = re.compile(r"(\d{1,5})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def list_watches(place: Workplace) -> list[dict[str, Any]]:
    """Give every watch with its state; those that cannot be used with the reason."""
    book, states = place.watchbook, watches.load_watch_states(place.store)
    rows = [_describe_watch(watch, states.get(watch.id)) for watch in book.watches]
    return rows + [{"id": fault.watch, "title": "", "error": fault.reason} for fault in book.faults]


def _describe_watch(watch: Watch, state: WatchState | None) -> dict[str, Any]:
    return {
        "id": watch.id,
        "title": watch.title,
        "query": watch.query,
        "filters": {name: list(values) for name, values in watch.filters.model_dump().items() if values},
        "rhythm": str(watch.rhythm),
        "recipients": [person.id for person in watch.recipients],
        "updates": watch.updates,
        "since": format_utc(state.since) if state else None,
        "matched_until": format_utc(state.matched_until) if state else None,
        "error": state.error if state else "",
    }


def check_watchbook(place: Workplace, *, offline: bool) -> dict[str, Any]:
    """Check the file and, unless `offline`, every query.

    `faults` are sentences that name the watch, or the setting of mail, that cannot be used, `doubts` those
    about a watch that can.
    """
    book = place.watchbook
    faulty = finding.check_syntax(book) if offline else finding.check_queries(place.store, book, {})
    book = book.drop_faulty(faulty)
    return {
        "file": str(place.settings.config / FILE),
        "watches": [watch.id for watch in book.watches],
        "faults": [*map(str, book.faults), *list_mail_faults(place.settings)],
        "doubts": [*map(str, book.doubts), *list_doubts(book)],
    }


def list_doubts(book: Watchbook) -> list[str]:
    """Give sentences about queries that can be used and may not be what was meant, such as `*gas`."""
    return [str(Fault(id_, doubt)) for id_, doubt in finding.list_doubts(book).items()]


def find_watch(place: Workplace, id_: str) -> Watch:
    """Give a watch by its id; raise Refusal with what is wrong with it, or the id that was meant."""
    found = place.watchbook
    for watch in found.watches:
        if watch.id == id_:
            return watch
    fault = next((str(fault) for fault in found.faults if fault.watch == id_), None)
    meant = suggest_name(id_, [watch.id for watch in found.watches])
    raise Refusal(fault or f"{FILE} has no watch {id_!r}{meant or ': `azvn watches list` names them.'}")


def show_key(place: Workplace, id_: str) -> dict[str, str]:
    """Give the key with which what a watch posts is signed; raise Refusal where nothing is."""
    watch, secret = find_watch(place, id_), place.settings.signing_key
    channels = [one.id for one in watch.recipients if one.channel == "webhook"]
    if not channels:
        raise Refusal(f"{FILE}: {id_} goes to no webhook: there is nothing to sign.")
    if secret is None:
        raise Refusal("AZVN_SIGNING_KEY is not set: what is posted is not signed.")
    key = make_receiver_key(secret.get_secret_value(), channels[0])
    return {"watch": id_, "key": show_receiver_key(key)}


def refuse_faulty_query(place: Workplace, watch: Watch) -> None:
    """Raise Refusal with what is wrong with the query of a watch, as `check_watchbook` says it."""
    alone = replace(place.watchbook, watches=(watch,))
    for reason in finding.check_queries(place.store, alone, {}).values():
        raise Refusal(f"{FILE}: {watch.id}: {reason}")


def parse_span(text: str) -> timedelta:
    """Read a time such as 90m, 12h, 7d or 2w; raise Refusal for anything else."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise Refusal(f"{text!r} is not a time such as 12h, 7d or 2w.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
