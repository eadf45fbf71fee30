"""What is remembered of a feed comes back as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pipeline.model.fetches import Validators
from pipeline.model.outcomes import Outcome
from pipeline.model.states import FeedState
from pipeline.store import feeds
from pipeline.store.client import Store


def state(make: Any, id_: str, **given: Any) -> FeedState:
    times = dict.fromkeys(
        ("next_check_at", "attempted_at", "succeeded_at", "parsed_at", "new_at", "retry_at"), make.now
    )
    values = {
        "id": id_,
        "url": make.url(),
        "source": "outlet",
        "status": Outcome.OK,
        "interval": timedelta(minutes=20),
        **times,
    }
    entries = {Outcome.FOUND: 3, Outcome.KNOWN: 17}
    validators = Validators(etag='W/"1"', last_modified="Thu, 07 May 2026 09:00:00 GMT", body_hash="h")
    more = {
        "validators": validators,
        "entries": entries,
        "failures": 1.5,
        "moved_to": make.url(),
        "detail": "why",
        "cycle": "c1",
    }
    return FeedState.model_validate({**values, **more, **given})


def test_a_state_comes_back_as_it_was_saved(store: Store, make: Any) -> None:
    full, bare = state(make, "feed-full"), FeedState(id="feed-bare", url=make.url(), source="outlet")
    feeds.save_feed_states(store, [full, bare])
    assert feeds.load_feed_states(store, ["feed-full", "feed-bare", "feed-never"]) == {
        "feed-full": full,
        "feed-bare": bare,
    }


def test_all_states_come_without_asking_for_any(store: Store, make: Any) -> None:
    feeds.save_feed_states(store, [state(make, "feed-all")])
    assert "feed-all" in feeds.load_feed_states(store)


def test_a_saved_state_replaces_the_one_before(store: Store, make: Any) -> None:
    feeds.save_feed_states(store, [state(make, "feed-again")])
    later = state(make, "feed-again", status=Outcome.TIMEOUT, failures=2.5, new_at=None)
    feeds.save_feed_states(store, [later])
    assert feeds.load_feed_states(store, ["feed-again"]) == {"feed-again": later}
