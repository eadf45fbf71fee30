"""The outbox: every mail that is due is tried once, its state written before and after, so that a killed run loses and doubles nothing."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from pipeline.alert.draft import Draft
from pipeline.alert.post import Fate, Post, Reply
from pipeline.alert.receipts import Receipts
from pipeline.store import mails
from pipeline.store.client import Store
from pipeline.store.mails import Mail, MailState

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP = timedelta(days=1)
"""How long a mail is tried; the waits double from a minute to an hour."""
MOST_UNCERTAIN = 3
"""Tries that may each have delivered a mail without our knowing: then a person looks, before it arrives a fourth time."""
LEASE = timedelta(minutes=5)
"""How long a run may take over the mails it took before another takes it for dead."""
TAKEN = 10
"""Mails that are taken at once: their lease must outlast them all."""
AWAY = "away"

Render = Callable[[Draft], EmailMessage]


@dataclass(frozen=True, slots=True)
class Outbox:
    """Sends what is due; `render` raises ValueError for a draft that cannot be shown, which ends that mail alone."""

    store: Store
    post: Post
    receipts: Receipts
    render: Render
    sender: str
    owner: str
    lease: timedelta = LEASE
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def send(self) -> Counter[str]:
        """Try every mail that is due, and give the number of mails by what became of them; end when no server can be reached."""
        counts: Counter[str] = Counter()
        ids = mails.due(self.store, self.clock())
        for start in range(0, len(ids), TAKEN):
            known, taken = self._take(ids[start : start + TAKEN])
            counts[MailState.SENT] += known
            for number, mail in enumerate(taken, 1):
                word = self._tried(mail)
                counts[word] += 1
                if word == AWAY:
                    self._give_back(taken[number:])
                    return +counts
        return +counts

    def _take(self, ids: Sequence[str]) -> tuple[int, list[Mail]]:
        """Note that we have some mails, in one request; those for which there is a receipt are settled, and counted."""
        waiting = [mail for mail in mails.get(self.store, ids).values() if mail.state in mails.WAITING]
        known = [(mail, receipt) for mail in waiting if (receipt := self.receipts.of(mail.message_id))]
        for mail, receipt in known:
            self._settle(mail, Reply(Fate.DELIVERED, receipt))
        lease = {"state": MailState.SENDING, "lease_owner": self.owner, "lease_until": self.clock() + self.lease}
        settled = {mail.id for mail, _ in known}
        changes = [
            (m, {**lease, "attempts": m.attempts + 1, "uncertain": m.uncertain + self._may_have_gone(m)}) for m in waiting if m.id not in settled
        ]
        return len(known), mails.change_all(self.store, changes)

    def _may_have_gone(self, mail: Mail) -> bool:
        """Whether a run died while it was handing this mail over."""
        gone = mail.state is MailState.SENDING and self.receipts.has_begun(mail.message_id, mail.attempts)
        if gone:
            log.warning("mail %s is tried again: a run died while it sent it", mail.id)
        return gone

    def _give_back(self, rest: Sequence[Mail]) -> None:
        free = {"state": MailState.QUEUED, "lease_owner": None, "lease_until": None}
        mails.change_all(self.store, [(mail, {**free, "attempts": mail.attempts - 1}) for mail in rest])

    def _tried(self, mail: Mail) -> str:
        try:
            draft = Draft.model_validate(mail.content)
            data = self.render(draft).as_bytes(policy=SMTP.clone(cte_type="7bit"))
        except Exception as error:
            # Whatever is wrong with one mail must not keep the others back; it is told, and kept for a person to look at.
            log.exception("mail %s cannot be rendered", mail.id)
            return self._ended(mail, MailState.DEAD, f"cannot be rendered: {error}")
        self.receipts.begin(mail.message_id, mail.attempts)
        reply = self.post.deliver(parseaddr(self.sender)[1], draft.recipient.address, data)
        if reply.fate is Fate.DELIVERED:
            self.receipts.note(mail.message_id, reply.text)
        return self._settle(mail, reply)

    def _settle(self, mail: Mail, reply: Reply) -> str:
        if reply.fate is Fate.DELIVERED:
            return self._ended(mail, MailState.SENT, reply.text, sent_at=self.clock())
        if reply.fate is Fate.REFUSED:
            return self._ended(mail, MailState.REFUSED, reply.text)
        now = self.clock()
        wait = wait_of(mail.attempts)
        mail = mail.model_copy(update={"uncertain": mail.uncertain + (reply.fate is Fate.UNCERTAIN)})
        tired = reply.fate is Fate.UNCERTAIN and mail.uncertain >= MOST_UNCERTAIN
        if tired or now + wait > mail.queued_at + GIVEN_UP:
            return self._ended(mail, MailState.GIVEN_UP, reply.text)
        self._write(mail, {"state": MailState.QUEUED, "next_try_at": now + wait, "uncertain": mail.uncertain, "reply": reply.text})
        return AWAY if reply.fate is Fate.AWAY else "later"

    def _ended(self, mail: Mail, state: MailState, reply: str, sent_at: datetime | None = None) -> str:
        values = {"state": state, "reply": reply[:1000], "ended_at": self.clock(), "sent_at": sent_at, "uncertain": mail.uncertain}
        self._write(mail, values)
        return str(state)

    def _write(self, mail: Mail, values: Mapping[str, object]) -> None:
        values = {**values, "lease_owner": None, "lease_until": None}
        # What became of a mail is a fact: it is written even when another run took it for dead in between.
        if mails.change(self.store, mail, **values) is None:
            mails.change(self.store, mail.model_copy(update={"guard": None}), **values)


def wait_of(attempts: int) -> timedelta:
    """Give the time until the next try after so many: doubling, up to an hour, never two mails at the same moment."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.0)  # noqa: S311
