"""The stories of a mail: what a hit and its articles look like to a reader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.alert.find import corrections
from pipeline.alert.find.finding import describe_query
from pipeline.config.watches import Watch
from pipeline.model.drafts import Copy, Item
from pipeline.model.mails import Hit
from pipeline.model.words import NO_COUNTRY
from pipeline.store.articles import mail_queries
from pipeline.store.articles.mail_queries import CLOSE, OPEN
from pipeline.store.client import Store
from pipeline.text.clean import clean_paragraphs

PASSAGE = 360
"""Characters of a passage: two or three sentences."""
LONGEST = 700
_FOUND = re.compile(f"{OPEN}(.*?){CLOSE}", re.DOTALL)

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A story that a mail can tell: its hit, the article it shows, and the others that carry the same
    text.
    """

    hit: Hit
    article: str
    source: Document
    others: tuple[Document, ...]

    @property
    def order(self) -> tuple[int, float, str]:
        """Corrections and core stories first, then the newest."""
        grade = int(self.source["relevance"]["grade"])
        return (-grade, -_parse_seconds(self.source["first_seen_at"]), self.article)


def gather_stories(store: Store, hits: Sequence[Hit]) -> list[Told]:
    """Give the stories of hits in the order in which a mail shows them; those of which no article is left are
    left out.
    """
    families = mail_queries.load_stories(store, sorted({hit.story for hit in hits}))
    found = [_build_story(hit, families[hit.story]) for hit in hits if families.get(hit.story)]
    return sorted(found, key=lambda one: one.order)


def _build_story(hit: Hit, family: Mapping[str, Document]) -> Told:
    """Show the article that was found, or the story's lead when it is gone."""
    lead = next((id_ for id_, m in family.items() if m["story"]["role"] == "lead"), next(iter(family)))
    shown_ = hit.article if hit.article in family else lead
    others = sorted(
        (m for id_, m in family.items() if id_ != shown_), key=lambda m: (m["published_at"], m["url"])
    )
    return Told(hit, shown_, family[shown_], tuple(others))


def build_items(store: Store, stories: Sequence[Told], watches: Mapping[str, Watch]) -> list[Item]:
    """Give the items of a mail, each with its passage and, for a correction, what changed."""
    wanted = [
        describe_query(w)
        for id_ in sorted({w for one in stories for w in one.hit.watches})
        if (w := watches.get(id_))
    ]
    passages = mail_queries.find_passages(store, [one.article for one in stories], wanted, PASSAGE)
    before, after = corrections.load_versions(
        store, [one.hit for one in stories if one.hit.kind == "updated"]
    )
    changed = {
        id_: corrections.compare_articles(old, after[a])
        for id_, old in before.items()
        if (a := _find_article(stories, id_)) in after
    }
    return [
        _build_item(one, passages.get(one.article, ""), changed.get(one.hit.id, ()), watches)
        for one in stories
    ]


def _find_article(stories: Sequence[Told], hit: str) -> str:
    return next(one.hit.article for one in stories if one.hit.id == hit)


def _build_item(
    one: Told, passage: str, changed: Sequence[corrections.Change], watches: Mapping[str, Watch]
) -> Item:
    source = one.source
    excerpt, marks = cut_excerpt(
        passage or source["relevance"].get("sentence") or source.get("summary") or ""
    )
    return Item(
        story=one.hit.story,
        kind=one.hit.kind,
        article=one.article,
        url=source["url"],
        title=source["title"],
        source=source["source"]["name"],
        country=_read_country(source),
        language=source["language"],
        published_at=source["published_at"],
        published_precision=source["published_precision"],
        published_on=source.get("published_on"),
        first_seen_at=source["first_seen_at"],
        grade=source["relevance"]["grade"],
        partial=source["partial"],
        excerpt=excerpt,
        marks=marks,
        people=tuple(source.get("people") or ()),
        organisations=tuple(source.get("organisations") or ()),
        also_in=tuple(_build_copy(other) for other in one.others),
        changes=tuple(changed),
        watches=tuple(watches[w].title if w in watches else w for w in one.hit.watches),
    )


def cut_excerpt(passage: str) -> tuple[str, tuple[str, ...]]:
    """Give a passage as text, cut at a word when it is too long, and the words in it that were found."""
    marks = dict.fromkeys(clean_paragraphs(word) for word in _FOUND.findall(passage))
    text = clean_paragraphs(passage.replace(OPEN, "").replace(CLOSE, ""))
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0].rstrip(" ,;:–-") + " …"
    return text, tuple(word for word in marks if word and word in text)


def _build_copy(source: Document) -> Copy:
    return Copy(
        url=source["url"],
        source=source["source"]["name"],
        country=_read_country(source),
        language=source["language"],
    )


def _read_country(source: Document) -> str:
    code = str(source["source"]["country"])
    return "" if code == NO_COUNTRY else code


def _parse_seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
