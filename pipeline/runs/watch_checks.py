"""Watches looked at by hand: what they are, what is wrong with them, what they would mail."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from pipeline.alert.find import finding
from pipeline.alert.render import renderer
from pipeline.alert.send.replies import Fate
from pipeline.alert.send.smtp import SmtpConnection, encode_message
from pipeline.alert.write import preview
from pipeline.alert.write.drafting import MailWriter
from pipeline.config.errors import suggest_name
from pipeline.config.mail import read_sender, read_server
from pipeline.config.watches import FILE, Fault, Subscriber, Watch, Watchbook, check_address
from pipeline.model.drafts import Draft
from pipeline.model.states import WatchState
from pipeline.model.times import format_utc
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store import watches
from pipeline.text.mail_address import encode_address

_SPAN = re.compile(r"(\d{1,5})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
TEST_SPAN = timedelta(days=28)
"""How far back a test mail looks."""


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

    `faults` are sentences that name the watch that cannot be used, `doubts` those about one that can.
    """
    book = place.watchbook
    faulty = finding.check_syntax(book) if offline else finding.check_queries(place.store, book, {})
    book = book.drop_faulty(faulty)
    return {
        "file": str(place.settings.config / FILE),
        "watches": [watch.id for watch in book.watches],
        "faults": [str(fault) for fault in book.faults],
        "doubts": [*map(str, book.doubts), *_list_doubts(book)],
    }


def _list_doubts(book: Watchbook) -> list[str]:
    return [str(Fault(id_, doubt)) for id_, doubt in finding.list_doubts(book).items()]


def preview_mail(place: Workplace, id_: str, since: str) -> tuple[Draft, EmailMessage]:
    """Give what a watch would have mailed to its first recipient about the articles of a time such as 7d.

    Raise Refusal for a watch that there is not or that cannot be used.
    """
    watch, span = find_watch(place, id_), parse_span(since)
    refuse_faulty_query(place, watch)
    draft = preview.build_preview(_make_writer(place), watch, watch.recipients[0], span)
    return draft, renderer.make_renderer(place.settings)(draft)


def send_test(place: Workplace, id_: str, address: str) -> dict[str, Any]:
    """Send what a watch found in four weeks to an address, as a test, and give what the server said.

    Nothing is kept. Raise Refusal when no mail server is set, or it does not take the mail.
    """
    watch, server = find_watch(place, id_), read_server(place.settings)
    person = _address_test(watch, address)
    if server is None:
        raise Refusal("AZVN_SMTP_URL is not set: there is no server to send the mail to.")
    refuse_faulty_query(place, watch)
    draft = preview.build_preview(_make_writer(place), watch, person, TEST_SPAN, test=True)
    data = encode_message(renderer.make_renderer(place.settings)(draft))
    with SmtpConnection(server, place.settings.mail_rate) as connection:
        delivery = connection.deliver_mail(read_sender(place.settings).address, encode_address(address), data)
    if delivery.fate is not Fate.DELIVERED:
        raise Refusal(f"The mail was not delivered: {delivery.fate.value} ({delivery.reply}).")
    return {"to": address, "stories": len(draft.items) + draft.more, "reply": delivery.reply}


def _address_test(watch: Watch, address: str) -> Subscriber:
    """Give the first recipient of a watch at another address."""
    try:
        check_address(address)
    except ValueError as error:
        raise Refusal(f"--to {address!r}: {error}.") from None
    return watch.recipients[0].model_copy(update={"id": "test", "address": address, "name": ""})


def find_watch(place: Workplace, id_: str) -> Watch:
    """Give a watch by its id; raise Refusal with what is wrong with it, or the id that was meant."""
    found = place.watchbook
    for watch in found.watches:
        if watch.id == id_:
            return watch
    fault = next((str(fault) for fault in found.faults if fault.watch == id_), None)
    meant = suggest_name(id_, [watch.id for watch in found.watches])
    raise Refusal(fault or f"{FILE} has no watch {id_!r}{meant or ': `azvn watches list` names them.'}")


def refuse_faulty_query(place: Workplace, watch: Watch) -> None:
    """Raise Refusal with what is wrong with the query of a watch, as `check_watchbook` says it."""
    alone = replace(place.watchbook, watches=(watch,))
    for reason in finding.check_queries(place.store, alone, {}).values():
        raise Refusal(f"{FILE}: {watch.id}: {reason}")


def _make_writer(place: Workplace) -> MailWriter:
    return MailWriter(place.store, place.settings, place.watchbook, datetime.now(UTC))


def parse_span(text: str) -> timedelta:
    """Read a time such as 90m, 12h, 7d or 2w; raise Refusal for anything else."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise Refusal(f"{text!r} is not a time such as 12h, 7d or 2w.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
