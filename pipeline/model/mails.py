"""A story found for a recipient, and the message that tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any, Literal

from pydantic import AwareDatetime

from pipeline.model.values import Value

HitKind = Literal["new", "updated"]


HitState = Literal["open", "claimed", "frozen", "void"]


class Hit(Value):
    """A story found for a recipient.

    `state`: open until a mail claims it, frozen once the mail is written, void when the article was gone by
    then. `revision` is the version of the article that was mailed; for `updated` it is the one mailed before,
    with which the mail compares. `sequence` is how it was read: a write fails once somebody else wrote.
    """

    recipient: str
    story: str
    event: str = ""
    kind: HitKind = "new"
    article: str
    watches: tuple[str, ...] = ()
    rhythm: str = "immediate"
    found_at: AwareDatetime
    due_at: AwareDatetime
    revision: int = 1
    mail: str | None = None
    state: HitState = "open"
    sequence: tuple[int, int] | None = None

    @property
    def id(self) -> str:
        """Hash of recipient, story and kind: a story is found once for a person, whatever finds it."""
        return make_hit_id(self.recipient, self.story, self.kind)


def make_hit_id(recipient: str, story: str, kind: HitKind) -> str:
    """Give the id of a hit."""
    return sha256("\n".join((recipient, story, kind)).encode()).hexdigest()[:32]


class MailState(StrEnum):
    """How a mail stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    DEAD = "dead_letter"
    DROPPED = "dropped"


WAITING = (MailState.QUEUED, MailState.SENDING)


FAILED = (MailState.REFUSED, MailState.GIVEN_UP, MailState.DEAD)
"""Nobody got it."""


TO_LOOK_AT = (*FAILED, MailState.UNCERTAIN)
"""What a person must look at: whoever sends an uncertain one again may send it twice."""


HELD = "held by a fault of ours: "
"""How the reply of a mail begins that cannot be written, shown or sent, however often it is tried."""


class Mail(Value):
    """A message and its fate.

    `content` holds the draft. `attempts` counts the tries that came to their end, `uncertain` those after
    which the server may have it, for it never said so or the run died first. `sequence` is how it was read: a
    write fails once somebody else wrote.
    """

    id: str
    recipient: str
    kind: str
    channel: str = "mail"
    hits: tuple[str, ...] = ()
    message_id: str
    state: MailState = MailState.QUEUED
    attempts: int = 0
    uncertain: int = 0
    queued_at: AwareDatetime
    next_try_at: AwareDatetime
    sent_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    reply: str = ""
    lease_owner: str | None = None
    lease_until: AwareDatetime | None = None
    content: Mapping[str, Any]
    sequence: tuple[int, int] | None = None

    @property
    def is_written(self) -> bool:
        """Whether it says something: a fault of ours can keep it from that, and it has its hits alone."""
        return not self.hits or bool(self.content.get("items"))

    @property
    def is_known_again(self) -> bool:
        """Whether the receiver is told an id to keep, so that what is handed over twice stands there once.

        Many mailboxes know a Message-ID again, but nobody can count on it; a chat shows what it gets.
        """
        recipient = self.content.get("recipient") or {}
        return self.channel == "webhook" and recipient.get("form", "json") == "json"
