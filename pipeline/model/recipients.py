"""How somebody who gets mails stands: mails come back, they stopped the mails, or nothing of the kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime

from pipeline.model.values import Line, Value

RecipientWord = Literal["active", "bounced", "held", "unsubscribed"]
STOPPED: tuple[RecipientWord, ...] = ("held", "unsubscribed")
"""Who stands so gets no mail."""


HELD_AFTER = 3
"""Mails that came back after which somebody gets no more until a person looks."""
COUNTED = timedelta(days=30)
"""How long a mail that came back counts."""
KNOWN = timedelta(days=40)
"""How long it is known that a notice was read: longer than a mailbox is looked back into."""


class Bounce(Value):
    """A message that was read: a hash of the notice, when, and what the server said.

    Not `counted` is one that came back for a reason of ours, or from an address from before, one after which
    a person let mails go again, and a wish to get no more.
    """

    notice: str
    at: AwareDatetime
    reply: Line
    counted: bool = True


class RecipientState(Value):
    """A recipient as last heard of; `address` is the one that this speaks of."""

    id: str
    state: RecipientWord = "active"
    address: str = ""
    changed_at: AwareDatetime
    bounces: tuple[Bounce, ...] = ()

    def note_bounce(self, bounce: Bounce, address: str) -> RecipientState:
        """Give the state after a mail to an address came back: held after three within 30 days."""
        same = self.address == address
        bounces = (self if same else self._count_none())._add(bounce)
        counted = sum(one.counted and one.at > bounce.at - COUNTED for one in bounces)
        word: RecipientWord = "held" if counted >= HELD_AFTER else "bounced" if counted else "active"
        if self.state == "unsubscribed" or (self.state == "held" and same):
            word = self.state
        return self.model_copy(
            update={"state": word, "address": address, "changed_at": bounce.at, "bounces": bounces}
        )

    def note_wish(self, wish: Bounce | None, address: str, at: datetime) -> RecipientState:
        """Give the state after somebody wished for no more mails, by a message or otherwise."""
        values = {"state": "unsubscribed", "address": address, "changed_at": at}
        return self.model_copy(update=values | {"bounces": self._add(wish) if wish else self.bounces})

    def resume(self, at: datetime) -> RecipientState:
        """Give the state after a person let mails go again: what was read by then counts no more."""
        return self._count_none().model_copy(update={"state": "active", "changed_at": at})

    def has_read(self, notice: str) -> bool:
        """Whether a message was read before: a mailbox keeps it."""
        return any(bounce.notice == notice for bounce in self.bounces)

    def _add(self, bounce: Bounce) -> tuple[Bounce, ...]:
        return (*(one for one in self.bounces if one.at > bounce.at - KNOWN), bounce)

    def _count_none(self) -> RecipientState:
        bounces = tuple(bounce.model_copy(update={"counted": False}) for bounce in self.bounces)
        return self.model_copy(update={"bounces": bounces})

    def stops(self, address: str) -> bool:
        """Whether somebody gets no mail at an address.

        A new address starts anew after mails came back; who stopped the mails has stopped them at any.
        """
        return self.state == "unsubscribed" or (self.state == "held" and self.address == address)


def describe_stopped(states: Iterable[RecipientState]) -> list[str]:
    """Give a sentence for everybody whose mails come back, or who stopped them."""
    lines = []
    for state in sorted(states, key=lambda one: one.id):
        counted = [bounce for bounce in state.bounces if bounce.counted]
        number, last = len(counted), counted[-1].reply if counted else ""
        if state.state == "unsubscribed":
            lines.append(f"{state.id} ({state.address}) wants no more mails: take them out of watches.yml")
        elif state.state == "held":
            lines.append(f"{state.id} ({state.address}) gets no mail, {number} came back: {last}")
        elif state.state == "bounced":
            lines.append(f"{state.id} ({state.address}): {number} of their mails came back: {last}")
    return lines
