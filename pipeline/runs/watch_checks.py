"""Watches looked at by hand: what they are, what is wrong with them, what they would mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from pipeline.alert.find import finding
from pipeline.alert.render import renderer
from pipeline.alert.send.replies import Fate
from pipeline.alert.send.smtp import SmtpConnection, encode_message
from pipeline.alert.write import preview
from pipeline.alert.write.drafting import MailWriter
from pipeline.config.mail import read_sender, read_server
from pipeline.config.watches import FILE, Subscriber, Watch
from pipeline.model.drafts import Draft
from pipeline.model.states import WatchState
from pipeline.model.times import format_utc
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store import watches

_SPAN = re.compile(r"(\d+)\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def list_watches(place: Workplace) -> list[dict[str, Any]]:
    """Give every watch with its state; those that cannot be used with the reason."""
    found, states = place.watchbook, watches.load_watch_states(place.store)
    rows = [_describe_watch(w, states.get(w.id)) for w in found.watches]
    return rows + [{"id": f.watch, "title": "", "error": f.reason} for f in found.faults]


def _describe_watch(one: Watch, state: WatchState | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "query": one.query,
        "filters": {name: list(values) for name, values in one.filters.model_dump().items() if values},
        "rhythm": str(one.rhythm),
        "recipients": [person.id for person in one.recipients],
        "updates": one.updates,
        "since": format_utc(state.since) if state else None,
        "matched_until": format_utc(state.matched_until) if state else None,
        "error": state.error if state else "",
    }


def check_watchbook(place: Workplace, *, offline: bool) -> dict[str, Any]:
    """Check the file, and unless `offline` every query by Elasticsearch; `faults` are sentences that name the
    watch.
    """
    found = place.watchbook
    found = found.drop_faulty(
        finding.check_syntax(found) if offline else finding.check_queries(place.store, found, {})
    )
    return {
        "file": str(place.settings.config / FILE),
        "watches": [w.id for w in found.watches],
        "faults": [str(f) for f in found.faults],
    }


def preview_mail(place: Workplace, id_: str, since: str) -> tuple[Draft, EmailMessage]:
    """Give what a watch would have mailed to its first recipient about the articles first seen within a time
    such as 7d.
    """
    one = find_watch(place, id_)
    made = preview.build_preview(_make_writer(place), one, one.recipients[0], parse_span(since))
    return made, renderer.make_renderer(place.settings)(made)


def send_test(place: Workplace, id_: str, address: str) -> dict[str, Any]:
    """Send what a watch found in four weeks to an address, marked as a test, and give what the server said;
    nothing is kept.

    Raise Refusal when no mail server is set, or it does not take the mail.
    """
    one, server = find_watch(place, id_), read_server(place.settings)
    if server is None:
        raise Refusal("AZVN_SMTP_URL is not set: there is no server to send the mail to.")
    person = one.recipients[0].model_copy(update={"id": "test", "address": address, "name": ""})
    made = preview.build_preview(
        _make_writer(place),
        one,
        Subscriber.model_validate(person.model_dump()),
        timedelta(days=28),
        test=True,
    )
    data = encode_message(renderer.make_renderer(place.settings)(made))
    with SmtpConnection(server, place.settings.mail_rate) as connection:
        delivery = connection.deliver_mail(read_sender(place.settings).address, address, data)
    if delivery.fate is not Fate.DELIVERED:
        raise Refusal(f"The mail was not delivered: {delivery.fate.value} ({delivery.reply}).")
    return {"to": address, "stories": len(made.items) + made.more, "reply": delivery.reply}


def find_watch(place: Workplace, id_: str) -> Watch:
    found = place.watchbook
    for one in found.watches:
        if one.id == id_:
            return one
    fault = next((str(f) for f in found.faults if f.watch == id_), None)
    raise Refusal(fault or f"{FILE} has no watch {id_!r}: `azvn watches list` names them.")


def _make_writer(place: Workplace) -> MailWriter:
    return MailWriter(place.store, place.settings, place.watchbook, datetime.now(UTC))


def parse_span(text: str) -> timedelta:
    """Read a time such as 90m, 12h, 7d or 2w; raise Refusal for anything else."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise Refusal(f"{text!r} is not a time such as 12h, 7d or 2w.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
