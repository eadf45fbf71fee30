"""The outbox looked at and changed by hand: mails listed, shown, retried, dropped, and a person forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.alert.render import Unrenderable, renderer
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import FILE
from pipeline.model.drafts import Draft
from pipeline.model.mails import FAILED, WAITING, Mail, MailState
from pipeline.model.times import format_utc
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.store import hits, mails
from pipeline.store.recipients import remove_recipient_state

MOST_FAILED = 1000
"""Undelivered mails that are put back into the queue at once."""


def list_outbox(place: Workplace, states: Sequence[str], most: int) -> list[dict[str, Any]]:
    """Give the mails of these states, or all, the newest first."""
    known = {str(s) for s in MailState}
    unknown = [s for s in states if s not in known]
    if unknown:
        raise Refusal(f"No such state {unknown[0]!r}: {', '.join(sorted(known))}.")
    found = mails.list_mails(place.store, [MailState(state) for state in states], most)
    return [describe_mail(mail) for mail in found]


def describe_mail(mail: Mail) -> dict[str, Any]:
    """Give a mail as the commands print it."""
    draft = Draft.model_validate(mail.content)
    return {
        "id": mail.id,
        "state": str(mail.state),
        "to": _name_target(draft),
        "channel": mail.channel,
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


def _name_target(draft: Draft) -> str:
    """Give where a message goes; of a webhook the host, for its address is a secret of its own."""
    recipient = draft.recipient
    if recipient.channel == "webhook":
        return f"{urlsplit(recipient.address).hostname} ({recipient.id})"
    return recipient.id if recipient.channel == "feed" else recipient.address


def view_mail(place: Workplace, id_: str) -> tuple[dict[str, Any], EmailMessage | None]:
    """Give a mail of the outbox and what it looks like; None for a dead letter, which looks like nothing."""
    mail = _find_mail(place, id_)
    if not mail.is_written:
        return describe_mail(mail), None
    try:
        return describe_mail(mail), renderer.show_draft(place.settings, Draft.model_validate(mail.content))
    except Unrenderable:
        return describe_mail(mail), None


def retry_mails(place: Workplace, ids: Sequence[str], *, failed: bool) -> list[dict[str, Any]]:
    """Put mails back into the queue, at the address that the watches give now; give them as they stand then.

    With `failed` also all that nobody got; those of which nobody knows are named one by one, for they may
    come twice. Raise Refusal for one that was delivered.
    """
    chosen = [_find_mail(place, id_) for id_ in ids]
    if failed:
        chosen += mails.list_mails(place.store, FAILED, MOST_FAILED)
    for mail in chosen:
        if mail.state is MailState.SENT:
            raise Refusal(f"{mail.id} was delivered; it is not sent a second time.")
    people, now = place.watchbook.people, datetime.now(UTC)
    return [describe_mail(_requeue_mail(place, mail, people, now)) for mail in chosen]


def _requeue_mail(place: Workplace, mail: Mail, people: Mapping[str, Subscriber], now: datetime) -> Mail:
    if not mail.is_written:
        return _give_back(place, mail)
    content = dict(mail.content)
    if mail.recipient in people:
        content["recipient"] = people[mail.recipient].recipient.model_dump(mode="json")
    values = {
        "state": MailState.QUEUED,
        "attempts": 0,
        # What may have arrived may have done so still: a chat is told that it comes again.
        "uncertain": min(mail.uncertain, 1),
        "queued_at": now,
        "next_try_at": now,
        "ended_at": None,
    }
    return _ensure_changed(mails.change_mail(place.store, mail, **values, content=content), mail)


def _give_back(place: Workplace, mail: Mail) -> Mail:
    """Take a mail that says nothing out of the outbox and open its hits: the next run writes it anew."""
    found = hits.load_hits(place.store, mail.hits)
    own = [hit for hit in found.values() if hit.mail == mail.id]
    mails.remove_mails(place.store, [mail.id])
    hits.change_hits(place.store, own, state="open", mail=None)
    return mail.model_copy(update={"state": MailState.QUEUED})


def drop_mails(place: Workplace, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Take mails out of the queue for good; they stay in the list as dropped.

    Raise Refusal for one that was delivered.
    """
    chosen = [_find_mail(place, id_) for id_ in ids]
    for mail in chosen:
        if mail.state is MailState.SENT:
            raise Refusal(f"{mail.id} was delivered already.")
    now = datetime.now(UTC)
    dropped = []
    for mail in chosen:
        changed = mails.change_mail(place.store, mail, state=MailState.DROPPED, ended_at=now)
        dropped.append(describe_mail(_ensure_changed(changed, mail)))
    return dropped


def _ensure_changed(changed: Mail | None, mail: Mail) -> Mail:
    if changed is None:
        raise Refusal(f"{mail.id} is being sent at this moment: try again.")
    return changed


def forget_person(place: Workplace, person: str) -> str:
    """Remove the hits and mails of a person and say how many; raise Refusal when there are none.

    Refused too while the watches name them: they would be mailed again.
    """
    if person in place.watchbook.people:
        raise Refusal(f"{person} stands in {FILE}: take them out first, or they are mailed again.")
    own = hits.find_recipient_hits(place.store, person)
    written = mails.find_recipient_mails(place.store, person)
    if not own and not written:
        raise Refusal(f"No article, and nobody who got mails, has the name {person}.")
    hits.remove_hits(place.store, own)
    mails.remove_mails(place.store, written)
    remove_recipient_state(place.store, person)
    return f"Removed: {len(own)} hits and {len(written)} mails of {person}"


def write_html(message: EmailMessage, path: Path) -> None:
    """Write the HTML of a mail as a page of its own, with its pictures inside."""
    path.write_text(renderer.embed_pictures(message), encoding="utf-8")


def extract_text(message: EmailMessage) -> str:
    """Give the text part of a mail."""
    part = message.get_body(("plain",))
    return str(part.get_content()).rstrip() if part else ""


def _find_mail(place: Workplace, id_: str) -> Mail:
    found = mails.find_mails_beginning(place.store, id_) if id_ else []
    if len(found) != 1:
        have = "Several mails have" if found else "No mail has"
        raise Refusal(f"{have} an id that begins with {id_!r}: `azvn mail list` shows them.")
    return found[0]
