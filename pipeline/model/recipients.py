"""How somebody who gets mails stands: mails come back, they stopped the mails, or nothing of the kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
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


class Bounce(Value):
    """A mail that came back: a hash of the notice, when, and what the server said.

    One that came back for a reason of ours is not `counted`.
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
        kept = tuple(b for b in self.bounces if self.address == address and b.at > bounce.at - COUNTED)
        bounces = (*kept, bounce)
        counted = sum(one.counted for one in bounces)
        word: RecipientWord = "held" if counted >= HELD_AFTER else "bounced" if counted else "active"
        if self.state == "unsubscribed":
            word = self.state
        return self.model_copy(
            update={"state": word, "address": address, "changed_at": bounce.at, "bounces": bounces}
        )

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
