"""The outbox: every mail that is due is tried once, its state written before and after.

So a run that is killed loses nothing, and doubles nothing but what was handed over and not answered yet.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from pipeline.alert.send.carriers import Carrier, Carriers
from pipeline.alert.send.receipts import Receipts
from pipeline.alert.send.replies import OUR_FAULT, Delivery, Fate
from pipeline.model.drafts import Draft
from pipeline.model.mails import HELD, WAITING, Mail, MailState
from pipeline.programs.signals import hold_signals
from pipeline.store import mails
from pipeline.store.client import Store
from pipeline.store.errors import StoreFault
from pipeline.text.clean import clean_line

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP = timedelta(days=1)
"""How long a mail is tried; the waits double from a minute to an hour."""
MOST_UNCERTAIN = 2
"""How often a mail is handed over without anybody knowing whether it was taken: it comes once more under the
same Message-ID, by which many mailboxes know it, and no third time. Then a person looks. A chat knows no id
and is told so by the second one: news that is there twice is seen to be, news that is missing is not.
"""
MOST_REPEATS = 24
"""The same for who keeps ids: it stands there once, however often it comes, so it comes until answered."""
MOST_BEGUN = 5
"""Runs that die while they make the same mail, before it is handed over: then it is the mail, and is held."""
UNANSWERED_WAIT = timedelta(minutes=10)
"""Before a mail goes once more to a server that gave no answer: it is under load, or starts again."""
KILLED = "a run ended while the server had it, before the answer: it may have arrived"
DEADLY = f"{HELD}{MOST_BEGUN} runs ended while they made it, before it was handed over"
LEASE = timedelta(minutes=5)
"""How long a run may take over the mails it took before another takes it for dead."""
TAKEN = 10
"""Mails that are taken at once."""
ENOUGH = timedelta(minutes=3)
"""What must be left of the lease before a mail is handed over: longer than a server takes, but for one that
thinks about the whole message for minutes. The lease on the whole run is renewed meanwhile.
"""
AWAY = "away"


@dataclass(frozen=True, slots=True)
class Outbox:
    """Sends what is due.

    `carriers` are the ways that can be used; what goes another way waits. `owner` names this run in the
    leases on its mails.
    """

    store: Store
    carriers: Carriers
    receipts: Receipts
    owner: str
    lease: timedelta = LEASE
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def send(self) -> Counter[str]:
        """Try every mail that is due, and give the number of mails by what became of them.

        It ends when no mail server can be reached.
        """
        counts: Counter[str] = Counter()
        ids = mails.find_due_mails(self.store, self.clock(), list(self.carriers))
        # One by which a run died goes last: it keeps nobody else back.
        ids.sort(key=self.receipts.was_left)
        for start in range(0, len(ids), TAKEN):
            settled, taken = self._take_mails(ids[start : start + TAKEN])
            counts += settled
            for number, mail in enumerate(taken, 1):
                held = self._renew_lease(mail)
                if held is None:
                    continue
                word = self._try_mail(held)
                counts[word] += 1
                if word == AWAY:
                    self._release_mails(taken[number:])
                    return +counts
        return +counts

    def _take_mails(self, ids: Sequence[str]) -> tuple[Counter[str], list[Mail]]:
        """Note that we have some mails, in one request; those that have an end are settled, and counted."""
        counts: Counter[str] = Counter()
        lease = {
            "state": MailState.SENDING,
            "lease_owner": self.owner,
            "lease_until": self.clock() + self.lease,
        }
        changes = []
        for mail in mails.load_mails(self.store, ids).values():
            if mail.state not in WAITING:
                continue
            receipt = self.receipts.find_reply(mail.message_id)
            if receipt:
                counts[self._settle_mail(mail, Delivery(Fate.DELIVERED, receipt))] += 1
                continue
            if self._may_have_gone(mail):
                mail = mail.model_copy(update={"uncertain": mail.uncertain + 1})
                if mail.uncertain >= _bound_repeats(mail):
                    counts[self._end_mail(mail, MailState.UNCERTAIN, KILLED)] += 1
                    continue
            elif self._is_deadly(mail):
                counts[self._end_mail(mail, MailState.DEAD, DEADLY)] += 1
                continue
            changes.append((mail, {**lease, "uncertain": mail.uncertain}))
        return counts, mails.change_mails(self.store, changes)

    def _renew_lease(self, mail: Mail) -> Mail | None:
        """Give the mail while our lease on it outlasts a delivery, renewed when it does not.

        None when another run has it now. A server that answers slowly, or a machine that slept, uses up what
        was taken for ten.
        """
        if mail.lease_until and self.clock() + ENOUGH <= mail.lease_until:
            return mail
        return mails.change_mail(self.store, mail, lease_until=self.clock() + self.lease)

    def _may_have_gone(self, mail: Mail) -> bool:
        """Whether a run died after it handed this mail over, before it heard what became of it."""
        gone = mail.state is MailState.SENDING and self.receipts.was_handed_over(
            mail.message_id, _number_try(mail)
        )
        if gone:
            log.warning("mail %s may have arrived: a run died while it sent it", mail.id)
        return gone

    def _is_deadly(self, mail: Mail) -> bool:
        """Whether so many runs died at this mail that it must be its fault."""
        if mail.state is not MailState.SENDING:
            return False
        return self.receipts.count_begins(mail.id, _number_try(mail)) >= MOST_BEGUN

    def _release_mails(self, rest: Sequence[Mail]) -> None:
        free = {"state": MailState.QUEUED, "lease_owner": None, "lease_until": None}
        mails.change_mails(self.store, [(mail, free) for mail in rest])

    def _try_mail(self, mail: Mail) -> str:
        self._note_quietly(mail, self.receipts.note_begin, mail.id, _number_try(mail))
        try:
            draft = Draft.model_validate(mail.content)
            carrier = self.carriers[draft.recipient.channel]
            data = carrier.encode(draft, again=mail.uncertain > 0)
        except StoreFault:
            raise
        except Exception as error:
            # Whatever is wrong with one mail must not keep the others back; it is logged, and kept for a
            # person to look at.
            log.exception("mail %s cannot be rendered", mail.id)
            reply = clean_line(f"{HELD}cannot be rendered: {error}")
            return self._end_mail(mail, MailState.DEAD, reply)
        with hold_signals():
            delivery = self._deliver_mail(mail, carrier, draft, data)
            if delivery.fate is Fate.DELIVERED:
                # If not, it was taken all the same, and the outbox is told in a moment.
                receipt = (mail.message_id, delivery.reply, self.clock())
                self._note_quietly(mail, self.receipts.note_reply, *receipt)
        return self._settle_mail(mail, delivery)

    def _deliver_mail(self, mail: Mail, carrier: Carrier, draft: Draft, data: bytes) -> Delivery:
        """Hand a message over; what nobody foresaw is a fault of ours, and puts off this message alone."""
        begin = partial(self.receipts.note_hand_over, mail.message_id, _number_try(mail))
        begun: list[bool] = []

        def begin_noted() -> None:
            begin()
            begun.append(True)

        try:
            return carrier.deliver(draft, data, begin_noted)
        except Exception as error:
            log.exception("mail %s cannot be handed over", mail.id)
            return Delivery(Fate.UNCERTAIN if begun else Fate.LATER, clean_line(f"{OUR_FAULT}{error}"))

    def _note_quietly(self, mail: Mail, note: Callable[..., None], *given: object) -> None:
        try:
            note(*given)
        except OSError:
            log.exception("a note on mail %s cannot be written", mail.id)

    def _settle_mail(self, mail: Mail, delivery: Delivery) -> str:
        mail = mail.model_copy(update={"attempts": mail.attempts + 1})
        if delivery.fate is Fate.DELIVERED:
            return self._end_mail(mail, MailState.SENT, delivery.reply, sent_at=self.clock())
        if delivery.fate is Fate.REFUSED:
            return self._end_mail(mail, MailState.REFUSED, delivery.reply)
        doubtful = delivery.fate is Fate.UNCERTAIN
        mail = mail.model_copy(update={"uncertain": mail.uncertain + doubtful})
        wait = compute_wait(mail.attempts)
        next_try = self.clock() + (max(wait, UNANSWERED_WAIT) if doubtful else wait)
        if (doubtful and mail.uncertain >= _bound_repeats(mail)) or next_try > mail.queued_at + GIVEN_UP:
            state = MailState.UNCERTAIN if mail.uncertain else MailState.GIVEN_UP
            return self._end_mail(mail, state, delivery.reply)
        values = {
            "state": MailState.QUEUED,
            "next_try_at": next_try,
            "attempts": mail.attempts,
            "uncertain": mail.uncertain,
            "reply": delivery.reply,
        }
        self._write_mail(mail, values)
        return AWAY if delivery.fate is Fate.AWAY else "later"

    def _end_mail(self, mail: Mail, state: MailState, reply: str, sent_at: datetime | None = None) -> str:
        values = {
            "state": state,
            "reply": reply[:1000],
            "ended_at": self.clock(),
            "sent_at": sent_at,
            "attempts": mail.attempts,
            "uncertain": mail.uncertain,
        }
        self._write_mail(mail, values)
        return str(state)

    def _write_mail(self, mail: Mail, values: Mapping[str, object]) -> None:
        values = {**values, "lease_owner": None, "lease_until": None}
        # What became of a mail is a fact: it is written even when another run took it for dead in between.
        if mails.change_mail(self.store, mail, **values) is None:
            mails.change_mail(self.store, mail.model_copy(update={"sequence": None}), **values)


def _bound_repeats(mail: Mail) -> int:
    return MOST_REPEATS if mail.is_known_again else MOST_UNCERTAIN


def _number_try(mail: Mail) -> int:
    """Give the number of tries before this one that ended, or of which nobody knows how they ended.

    Every one that may have delivered the mail makes it greater, so that a receipt speaks of one try alone.
    """
    return mail.attempts + mail.uncertain


def compute_wait(attempts: int) -> timedelta:
    """Give the time until the next try after so many.

    It doubles up to an hour, and is never the same for two mails.
    """
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.0)  # noqa: S311
