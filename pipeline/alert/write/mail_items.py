"""The stories of a mail: what a hit and its articles look like to a reader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.alert.find import corrections
from pipeline.alert.find.finding import describe_query
from pipeline.alert.find.rules.revisions import ArticleFields, FactChange, compare_articles
from pipeline.config.watches import Watch
from pipeline.model.drafts import Copy, Item, OtherStory
from pipeline.model.mails import Hit
from pipeline.model.words import NO_COUNTRY
from pipeline.read.judge.reasons import Reason
from pipeline.store.articles import mail_queries
from pipeline.store.articles.event_search import load_event_stories
from pipeline.store.articles.mail_queries import CLOSE, OPEN
from pipeline.store.client import Store
from pipeline.text.clean import clean_paragraphs

PASSAGE = 360
"""Characters of a passage: two or three sentences."""
LONGEST = 700
_FOUND = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*+){CLOSE}")


@dataclass(frozen=True, slots=True)
class StoryToMail:
    """A story that a mail can tell: its hit, the article it shows, and those that carry the same text."""

    hit: Hit
    article: str
    fields: ArticleFields
    copies: tuple[ArticleFields, ...]

    @property
    def order(self) -> tuple[int, int, int, bool, float, str]:
        """The important first: by grade, stories of the event, copies, both sides in the headline, age."""
        relevance, event = self.fields["relevance"], self.fields.get("event") or {}
        in_headline = Reason.BOTH_IN_TITLE in (relevance.get("reasons") or ())
        first_seen = datetime.fromisoformat(self.fields["first_seen_at"])
        return (
            -int(relevance["grade"]),
            -int(event.get("stories") or 1),
            -len(self.copies),
            not in_headline,
            -first_seen.timestamp(),
            self.article,
        )


def gather_stories(store: Store, hits: Sequence[Hit]) -> list[StoryToMail]:
    """Give the stories of hits in the order in which a mail shows them.

    Those of which no article is left are left out.
    """
    members = mail_queries.load_stories(store, sorted({hit.story for hit in hits}))
    found = [_build_story(hit, members[hit.story]) for hit in hits if members.get(hit.story)]
    return sorted(found, key=lambda story: story.order)


def _build_story(hit: Hit, members: Mapping[str, ArticleFields]) -> StoryToMail:
    """Show the article that was found, or the story's lead when it is gone."""
    shown = hit.article
    if shown not in members:
        leads = (id_ for id_, fields in members.items() if fields["story"]["role"] == "lead")
        shown = next(leads, next(iter(members)))
    others = [fields for id_, fields in members.items() if id_ != shown]
    others.sort(key=lambda fields: (fields["published_at"], fields["url"]))
    return StoryToMail(hit, shown, members[shown], tuple(others))


def pick_events(stories: Sequence[StoryToMail]) -> list[StoryToMail]:
    """Give one story for each event, the first in the order of a mail; a correction stands for itself."""
    chosen: dict[str, StoryToMail] = {}
    for story in stories:
        event = (story.fields.get("event") or {}).get("id")
        chosen.setdefault(event if event and story.hit.kind == "new" else story.hit.id, story)
    return list(chosen.values())


def build_items(
    store: Store, stories: Sequence[StoryToMail], watches: Mapping[str, Watch], topic_words: str
) -> list[Item]:
    """Give the items of a mail, each with its passage and, for a correction, what changed."""
    shown = [story.article for story in stories]
    named = sorted({id_ for story in stories for id_ in story.hit.watches})
    questions = [describe_query(watches[id_]) for id_ in named if id_ in watches]
    passages = mail_queries.find_passages(store, shown, questions, topic_words, PASSAGE)
    changes = _load_changes(store, [story.hit for story in stories if story.hit.kind == "updated"])
    events = {story.article: (story.fields.get("event") or {}).get("id") for story in stories}
    by_event = load_event_stories(store, sorted({id_ for id_ in events.values() if id_}))
    items = []
    for story in stories:
        passage = passages.get(story.article, "")
        item = _build_item(story, passage, changes.get(story.hit.id, ()), watches)
        others = [
            _build_other(lead)
            for lead in by_event.get(events[story.article] or "", ())
            if lead["story"]["id"] != story.hit.story
        ]
        items.append(item.model_copy(update={"same_event": tuple(others)}))
    return items


def build_headlines(stories: Sequence[StoryToMail]) -> tuple[OtherStory, ...]:
    """Give stories as a mail names them that has no room to tell them."""
    return tuple(_build_other(story.fields) for story in stories)


def _build_other(lead: ArticleFields) -> OtherStory:
    return OtherStory(
        url=lead["url"],
        title=lead["title"],
        source=lead["source"]["name"],
        country=_read_country(lead),
        language=lead["language"],
    )


def _load_changes(store: Store, hits: Sequence[Hit]) -> dict[str, tuple[FactChange, ...]]:
    """Give by hit what has changed since it was mailed."""
    before, after = corrections.load_versions(store, hits)
    changes = {}
    for hit in hits:
        if hit.id in before and hit.article in after:
            changes[hit.id] = compare_articles(before[hit.id], after[hit.article])
    return changes


def _build_item(
    story: StoryToMail, passage: str, changes: Sequence[FactChange], watches: Mapping[str, Watch]
) -> Item:
    fields, hit = story.fields, story.hit
    sentence = fields["relevance"].get("sentence") or fields.get("summary") or ""
    excerpt, marks = cut_excerpt(passage or sentence)
    return Item(
        story=hit.story,
        kind=hit.kind,
        article=story.article,
        url=fields["url"],
        title=fields["title"],
        source=fields["source"]["name"],
        country=_read_country(fields),
        language=fields["language"],
        published_at=fields["published_at"],
        published_precision=fields["published_precision"],
        published_on=fields.get("published_on"),
        first_seen_at=fields["first_seen_at"],
        grade=fields["relevance"]["grade"],
        partial=fields["partial"],
        excerpt=excerpt,
        marks=marks,
        people=tuple(fields.get("people") or ()),
        organisations=tuple(fields.get("organisations") or ()),
        also_in=tuple(_build_copy(copy) for copy in story.copies),
        outlet=fields["source"].get("kind") or "",
        themes=tuple(fields.get("themes") or ()),
        event=(fields.get("event") or {}).get("id") or "",
        changes=tuple(changes),
        watches=tuple(watches[id_].title if id_ in watches else id_ for id_ in hit.watches),
    )


def cut_excerpt(passage: str) -> tuple[str, tuple[str, ...]]:
    """Give a passage as text, cut at a word when it is too long, and the words in it that were found."""
    marks = dict.fromkeys(clean_paragraphs(word) for word in _FOUND.findall(passage))
    text = clean_paragraphs(passage.replace(OPEN, "").replace(CLOSE, ""))
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0].rstrip(" ,;:–-") + " …"
    return text, tuple(word for word in marks if word and word in text)


def _build_copy(fields: ArticleFields) -> Copy:
    return Copy(
        url=fields["url"],
        source=fields["source"]["name"],
        country=_read_country(fields),
        language=fields["language"],
    )


def _read_country(fields: ArticleFields) -> str:
    code = str(fields["source"]["country"])
    return "" if code == NO_COUNTRY else code
