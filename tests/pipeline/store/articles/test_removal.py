"""What a person wants removed is removed, and does not come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipeline.model.outcomes import Outcome
from pipeline.model.stories import Grouped
from pipeline.publish import choose_lead
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.lookup import load_article
from pipeline.store.articles.removal import forget_article
from pipeline.store.articles.stories import set_story
from pipeline.store.client import Store
from pipeline.store.pages.ends import record_ends
from pipeline.store.revisions import find_revision_ids

HOUR = timedelta(hours=1)


def test_what_is_forgotten_goes_for_good_and_its_story_goes_on(store: Store, make: Any) -> None:
    url, other = make.url(), make.url()
    first = make.write(url=url, urls=(url, url + "?id=1"))
    edited = make.write(url=url, text="A second text.", fetched_at=make.now + HOUR)
    copies = [
        make.write(url=other, first_seen_at=make.now + HOUR),
        make.write(first_seen_at=make.now + 2 * HOUR),
    ]
    write_articles(store, [first, edited, *copies])
    lead, *rest = [first.article.id, *[copy.article.id for copy in copies]]
    set_story(store, lead, Grouped(lead, "lead"))
    for copy in rest:
        set_story(store, copy, Grouped(lead, "copy"))
    fetch = make.fetch(make.candidate(url))
    record_ends(store, [make.end(fetch, article=lead, grade=3)])

    assert forget_article(store, url, choose_lead)
    assert load_article(store, lead) is None
    assert find_revision_ids(store, lead) == []
    assert (load_article(store, rest[0]) or {})["story"] == {
        "id": lead,
        "role": "lead",
        "quotes": [],
        "copies": 1,
    }
    for address in (url, url + "?id=1"):
        page = store.get_documents("pages", [make.candidate(address).id])[make.candidate(address).id][
            "_source"
        ]
        assert (page["state"], page["forgotten"]) == ("dropped", True)
    # What was on its way does not bring it back.
    assert write_articles(store, [first]) == [Outcome.FORGOTTEN]
    record_ends(store, [make.end(make.fetch(make.candidate(url), minutes=60), article=lead, grade=3)])
    assert store.get_documents("pages", [lead])[lead]["_source"]["state"] == "dropped"
    assert not forget_article(store, url, choose_lead)
