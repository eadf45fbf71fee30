"""What comes back to the sender's mailbox becomes states of recipients, and is told to operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.alert.send.mailboxes import read_mailbox
from pipeline.alert.send.operators import NoticeFailed, mail_operators
from pipeline.alert.send.returned import ReturnedMail, StopWish, read_returned
from pipeline.model.recipients import HELD_AFTER, Bounce, RecipientState
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store import mails
from pipeline.store.recipients import load_recipient_states, save_recipient_state

LOOKED_BACK = timedelta(days=31)
"""How old a message may be; one that was read before counts once."""


@dataclass
class _Findings:
    messages: int = 0
    bounced: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    unsubscribed: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def take_returned_mail(place: Workplace, mailbox: str | None) -> dict[str, Any]:
    """Read the sender's mailbox, note who bounced and who wants no more, and mail operators what is new.

    Raise Refusal without a mailbox, ConfigError and MailboxAway for one that cannot be used.
    """
    secret = place.settings.mailbox
    chosen = mailbox or (secret.get_secret_value() if secret else "")
    if not chosen:
        raise Refusal("Name the mailbox of the sender: azvn mail bounces MAILBOX, or set AZVN_MAILBOX.")
    now = datetime.now(UTC)
    found = _Findings()
    returned: list[ReturnedMail | StopWish] = []
    for raw in read_mailbox(chosen, now - LOOKED_BACK):
        found.messages += 1
        returned += read_returned(raw)
    _note_returned(place, returned, found, now)
    is_mailed = bool(found.lines) and _tell_operators(place, found)
    return {
        "messages": found.messages,
        "bounced": found.bounced,
        "held": found.held,
        "unsubscribed": found.unsubscribed,
        "lines": found.lines,
        "operators_mailed": is_mailed,
    }


def _note_returned(
    place: Workplace, returned: Sequence[ReturnedMail | StopWish], found: _Findings, now: datetime
) -> None:
    people = place.watchbook.people
    by_address: dict[str, list[str]] = {}
    for person in people.values():
        by_address.setdefault(person.address.lower(), []).append(person.id)
    ids = [one.message_id for one in returned if isinstance(one, ReturnedMail) and one.message_id]
    sent_to = mails.find_recipients_of(place.store, ids)
    for one in returned:
        named = sent_to.get(one.message_id) if isinstance(one, ReturnedMail) else None
        address = people[named].address.lower() if named in people else one.address
        for id_ in by_address.get(address, ()):
            if isinstance(one, ReturnedMail):
                _note_bounce(place, id_, people[id_].address, one, found, now)
            else:
                _note_wish(place, id_, people[id_].address, one, found, now)


def _note_bounce(
    place: Workplace, id_: str, address: str, one: ReturnedMail, found: _Findings, now: datetime
) -> None:
    state = _load_state(place, id_, now)
    if state.has_read(one.notice):
        return
    bounce = Bounce(notice=one.notice, at=now, reply=one.reply, counted=one.of_address)
    new = state.note_bounce(bounce, address)
    save_recipient_state(place.store, new)
    if not one.of_address:
        found.lines.append(f"A mail to {id_} ({address}) came back for a reason of ours: {one.reply}")
        return
    found.bounced.append(id_)
    line = f"A mail to {id_} ({address}) came back: {one.reply}"
    if new.state == "held" and state.state != "held":
        mails.drop_waiting_mails(place.store, id_, "held: mails come back", now)
        found.held.append(id_)
        line += f". It is the third: no more mail goes there until `azvn mail resume {id_}`"
    found.lines.append(line)


def _note_wish(
    place: Workplace, id_: str, address: str, one: StopWish, found: _Findings, now: datetime
) -> None:
    if stop_mails(place, id_, address, now, one.notice):
        found.unsubscribed.append(id_)
        found.lines.append(f"{id_} ({address}) wants no more mails. Take them out of watches.yml.")


def stop_mails(place: Workplace, id_: str, address: str, now: datetime, notice: str | None = None) -> bool:
    """Note that somebody wants no more mails, and drop what waits for them; False when it was known.

    `notice` is the hash of the message that says so: one that was read before says nothing new.
    """
    state = _load_state(place, id_, now)
    if notice and state.has_read(notice):
        return False
    wish = Bounce(notice=notice, at=now, reply="wants no more mails", counted=False) if notice else None
    save_recipient_state(place.store, state.note_wish(wish, address, now))
    if state.state == "unsubscribed":
        return False
    mails.drop_waiting_mails(place.store, id_, "unsubscribed", now)
    return True


def resume_mails(place: Workplace, ids: Sequence[str]) -> list[str]:
    """Let mails go again to people who were held or had stopped them; raise Refusal for others."""
    states = load_recipient_states(place.store)
    for id_ in ids:
        if id_ not in states or states[id_].state == "active":
            raise Refusal(f"Nothing holds mails to {id_!r}.")
    now = datetime.now(UTC)
    for id_ in ids:
        save_recipient_state(place.store, states[id_].resume(now))
    return [f"Mails go to {id_} again." for id_ in ids]


def _load_state(place: Workplace, id_: str, now: datetime) -> RecipientState:
    return load_recipient_states(place.store).get(id_) or RecipientState(id=id_, changed_at=now)


def _tell_operators(place: Workplace, found: _Findings) -> bool:
    subject = f"{len(found.lines)} notice{'s' * (len(found.lines) != 1)} about mails: {found.lines[0]}"
    advice = (
        f"- An address is held after {HELD_AFTER} mails that came back within 30 days. Ask the person for the"
        " right one, write it into watches.yml, and mails go again by themselves.",
        "- A reason of ours (policy, reputation, content) is mended at the mail server or the domain.",
    )
    lines = [f"- {line}" for line in found.lines]
    text = "\n".join(["What came back", *lines, "", "What to do", *advice])
    try:
        return mail_operators(place.settings, subject[:200], text)
    except NoticeFailed as error:
        found.lines.append(f"Operators were not mailed: {error}")
        return False
