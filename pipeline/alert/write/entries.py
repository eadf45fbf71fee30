"""A mail as it enters the outbox: written, or, where a fault of ours keeps us from it, held with its hits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from pipeline.config.subscribers import Subscriber
from pipeline.model.drafts import Draft
from pipeline.model.mails import HELD, Mail, MailState
from pipeline.text.clean import clean_line

LONGEST_CAUSE = 500


def make_mail(draft: Draft, id_: str, kind: str, taken: Sequence[str], now: datetime) -> Mail:
    """Give a mail as it enters the outbox; `taken` are the ids of its hits."""
    return Mail(
        id=id_,
        recipient=draft.recipient.id,
        channel=draft.recipient.channel,
        kind=kind,
        hits=tuple(taken),
        message_id=draft.message_id,
        queued_at=now,
        next_try_at=now,
        content=draft.model_dump(mode="json"),
    )


def make_mail_id(recipient: str, first: str) -> str:
    """Give the id of a mail: hash of the recipient and its first hit, or of what it is about."""
    return sha256("\n".join((recipient, first)).encode()).hexdigest()[:32]


def make_held_mail(
    person: Subscriber, message_id: str, kind: str, taken: Sequence[str], now: datetime, error: Exception
) -> Mail:
    """Give a mail that could not be written as a dead letter; it says nothing, and a retry writes it anew."""
    draft = Draft(kind="digest", recipient=person.recipient, message_id=message_id, created_at=now)
    mail = make_mail(draft, message_id.partition("@")[0], kind, taken, now)
    reply = clean_line(f"{HELD}cannot be written: {type(error).__name__}: {error}")[:LONGEST_CAUSE]
    return mail.model_copy(update={"state": MailState.DEAD, "ended_at": now, "reply": reply})
