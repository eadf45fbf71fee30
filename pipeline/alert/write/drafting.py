"""From hits to mails: what is due is claimed, written down as a draft, and frozen, before it is sent."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pipeline.alert.write import figures
from pipeline.alert.write.batches import IMMEDIATE, Batch, build_batches
from pipeline.alert.write.entries import make_held_mail, make_mail, make_mail_id
from pipeline.alert.write.mail_items import (
    StoryToMail,
    build_headlines,
    build_items,
    gather_stories,
    pick_events,
)
from pipeline.config.mail import read_sender
from pipeline.config.settings import Settings
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch, Watchbook
from pipeline.model.drafts import Draft, Health
from pipeline.model.faults import KnownFault
from pipeline.model.mails import Hit, Mail, make_hit_id
from pipeline.model.states import WatchState
from pipeline.model.times import parse_time
from pipeline.store import hits, mails
from pipeline.store.client import Store
from pipeline.store.recipients import load_recipient_states
from pipeline.store.watches import load_watch_states
from pipeline.text.kibana_ids import make_kibana_id

log = logging.getLogger(__name__)

MOST_ITEMS = 30
"""Stories that one mail tells; beyond that it names them."""
MOST_HEADLINES = 300
"""Stories that one mail names without telling them; beyond that it says how many more there are."""
MOST_IN_LINK = 40
"""Stories that a link names; some mail programs cut an address beyond 2,000 characters."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class MailWriter:
    """Writes the mails of one run; raises ConfigError for a sender of no use.

    With `together` each person gets one digest of all that is due.
    """

    store: Store
    settings: Settings
    book: Watchbook
    now: datetime
    together: bool = False

    def write_mails(self) -> int:
        """Write every mail that is due into the outbox; give their number.

        What a run that died had claimed is given back first.
        """
        mend_hits(self.store)
        waiting: dict[str, list[Hit]] = {}
        for hit in hits.find_open_hits(self.store, self.now):
            waiting.setdefault(hit.recipient, []).append(hit)
        lately = mails.count_mails_since(self.store, IMMEDIATE, self.now - HOUR) if waiting else {}
        known = mails.find_last_times(self.store, without=True) if waiting else {}
        written = 0
        for person in self.list_receivers():
            # Whoever was taken off the list gets nothing; their hits stay, in case it was a slip.
            if person.id in waiting:
                together = self.together or person.id not in known
                batches = self._share_out(person, waiting[person.id], lately.get(person.id, 0), together)
                written += sum(self._freeze_batch(person, batch) for batch in batches)
        return written

    def list_receivers(self) -> list[Subscriber]:
        """Give the people to whom mails go: not those whose mails come back, or who stopped them."""
        stopped = load_recipient_states(self.store)
        people = self.book.people.values()
        return [p for p in people if p.id not in stopped or not stopped[p.id].stops(p.address)]

    def _share_out(self, person: Subscriber, own: Sequence[Hit], lately: int, together: bool) -> list[Batch]:
        if person.channel == "feed":
            # A file bothers nobody: it takes all that is due, as much at once as one draft tells.
            due = [hit for hit in own if hit.due_at <= self.now]
            parts = [due[i : i + MOST_ITEMS] for i in range(0, len(due), MOST_ITEMS)]
            return [Batch(IMMEDIATE, IMMEDIATE, tuple(part)) for part in parts]
        rhythms = {str(watch.rhythm) for watch in self.book.find_watches(person.id)}
        return build_batches(own, self.now, lately, rhythms, together=together)

    def _freeze_batch(self, person: Subscriber, batch: Batch) -> int:
        """Claim the hits, write the mail, freeze the hits; give the number of mails.

        In this order, so that no crash loses one and no two runs take the same. What nobody foresaw while it
        is written holds what is at fault, and nothing else.
        """
        id_ = make_mail_id(person.id, batch.hits[0].id)
        mine = hits.change_hits(self.store, batch.hits, state="claimed", mail=id_)
        batch = Batch(batch.kind, batch.rhythm, tuple(mine))
        try:
            mail, revisions = self._compose_mail(person, batch, id_)
        except KnownFault:
            raise
        except Exception as error:
            log.exception("mail %s to %s cannot be written", id_, person.id)
            return self._hold_faulty(person, batch, error)
        if mail is None:
            hits.change_hits(self.store, mine, state="void")
            return 0
        written = mails.create_mail(self.store, mail)
        freeze_hits(self.store, mine, revisions)
        return int(written)

    def _compose_mail(self, person: Subscriber, batch: Batch, id_: str) -> tuple[Mail | None, dict[str, int]]:
        """Give the mail on some hits, None when no article is left, and the version of each that it shows."""
        stories = gather_stories(self.store, batch.hits)
        revisions = {story.hit.id: int(story.fields["revision"]) for story in stories}
        if not stories:
            return None, revisions
        draft = self.build_draft(person, batch, stories, id_)
        return make_mail(draft, id_, batch.kind, list(revisions), self.now), revisions

    def _hold_faulty(self, person: Subscriber, batch: Batch, error: Exception) -> int:
        """Hold the hits that cannot be written alone either, all where each can, and mail the others."""
        faulty = [hit for hit in batch.hits if not self._is_sound(person, batch, hit)] or list(batch.hits)
        id_ = make_mail_id(person.id, faulty[0].id)
        held = [hit.id for hit in faulty]
        message_id = f"{id_}@{self.domain}"
        mails.create_mail(self.store, make_held_mail(person, message_id, batch.kind, held, self.now, error))
        hits.change_hits(self.store, faulty, state="frozen", mail=id_)
        rest = tuple(hit for hit in batch.hits if hit.id not in held)
        return self._freeze_batch(person, Batch(batch.kind, batch.rhythm, rest)) if rest else 0

    def _is_sound(self, person: Subscriber, batch: Batch, hit: Hit) -> bool:
        try:
            self._compose_mail(person, Batch(batch.kind, batch.rhythm, (hit,)), hit.id)
        except KnownFault:
            raise
        except Exception as error:
            log.info("hit %s of %s: %s", hit.id, person.id, error)
            return False
        return True

    def build_draft(
        self, person: Subscriber, batch: Batch, stories: Sequence[StoryToMail], id_: str
    ) -> Draft:
        """Give what a mail on these stories says; those beyond the cap are named only."""
        known = {watch.id: watch for watch in self.book.watches}
        own = _list_watches(stories, known)
        firsts = pick_events(stories)
        shown = firsts[:MOST_ITEMS]
        digest = batch.kind == "digest"
        return Draft(
            kind=batch.kind,
            rhythm=batch.rhythm,
            recipient=person.recipient,
            message_id=f"{id_}@{self.domain}",
            created_at=self.now,
            since=_find_earliest(stories, self.now),
            until=self.now,
            items=tuple(build_items(self.store, shown, known, self.book.topic_words)),
            more=len(firsts) - len(shown),
            headlines=build_headlines(firsts[MOST_ITEMS : MOST_ITEMS + MOST_HEADLINES]),
            more_query=_query_left_out(firsts[MOST_ITEMS:]),
            days=figures.load_days(self.store, own, person, self.now) if digest else (),
            languages=_count_values(story.fields["language"] for story in stories),
            countries=_count_values(story.fields["source"]["country"] for story in stories),
            health=self._health if digest else None,
            watches=tuple(watch.title for watch in own),
            references=self._load_references(shown),
            list_id=self.choose_list_id(own),
            kibana=self.settings.kibana_url,
            sides=self.book.sides,
            data_view=make_kibana_id(self.settings.index_prefix, "articles"),
            session=self._choose_session(own),
        )

    def _choose_session(self, own: Sequence[Watch]) -> str:
        """Give the id of the watch's saved search in Kibana, when there is one watch and Kibana has it."""
        if len(own) != 1 or not self.settings.kibana_url:
            return ""
        state = self._watch_states.get(own[0].id)
        has_session = state is not None and state.session == own[0].query_hash
        return make_kibana_id(self.settings.index_prefix, f"watch-{own[0].id}") if has_session else ""

    @cached_property
    def _watch_states(self) -> Mapping[str, WatchState]:
        return load_watch_states(self.store)

    @cached_property
    def _health(self) -> Health:
        return figures.measure_health(self.store, self.now - figures.WEEK)

    @cached_property
    def domain(self) -> str:
        """The domain of the sender, under which message ids and lists are named."""
        return read_sender(self.settings).domain

    def choose_list_id(self, own: Sequence[Watch]) -> str:
        """Give the name of the list: of the watch when there is one, so that mail programs can sort by it."""
        if len(own) == 1:
            return f"{own[0].id}.alerts.{self.domain}"
        return f"alerts.{self.domain}"

    def _load_references(self, stories: Sequence[StoryToMail]) -> tuple[str, ...]:
        """Give the message ids of the mails that brought these stories first."""
        corrected = [story.hit for story in stories if story.hit.kind == "updated"]
        first = [make_hit_id(hit.recipient, hit.story, "new") for hit in corrected]
        earlier = dict.fromkeys(hit.mail for hit in hits.load_hits(self.store, first).values() if hit.mail)
        return tuple(mail.message_id for mail in mails.load_mails(self.store, list(earlier)).values())


def freeze_hits(store: Store, mine: Sequence[Hit], revisions: Mapping[str, int]) -> None:
    """Note on each hit that its mail is written, and which version of the article it shows.

    `revisions` are those versions by hit; a hit without one is void, for its article is gone.
    """
    new: dict[int, list[Hit]] = {}
    corrected: list[Hit] = []
    gone: list[Hit] = []
    for hit in mine:
        if hit.id not in revisions:
            gone.append(hit)
        elif hit.kind == "new":
            new.setdefault(revisions[hit.id], []).append(hit)
        else:
            # A correction keeps the version with which its mail compares.
            corrected.append(hit)
    for revision, some in sorted(new.items()):
        hits.change_hits(store, some, state="frozen", revision=revision)
    hits.change_hits(store, corrected, state="frozen")
    hits.change_hits(store, gone, state="void")


def mend_hits(store: Store) -> int:
    """Set right what a run left that died between claiming and freezing; give the number of its hits.

    They are frozen when the mail was written, open again when it was not.
    """
    left = hits.find_claimed_hits(store)
    written = mails.load_mails(store, sorted({hit.mail for hit in left if hit.mail}))
    taken = [hit for hit in left if _has_hit(written.get(hit.mail or ""), hit)]
    hits.change_hits(store, taken, state="frozen")
    hits.change_hits(store, [hit for hit in left if hit not in taken], state="open", mail=None)
    return len(left)


def _has_hit(mail: Mail | None, hit: Hit) -> bool:
    return mail is not None and hit.id in mail.hits


def _list_watches(stories: Sequence[StoryToMail], known: Mapping[str, Watch]) -> list[Watch]:
    """Give the watches that found these stories, each once, those that are gone left out."""
    named = dict.fromkeys(id_ for story in stories for id_ in story.hit.watches)
    return [known[id_] for id_ in named if id_ in known]


def _find_earliest(stories: Sequence[StoryToMail], now: datetime) -> datetime:
    times = [parse_time(story.fields["first_seen_at"]) or now for story in stories]
    return min(times, default=now)


def _query_left_out(stories: Sequence[StoryToMail]) -> str:
    """Give a Lucene query for the stories beyond the cap, while an address can hold it."""
    if not 0 < len(stories) <= MOST_IN_LINK:
        return ""
    return f"story.id:({' OR '.join(story.hit.story for story in stories)})"


def _count_values(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(values).most_common())
