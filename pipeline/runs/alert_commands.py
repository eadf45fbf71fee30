"""What the commands on watches and mails do, apart from how it is shown: each takes a workplace and plain
values and returns plain values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from pipeline.alert.find import finding
from pipeline.alert.render import Unrenderable, renderer
from pipeline.alert.send.replies import Fate, describe_faults
from pipeline.alert.send.smtp import SmtpConnection, encode_message
from pipeline.alert.write import preview
from pipeline.alert.write.drafting import MailWriter
from pipeline.config import settings
from pipeline.config.errors import ConfigError
from pipeline.config.mail import read_sender, read_server
from pipeline.config.watches import FILE, Subscriber, Watch, Watchbook
from pipeline.model.drafts import Draft
from pipeline.model.mails import FAILED, WAITING, Mail, MailState
from pipeline.model.states import WatchState
from pipeline.model.times import format_utc
from pipeline.runs.alerts import Alerts, read_watchbook
from pipeline.runs.commands import Refusal, Workplace
from pipeline.store import hits, mails, reviews, watches
from pipeline.store.leases import Held

_SPAN = re.compile(r"(\d+)\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def wants_alerts(place: Workplace) -> bool:
    """Whether a cycle ends with alerts: somebody wants mails, or a mail server is set."""
    return place.settings.smtp_url is not None or (place.settings.config / FILE).exists()


def get_watchbook(place: Workplace) -> Watchbook:
    """Give the watches of the settings."""
    return read_watchbook(place.settings, place.catalogue, place.topic)


def register_new_watches(place: Workplace) -> None:
    """Note down new watches before a cycle, so that what it finds is news to them."""
    finding.register_watches(place.store, get_watchbook(place), _read_clock())


def run_alerts(place: Workplace) -> dict[str, Any]:
    """Run the alerts once; raise Held when another run is at work."""
    return make_alerts(place).run().build_json()


def run_after_cycle(place: Workplace) -> dict[str, Any] | None:
    """Run the alerts at the end of a cycle; None when another run is at work, which finds the same."""
    try:
        return run_alerts(place)
    except Held:
        return None


def make_alerts(place: Workplace) -> Alerts:
    """Give a run of the alerts, ready to start."""
    return Alerts(place.store, place.settings, get_watchbook(place), renderer.make_renderer(place.settings))


def list_watches(place: Workplace) -> list[dict[str, Any]]:
    """Give every watch with its state; those that cannot be used with the reason."""
    found, states = get_watchbook(place), watches.load_watch_states(place.store)
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


def make_offline_place() -> Workplace:
    """Give a place that asks no Elasticsearch."""
    return Workplace(settings.get_settings())


def check_watchbook(place: Workplace, *, offline: bool) -> dict[str, Any]:
    """Check the file, and unless `offline` every query by Elasticsearch; `faults` are sentences that name the
    watch.
    """
    found = get_watchbook(place)
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
    one = _find_watch(place, id_)
    made = preview.build_preview(_make_writer(place), one, one.recipients[0], parse_span(since))
    return made, renderer.make_renderer(place.settings)(made)


def send_test(place: Workplace, id_: str, address: str) -> dict[str, Any]:
    """Send what a watch found in four weeks to an address, marked as a test, and give what the server said;
    nothing is kept.

    Raise Refusal when no mail server is set, or it does not take the mail.
    """
    one, server = _find_watch(place, id_), read_server(place.settings)
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


def catch_up_watches(place: Workplace, ids: Sequence[str], since: str | None) -> dict[str, Any]:
    """Run the alerts now; with `since`, let these watches (or all) first look back as far as that, and mail
    what they have missed.
    """
    if since:
        chosen = [_find_watch(place, id_) for id_ in ids] or list(get_watchbook(place).watches)
        at = _read_clock() - parse_span(since)
        states = watches.load_watch_states(place.store)
        watches.save_watch_states(
            place.store, [_rewind_state(states[w.id], at) for w in chosen if w.id in states]
        )
    return run_alerts(place)


def _rewind_state(state: WatchState, at: datetime) -> WatchState:
    people = {person: min(since, at) for person, since in state.recipients.items()}
    return state.model_copy(
        update={
            "since": min(state.since, at),
            "matched_until": min(state.matched_until, at),
            "recipients": people,
        }
    )


def list_outbox(place: Workplace, states: Sequence[str], most: int) -> list[dict[str, Any]]:
    """Give the mails of these states, or all, the newest first."""
    known = {str(s) for s in MailState}
    unknown = [s for s in states if s not in known]
    if unknown:
        raise Refusal(f"No such state {unknown[0]!r}: {', '.join(sorted(known))}.")
    return [
        describe_mail(mail) for mail in mails.list_mails(place.store, [MailState(s) for s in states], most)
    ]


def describe_mail(mail: Mail) -> dict[str, Any]:
    """Give a mail as the commands print it."""
    draft = Draft.model_validate(mail.content)
    return {
        "id": mail.id,
        "state": str(mail.state),
        "to": draft.recipient.address,
        "recipient": mail.recipient,
        "kind": mail.kind,
        "stories": len(draft.items) + draft.more,
        "titles": [item.title for item in draft.items],
        "attempts": mail.attempts,
        "uncertain": mail.uncertain,
        "queued_at": format_utc(mail.queued_at),
        "next_try_at": format_utc(mail.next_try_at) if mail.state in WAITING else None,
        "sent_at": format_utc(mail.sent_at),
        "reply": mail.reply,
        "message_id": mail.message_id,
    }


def view_mail(place: Workplace, id_: str) -> tuple[dict[str, Any], EmailMessage | None]:
    """Give a mail of the outbox and what it looks like; None for a dead letter, which looks like nothing."""
    mail = _find_mail(place, id_)
    try:
        return describe_mail(mail), renderer.make_renderer(place.settings)(Draft.model_validate(mail.content))
    except Unrenderable:
        return describe_mail(mail), None


def retry_mails(place: Workplace, ids: Sequence[str], *, failed: bool) -> list[dict[str, Any]]:
    """Put mails back into the queue, at the address that the watches give now; with `failed` all that ended
    undelivered.
    """
    chosen = [_find_mail(place, id_) for id_ in ids] + (
        mails.list_mails(place.store, FAILED, 1000) if failed else []
    )
    sent = [mail.id for mail in chosen if mail.state is MailState.SENT]
    if sent:
        raise Refusal(f"{sent[0]} was delivered; it is not sent a second time.")
    people, now = get_watchbook(place).people, _read_clock()
    return [describe_mail(_requeue_mail(place, mail, people, now)) for mail in chosen]


def _requeue_mail(place: Workplace, mail: Mail, people: Mapping[str, Subscriber], now: datetime) -> Mail:
    content = dict(mail.content)
    if mail.recipient in people:
        content["recipient"] = people[mail.recipient].recipient.model_dump(mode="json")
    values = {
        "state": MailState.QUEUED,
        "attempts": 0,
        "uncertain": 0,
        "queued_at": now,
        "next_try_at": now,
        "ended_at": None,
    }
    return _ensure_changed(mails.change_mail(place.store, mail, **values, content=content), mail)


def drop_mails(place: Workplace, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Take mails out of the queue for good; they stay in the list as dropped. Raise Refusal for one that was
    delivered.
    """
    chosen = [_find_mail(place, id_) for id_ in ids]
    sent = [mail.id for mail in chosen if mail.state is MailState.SENT]
    if sent:
        raise Refusal(f"{sent[0]} was delivered already.")
    now = _read_clock()
    return [
        describe_mail(
            _ensure_changed(mails.change_mail(place.store, m, state=MailState.DROPPED, ended_at=now), m)
        )
        for m in chosen
    ]


def _ensure_changed(changed: Mail | None, mail: Mail) -> Mail:
    if changed is None:
        raise Refusal(f"{mail.id} is being sent at this moment: try again.")
    return changed


def forget_person(place: Workplace, person: str) -> str:
    """Remove the hits and mails of a person; raise Refusal while the watches name them, or when there is
    nothing.
    """
    if person in get_watchbook(place).people:
        raise Refusal(f"{person} stands in {FILE}: take them out first, or they are mailed again.")
    own, written = (
        hits.find_recipient_hits(place.store, person),
        mails.find_recipient_mails(place.store, person),
    )
    if not own and not written:
        raise Refusal(f"No article, and nobody who got mails, has the name {person}.")
    hits.remove_hits(place.store, own)
    mails.remove_mails(place.store, written)
    return f"Removed: {len(own)} hits and {len(written)} mails of {person}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How alerts stand, for `azvn status`."""

    mails: Mapping[str, int]
    undelivered: int
    mail_faults: Sequence[str]
    faults: Sequence[str]
    precision: Sequence[Mapping[str, Any]]

    def build_json(self) -> dict[str, Any]:
        """Give what is added to the status."""
        return {
            "mails": dict(self.mails),
            "mails_undelivered": self.undelivered,
            "mail_faults": list(self.mail_faults),
            "watch_faults": list(self.faults),
            "precision": list(self.precision),
        }


def load_standing(place: Workplace) -> Standing:
    """Give how mails and watches stand, and the precision of each month as people marked it."""
    try:
        faults = [str(fault) for fault in get_watchbook(place).faults]
    except ConfigError as error:
        faults = [str(error)]
    faults += [
        f"{FILE}: {state.id}: {state.error}"
        for state in watches.load_watch_states(place.store).values()
        if state.error
    ]
    months = [
        {"month": m.month, "right": m.right, "wrong": m.wrong, "precision": round(m.precision, 3)}
        for m in reviews.count_monthly_reviews(place.store)
    ]
    return Standing(
        mails.count_by_state(place.store),
        mails.count_undelivered(place.store, _read_clock()),
        describe_faults(mails.find_waiting_replies(place.store)),
        faults,
        months,
    )


def parse_span(text: str) -> timedelta:
    """Read a time such as 90m, 12h, 7d or 2w; raise Refusal for anything else."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise Refusal(f"{text!r} is not a time such as 12h, 7d or 2w.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def write_html(message: EmailMessage, path: Path) -> None:
    """Write the HTML of a mail as a page of its own, with its pictures inside."""
    path.write_text(renderer.embed_pictures(message), encoding="utf-8")


def extract_text(message: EmailMessage) -> str:
    """Give the text part of a mail."""
    part = message.get_body(("plain",))
    return str(part.get_content()).rstrip() if part else ""


def _find_watch(place: Workplace, id_: str) -> Watch:
    found = get_watchbook(place)
    for one in found.watches:
        if one.id == id_:
            return one
    fault = next((str(f) for f in found.faults if f.watch == id_), None)
    raise Refusal(fault or f"{FILE} has no watch {id_!r}: `azvn watches list` names them.")


def _find_mail(place: Workplace, id_: str) -> Mail:
    found = mails.find_mails_beginning(place.store, id_) if id_ else []
    if len(found) != 1:
        raise Refusal(
            f"{'No mail has' if not found else 'Several mails have'} an id that begins with {id_!r}: `azvn"
            " mail list` shows them."
        )
    return found[0]


def _make_writer(place: Workplace) -> MailWriter:
    return MailWriter(place.store, place.settings, get_watchbook(place), _read_clock())


def _read_clock() -> datetime:
    return datetime.now(UTC)
