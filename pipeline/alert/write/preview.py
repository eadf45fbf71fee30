"""What a watch would have mailed: the same draft as a run writes, with nothing claimed, kept or sent."""

from __future__ import annotations

from datetime import timedelta

from pipeline.alert.find.finding import describe_query
from pipeline.alert.write.batches import Batch
from pipeline.alert.write.drafting import Writer, make_mail_id
from pipeline.alert.write.mail_items import gather_stories
from pipeline.config.watches import Subscriber, Watch
from pipeline.model.drafts import Draft
from pipeline.model.mails import Hit
from pipeline.store.articles import watch_queries
from pipeline.store.client import Store

MOST = 200


def build_preview(
    writer: Writer, watch: Watch, person: Subscriber, since: timedelta, *, test: bool = False
) -> Draft:
    """Give the digest of what a watch finds among the articles first seen within a time, as this person would
    get it.
    """
    ids = watch_queries.find_articles(
        writer.store, describe_query(watch), since=writer.now - since, most=MOST
    )
    hits = _make_hits(writer.store, ids, watch, person, writer)
    id_ = make_mail_id(person.id, f"preview {watch.id} {writer.now.isoformat()}")
    made = writer.build_draft(
        person, Batch("digest", str(watch.rhythm), tuple(hits)), gather_stories(writer.store, hits), id_
    )
    return made.model_copy(update={"since": writer.now - since, "watches": (watch.title,), "test": test})


def _make_hits(store: Store, ids: list[str], watch: Watch, person: Subscriber, writer: Writer) -> list[Hit]:
    found = store.get_documents("articles", ids)
    at, rhythm = writer.now, str(watch.rhythm)
    stories = {id_: doc["_source"]["story"]["id"] for id_, doc in found.items()}
    return [
        Hit(
            recipient=person.id,
            story=story,
            article=id_,
            watches=(watch.id,),
            rhythm=rhythm,
            found_at=at,
            due_at=at,
        )
        for id_, story in stories.items()
    ]
