"""From hits to mails: what is due is claimed, written down as a draft, and frozen, before anybody tries to
send it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import cached_property
from hashlib import sha256

from pipeline.alert.write import figures
from pipeline.alert.write.batches import IMMEDIATE, Batch, build_batches
from pipeline.alert.write.mail_items import Told, build_items, gather_stories
from pipeline.config.settings import Settings
from pipeline.config.watches import Subscriber, Watch, Watchbook
from pipeline.model.drafts import Draft, Health
from pipeline.model.mails import Hit, Mail, make_hit_id
from pipeline.model.times import parse_time
from pipeline.store import hits, mails
from pipeline.store.client import Store

MOST_ITEMS = 30
"""Stories in one mail; beyond that it says how many more there are."""
MOST_IN_LINK = 40
"""Stories that a link names; some mail programs cut an address beyond 2,000 characters."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Writer:
    """Writes the mails of one run."""

    store: Store
    settings: Settings
    book: Watchbook
    now: datetime

    def write_mails(self) -> int:
        """Write every mail that is due into the outbox; give their number. What a run that died had claimed
        is given back first.
        """
        mend_hits(self.store)
        waiting: dict[str, list[Hit]] = {}
        for hit in hits.find_open_hits(self.store, self.now):
            waiting.setdefault(hit.recipient, []).append(hit)
        lately = mails.count_mails_since(self.store, IMMEDIATE, self.now - HOUR) if waiting else {}
        # Whoever was taken off the list gets nothing; their hits stay, in case it was a slip.
        people = [person for person in self.book.people.values() if person.id in waiting]
        return sum(
            self._write_to_person(person, waiting[person.id], lately.get(person.id, 0)) for person in people
        )

    def _write_to_person(self, person: Subscriber, own: Sequence[Hit], lately: int) -> int:
        rhythms = {str(watch.rhythm) for watch in self.book.find_watches(person.id)}
        return sum(
            self._freeze_batch(person, batch) for batch in build_batches(own, self.now, lately, rhythms)
        )

    def _freeze_batch(self, person: Subscriber, batch: Batch) -> bool:
        """Claim the hits, write the mail, freeze the hits: in this order, so that no crash loses one and no
        two runs take the same.
        """
        id_ = make_mail_id(person.id, batch.hits[0].id)
        mine = hits.change_hits(self.store, batch.hits, state="claimed", mail=id_)
        stories = gather_stories(self.store, mine)
        if not stories:
            hits.change_hits(self.store, mine, state="void")
            return False
        draft = self.build_draft(person, Batch(batch.kind, batch.rhythm, tuple(mine)), stories, id_)
        written = mails.create_mail(
            self.store, make_mail(draft, id_, batch.kind, [one.hit.id for one in stories], self.now)
        )
        freeze_hits(self.store, mine, {one.hit.id: int(one.source["revision"]) for one in stories})
        return written

    def build_draft(self, person: Subscriber, batch: Batch, stories: Sequence[Told], id_: str) -> Draft:
        """Give what a mail on these stories says; those beyond the cap are counted only."""
        known = {watch.id: watch for watch in self.book.watches}
        own = [known[w] for w in dict.fromkeys(w for one in stories for w in one.hit.watches) if w in known]
        shown = stories[:MOST_ITEMS]
        digest = batch.kind == "digest"
        return Draft(
            kind=batch.kind,
            rhythm=batch.rhythm,
            recipient=person.recipient,
            message_id=f"{id_}@{self.domain}",
            created_at=self.now,
            since=min(
                (parse_time(one.source["first_seen_at"]) or self.now for one in stories), default=self.now
            ),
            until=self.now,
            items=tuple(build_items(self.store, shown, known)),
            more=len(stories) - len(shown),
            more_query=_query_left_out(stories[MOST_ITEMS:]),
            days=figures.load_days(self.store, own, person, self.now) if digest else (),
            languages=_count_values(one.source["language"] for one in stories),
            countries=_count_values(one.source["source"]["country"] for one in stories),
            health=self._health if digest else None,
            watches=tuple(watch.title for watch in own),
            references=self._load_references(shown),
            list_id=self.choose_list_id(own),
            kibana=self.settings.kibana_url,
        )

    @cached_property
    def _health(self) -> Health:
        return figures.measure_health(self.store, self.now - figures.WEEK)

    @property
    def domain(self) -> str:
        """The domain of the sender, under which message ids and lists are named."""
        return parseaddr(self.settings.mail_from)[1].rpartition("@")[2] or "azvn.example"

    def choose_list_id(self, own: Sequence[Watch]) -> str:
        """Give the name of the list: of the watch when there is one, so that mail programs can sort by it."""
        name = own[0].id if len(own) == 1 else "alerts"
        return f"{name}.alerts.{self.domain}" if len(own) == 1 else f"alerts.{self.domain}"

    def _load_references(self, stories: Sequence[Told]) -> tuple[str, ...]:
        """Give the message ids of the mails that told of these stories first."""
        first = [
            make_hit_id(one.hit.recipient, one.hit.story, "new")
            for one in stories
            if one.hit.kind == "updated"
        ]
        earlier = [hit.mail for hit in hits.load_hits(self.store, first).values() if hit.mail]
        return tuple(
            mail.message_id for mail in mails.load_mails(self.store, list(dict.fromkeys(earlier))).values()
        )


def make_mail(draft: Draft, id_: str, kind: str, taken: Sequence[str], now: datetime) -> Mail:
    """Give a mail as it enters the outbox."""
    return Mail(
        id=id_,
        recipient=draft.recipient.id,
        kind=kind,
        hits=tuple(taken),
        message_id=draft.message_id,
        queued_at=now,
        next_try_at=now,
        content=draft.model_dump(mode="json"),
    )


def make_mail_id(recipient: str, first: str) -> str:
    """Give the id of a mail: hash of the recipient and its first hit (or, for one without, of what it is
    about).
    """
    return sha256("\n".join((recipient, first)).encode()).hexdigest()[:32]


def freeze_hits(store: Store, mine: Sequence[Hit], revisions: Mapping[str, int]) -> None:
    """Note on each hit that its mail is written, and which version of the article it tells of; one whose
    article is gone is void.
    """
    for revision in sorted(set(revisions.values())):
        hits.change_hits(
            store,
            [h for h in mine if revisions.get(h.id) == revision and h.kind == "new"],
            state="frozen",
            revision=revision,
        )
    # A correction keeps the version with which its mail compares.
    hits.change_hits(store, [h for h in mine if h.id in revisions and h.kind == "updated"], state="frozen")
    hits.change_hits(store, [h for h in mine if h.id not in revisions], state="void")


def mend_hits(store: Store) -> int:
    """Set right what a run left that died between claiming and freezing: frozen when the mail was written,
    open again when it was not.
    """
    left = hits.find_claimed_hits(store)
    written = mails.load_mails(store, sorted({h.mail for h in left if h.mail}))
    taken = [h for h in left if h.mail in written and h.id in written[h.mail].hits]
    hits.change_hits(store, taken, state="frozen")
    hits.change_hits(store, [h for h in left if h not in taken], state="open", mail=None)
    return len(left)


def _query_left_out(stories: Sequence[Told]) -> str:
    """Give a Lucene query for the stories beyond the cap, while an address can hold it."""
    return (
        f"story.id:({' OR '.join(one.hit.story for one in stories)})"
        if 0 < len(stories) <= MOST_IN_LINK
        else ""
    )


def _count_values(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(values).most_common())
