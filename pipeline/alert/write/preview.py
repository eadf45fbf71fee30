"""What a watch would have mailed: the same draft as a run writes, with nothing claimed, kept or sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pipeline.alert.find.finding import describe_query
from pipeline.alert.write.batches import Batch
from pipeline.alert.write.drafting import MailWriter, make_mail_id
from pipeline.alert.write.mail_items import gather_stories
from pipeline.config.watches import Subscriber, Watch
from pipeline.model.drafts import Draft
from pipeline.model.mails import Hit
from pipeline.store.articles import watch_queries

MOST = 200


def build_preview(
    writer: MailWriter, watch: Watch, person: Subscriber, since: timedelta, *, test: bool = False
) -> Draft:
    """Give the digest of what a watch finds among the articles first seen within a time.

    It is what this person would get.
    """
    begin = writer.now - since
    ids = watch_queries.find_articles(writer.store, describe_query(watch), since=begin, most=MOST)
    hits = _make_hits(writer, watch, person, ids)
    id_ = make_mail_id(person.id, f"preview {watch.id} {writer.now.isoformat()}")
    batch = Batch("digest", str(watch.rhythm), tuple(hits))
    draft = writer.build_draft(person, batch, gather_stories(writer.store, hits), id_)
    return draft.model_copy(update={"since": begin, "watches": (watch.title,), "test": test})


def _make_hits(writer: MailWriter, watch: Watch, person: Subscriber, ids: Sequence[str]) -> list[Hit]:
    return [
        Hit(
            recipient=person.id,
            story=document["_source"]["story"]["id"],
            article=id_,
            watches=(watch.id,),
            rhythm=str(watch.rhythm),
            found_at=writer.now,
            due_at=writer.now,
        )
        for id_, document in writer.store.get_documents("articles", ids).items()
    ]
