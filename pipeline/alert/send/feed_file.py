"""Feeds: a file for each watch, written anew from the outbox and put in its place at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.alert.render.atom import MOST_ENTRIES, render_feed
from pipeline.alert.send.replies import Begin, Delivery, Fate
from pipeline.model.drafts import Draft
from pipeline.model.mails import MailState
from pipeline.programs.replacing import replace_file
from pipeline.store import mails
from pipeline.store.client import Store


@dataclass(frozen=True, slots=True)
class FeedCarrier:
    """Writes `ID.xml` into a folder, ID that of the watch.

    A file is made of what the outbox has for it, so one that was lost or damaged is whole again with the next
    story, and what is written twice stands once.
    """

    store: Store
    folder: Path

    def encode(self, draft: Draft) -> bytes:
        """Give the file with this draft and those that were written before it."""
        kept = mails.list_recipient_drafts(self.store, draft.recipient.id, MailState.SENT, MOST_ENTRIES)
        before = [Draft.model_validate(content) for content in kept]
        others = [one for one in before if one.message_id != draft.message_id]
        return render_feed(sorted([*others, draft], key=lambda one: (one.created_at, one.message_id)))

    def deliver(self, draft: Draft, data: bytes, _begin: Begin) -> Delivery:
        """Put the file in its place; readers see the old one or the new one, never a part.

        A run that dies leaves nothing in doubt: the next one writes the same.
        """
        path = self.folder / f"{draft.recipient.id.removeprefix('feed-')}.xml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(path, [data], 0o644)
        except OSError as error:
            return Delivery(Fate.LATER, f"feed: {path.name} cannot be written: {error.strerror or error}")
        return Delivery(Fate.DELIVERED, f"written to {path.name}")
