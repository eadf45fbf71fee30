"""Feeds: a file for each watch, written anew from the outbox and put in its place at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.alert.render.atom import MOST_ENTRIES, render_feed
from pipeline.alert.send.replies import Begin, Delivery, Fate
from pipeline.model.drafts import Draft
from pipeline.model.mails import MailState
from pipeline.programs.replacing import replace_file
from pipeline.store import mails
from pipeline.store.client import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FeedCarrier:
    """Writes `ID.xml` into a folder, ID that of the watch.

    A file is made of what the outbox has for it, so one that was lost or damaged is whole again with the next
    story, and what is written twice stands once.
    """

    store: Store
    folder: Path

    def encode(self, draft: Draft, *, again: bool) -> bytes:  # noqa: ARG002
        """Give the file with this draft and those that were written before it; raise StoreFault."""
        kept = mails.list_recipient_drafts(self.store, draft.recipient.id, MailState.SENT, MOST_ENTRIES)
        others = [one for one in map(_read_draft, kept) if one and one.message_id != draft.message_id]
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


def _read_draft(content: Mapping[str, Any]) -> Draft | None:
    try:
        return Draft.model_validate(content)
    except ValueError as error:
        # One that another version wrote must not keep the next ones out.
        log.warning("a message of the feed is left out: %s", error)
        return None
